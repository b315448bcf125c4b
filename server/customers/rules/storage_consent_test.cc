#include "server/customers/rules/storage_consent.h"

#include <string>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"

namespace comptoir::customers {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Call CallOf(bool needs_consent) {
  Principal caller;
  caller.id = FormatId("mem", "test-member-0001");
  caller.needs_storage_consent = needs_consent;
  caller.consent_notice_sha256 = "ba78";
  return Call(caller, kNow, "0123456789abcdef");
}

TEST(RecordStorageConsent, KeepsWhoWasToldWhatAndWhen) {
  for (const bool is_needed : {false, true}) {
    v1::Customer customer;

    ASSERT_TRUE(RecordStorageConsent(CallOf(is_needed), true, &customer).ok());

    const v1::StorageConsent& consent = customer.storage_consent();
    EXPECT_EQ(ToTime(consent.create_time()), kNow);
    EXPECT_EQ(consent.actor_id(), FormatId("mem", "test-member-0001"));
    EXPECT_EQ(consent.notice_sha256(), "ba78");
  }
}

TEST(RecordStorageConsent, RefusesWhoWasNotAskedWhereTheMerchantAsks) {
  v1::Customer customer;
  // Nobody says so but the server.
  customer.mutable_storage_consent()->set_actor_id("a client");

  const absl::Status refused =
      RecordStorageConsent(CallOf(true), false, &customer);

  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), "CONSENT_REQUIRED");
  EXPECT_EQ(MetadataOf(refused, "field"), "has_storage_consent");
  EXPECT_TRUE(RecordStorageConsent(CallOf(false), false, &customer).ok());
  EXPECT_FALSE(customer.has_storage_consent());
}

}  // namespace
}  // namespace comptoir::customers
