#include "server/customers/writes/batch_failure.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/rpc/preparation.h"

namespace comptoir::customers {
namespace {

using ::testing::HasSubstr;

TEST(IsOfOne, TellsRefusalsFromTrouble) {
  EXPECT_TRUE(IsOfOne(NotFound("customer", "cus_1")));
  EXPECT_TRUE(IsOfOne(InvalidField("customer.birthday", "must be a day")));
  EXPECT_TRUE(IsOfOne(Error(absl::StatusCode::kAborted, "ETAG_MISMATCH", "")));

  EXPECT_FALSE(IsOfOne(Corrupt("a customer")));
  EXPECT_FALSE(IsOfOne(absl::InternalError("a bug")));
  EXPECT_FALSE(IsOfOne(absl::NotFoundError("not meant for callers")));
  EXPECT_FALSE(
      IsOfOne(Error(absl::StatusCode::kUnavailable, "STORAGE_FAILED", "")));
}

TEST(BatchFailureOf, NamesTheFirstWrongField) {
  FieldViolations violations;
  violations.Add("customer.birthday", "must be YYYY-MM-DD or MM-DD");
  violations.Add("customer.email_address", "must be one mailbox");

  const v1::CustomerBatchFailure failure =
      BatchFailureOf(violations.ToStatus());

  EXPECT_EQ(failure.code(), 3);
  EXPECT_EQ(failure.reason(), "INVALID_FIELDS");
  EXPECT_EQ(failure.field(), "customer.birthday");
  EXPECT_EQ(failure.message(),
            "customer.birthday: must be YYYY-MM-DD or MM-DD (and 1 more)");
}

TEST(BatchFailureOf, SaysWhatIsNoFieldsFault) {
  const v1::CustomerBatchFailure failure =
      BatchFailureOf(NotFound("customer", "cus_1"));

  EXPECT_EQ(failure.code(), 5);
  EXPECT_EQ(failure.reason(), "NOT_FOUND");
  EXPECT_EQ(failure.field(), "");
  EXPECT_THAT(failure.message(), HasSubstr("cus_1"));
}

TEST(BatchFailureOf, CutsWhatSomebodyElseWrote) {
  std::string path;
  while (path.size() < 500) path += "é";

  const v1::CustomerBatchFailure failure =
      BatchFailureOf(InvalidField("a" + path, "is no field of a customer"));

  // Whole characters.
  EXPECT_EQ(failure.field().size(), kFailureFieldBytesMax - 1);
  EXPECT_LE(failure.message().size(), kFailureMessageBytesMax);
  EXPECT_GE(failure.message().size(), kFailureMessageBytesMax - 1);
}

}  // namespace
}  // namespace comptoir::customers
