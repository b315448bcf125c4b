#include "server/customers/writes/batch_failure.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/writes/batch_budget.h"
#include "server/rpc/preparation.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
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

TEST(BatchFailureOf, HasTheMetadataOfTheError) {
  const v1::CustomerBatchFailure known = BatchFailureOf(
      Error(absl::StatusCode::kAlreadyExists, "CUSTOMER_KNOWN", "",
            {{"field", "email_address,phone_number"},
             {"customer_id", "cus_1"},
             {"customer_ids", "cus_3,cus_4"},
             {"merged_customer_id", "cus_2"}}));
  const v1::CustomerBatchFailure stale = BatchFailureOf(
      Error(absl::StatusCode::kAborted, "ETAG_MISMATCH", "", {{"etag", "r7"}}));
  const v1::CustomerBatchFailure merged = BatchFailureOf(
      Error(absl::StatusCode::kFailedPrecondition, "MERGED_AWAY", "",
            {{"customer_id", "cus_1"}, {"survivor_customer_id", "cus_2"}}));

  EXPECT_EQ(known.field(), "email_address,phone_number");
  EXPECT_THAT(known.customer_ids(), ElementsAre("cus_3", "cus_4"));
  EXPECT_EQ(known.customer_id(), "cus_1");
  EXPECT_EQ(known.merged_customer_id(), "cus_2");
  EXPECT_EQ(stale.etag(), "r7");
  EXPECT_EQ(stale.customer_ids_size(), 0);
  EXPECT_EQ(merged.survivor_customer_id(), "cus_2");
  EXPECT_EQ(merged.customer_id(), "");
}

// A thousand of those who are known by all they have are one answer still.
TEST(BatchFailureOf, LeavesRoomForAThousand) {
  constexpr size_t kItemsMax = 1000;
  constexpr char kFields[] =
      "reference_id,email_address,other_email_addresses,phone_number,"
      "other_phone_numbers";
  const std::string id = "cus_00000000000000000000000000";
  std::string ids = id;
  for (int i = 1; i < 5; ++i) ids += "," + id;
  v1::BatchCreateCustomersResponse response;
  *response.add_results()->mutable_failure() = BatchFailureOf(
      Error(absl::StatusCode::kAlreadyExists, "CUSTOMER_KNOWN",
            "others have this reference id and this email address and this "
            "phone number",
            {{"field", kFields},
             {"customer_id", id},
             {"customer_ids", ids},
             {"merged_customer_id", id}}));

  EXPECT_EQ(response.results(0).failure().field(), kFields);
  EXPECT_LT(response.ByteSizeLong() * kItemsMax, kBatchLogBytesMax);
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
