#include "server/merchants/access/operator_token.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "server/base/files/private_file.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/merchants/testing/test_merchants.h"
#include "server/store/store.h"

namespace comptoir::merchants {
namespace {

class OperatorTokenTest : public testing::Test {
 protected:
  OperatorTokenTest()
      : folder_(std::string(getenv("TEST_TMPDIR")) + "/" +
                IdMaker(absl::UnixEpoch()).Make("dir")) {
    std::filesystem::create_directory(folder_);
  }

  absl::Status Ensure() {
    return EnsureOperatorToken(world_.store.store(), world_.tables, folder_,
                               world_.store.clock().Now());
  }

  std::string Token() { return ReadPrivateLine(Path()).value(); }

  std::string Path() const { return folder_ + "/operator.token"; }

  const std::string folder_;
  TestMerchants world_;
};

TEST_F(OperatorTokenTest, WorksOnceWritten) {
  ASSERT_TRUE(Ensure().ok());

  const auto principal = world_.Authenticate(Token());

  ASSERT_TRUE(principal.ok());
  EXPECT_EQ(principal->kind, Principal::Kind::kOperator);
  EXPECT_EQ(principal->merchant_id, store::kInstallation);
  EXPECT_EQ(principal->permissions, Permissions());
}

TEST_F(OperatorTokenTest, StaysTheSameWithTheNextStart) {
  ASSERT_TRUE(Ensure().ok());
  const std::string token = Token();

  world_.Restart();
  ASSERT_TRUE(Ensure().ok());

  EXPECT_EQ(Token(), token);
  EXPECT_TRUE(world_.Authenticate(token).ok());
}

TEST_F(OperatorTokenTest, IsReplacedWhenItsFileIsDeleted) {
  ASSERT_TRUE(Ensure().ok());
  const std::string leaked = Token();
  ASSERT_TRUE(world_.Authenticate(leaked).ok());
  std::filesystem::remove(Path());

  ASSERT_TRUE(Ensure().ok());

  EXPECT_EQ(ReasonOf(world_.Authenticate(leaked).status()), "TOKEN_INVALID");
  EXPECT_TRUE(world_.Authenticate(Token()).ok());
}

TEST_F(OperatorTokenTest, IsPutToWorkAfterACrashBetweenFileAndStore) {
  ASSERT_TRUE(Ensure().ok());
  TestMerchants fresh;

  ASSERT_TRUE(EnsureOperatorToken(fresh.store.store(), fresh.tables, folder_,
                                  fresh.store.clock().Now())
                  .ok());

  EXPECT_TRUE(fresh.Authenticate(Token()).ok());
}

TEST_F(OperatorTokenTest, RefusesAFileWithSomethingElse) {
  ASSERT_TRUE(WritePrivateFile(Path(), "hello\n", Existing::kRefuse).ok());

  EXPECT_EQ(Ensure().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace comptoir::merchants
