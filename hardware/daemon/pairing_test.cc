#include "hardware/daemon/pairing.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "comptoir/readers/v1/reader_service.mock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/files/durable_file.h"

namespace comptoir::hardware {
namespace {

using comptoir::readers::v1::MockReaderServiceConnection;
using comptoir::readers::v1::PairReaderResponse;
using comptoir::readers::v1::ReaderServiceClient;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Return;

class PairingTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove_all(folder_); }

  absl::Status PairNow() {
    return Pair(ReaderServiceClient(connection_), "CODE", {}, folder_).status();
  }

  // Pairs with a server that answers this token.
  void PairWith(const std::string& token) {
    PairReaderResponse response;
    response.set_reader_token(token);
    response.set_epoch_min(7);
    EXPECT_CALL(*connection_, PairReader).WillOnce(Return(response));
    const absl::Status status = PairNow();
    ASSERT_TRUE(status.ok()) << status;
  }

  const std::string folder_ = std::string(getenv("TEST_TMPDIR")) + "/readerd";
  const std::shared_ptr<MockReaderServiceConnection> connection_ =
      std::make_shared<MockReaderServiceConnection>();
};

TEST_F(PairingTest, KeepsTokenAndEpoch) {
  PairWith("cmp_rdr_secret");

  EXPECT_EQ(*LoadToken(folder_), "cmp_rdr_secret");
  EXPECT_EQ(*LoadEpochMin(folder_), 7u);
}

TEST_F(PairingTest, ReplacesAnEarlierOne) {
  PairWith("cmp_rdr_first");

  PairWith("cmp_rdr_second");

  EXPECT_EQ(*LoadToken(folder_), "cmp_rdr_second");
}

TEST_F(PairingTest, SpendsNoCodeThatItCannotKeepTheTokenOf) {
  ASSERT_TRUE(ReplaceFile(folder_, "a file, no folder").ok());
  EXPECT_CALL(*connection_, PairReader).Times(0);

  EXPECT_FALSE(PairNow().ok());
}

TEST_F(PairingTest, IsAbsentBeforeThat) {
  EXPECT_TRUE(absl::IsNotFound(LoadEpochMin(folder_).status()));
  EXPECT_TRUE(absl::IsUnauthenticated(LoadToken(folder_).status()));
}

TEST_F(PairingTest, RefusesATokenThatOthersMayRead) {
  PairWith("cmp_rdr_secret");
  ASSERT_EQ(chmod(TokenPath(folder_).c_str(), 0644), 0);

  const absl::Status status = LoadToken(folder_).status();

  EXPECT_TRUE(absl::IsUnauthenticated(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("mode 0644"));
}

TEST_F(PairingTest, ReadsWhatAnEditorSavedAndShowsNothingElse) {
  PairWith("\ufeffcmp_rdr_secret\r");
  EXPECT_EQ(*LoadToken(folder_), "cmp_rdr_secret");

  PairWith("cmp_rdr\u00a0secret");

  EXPECT_THAT(std::string(LoadToken(folder_).status().message()),
              AllOf(HasSubstr("plain text"), Not(HasSubstr("secret"))));
}

}  // namespace
}  // namespace comptoir::hardware
