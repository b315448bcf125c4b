#include "server/merchants/places/home_day.h"

#include <string>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/store/testing/test_store.h"

namespace comptoir::merchants {
namespace {

// 10:30 on 1 March in UTC: the 2nd has begun on Kiritimati, and it is still
// February on Midway.
const absl::Time kNow =
    absl::FromCivil(absl::CivilMinute(2026, 3, 1, 10, 30), absl::UTCTimeZone());

class DayAtHomeTest : public testing::Test {
 protected:
  DayAtHomeTest() {
    const absl::Status put =
        store_.Write(merchant_id_, [&](store::Transaction& txn) {
          v1::Location location;
          location.set_id(location_id_);
          location.set_time_zone("Pacific/Midway");
          if (absl::Status status = tables_.locations.Put(txn, location);
              !status.ok()) {
            return status;
          }
          v1::Merchant merchant;
          merchant.set_id(merchant_id_);
          merchant.set_time_zone("Pacific/Kiritimati");
          return tables_.merchants.Put(txn, merchant);
        });
    EXPECT_TRUE(put.ok()) << put;
  }

  absl::CivilDay At(const std::string& merchant_id,
                    const std::string& location_id) {
    return DayAtHome(tables_, *store_.Read(), merchant_id, location_id, kNow);
  }

  const std::string merchant_id_ = FormatId("mer", "test-merchant-01");
  const std::string location_id_ = FormatId("loc", "test-location-01");
  MerchantTables tables_;
  store::TestStore store_;
};

TEST_F(DayAtHomeTest, IsTheLocationsElseTheMerchants) {
  EXPECT_EQ(At(merchant_id_, location_id_), absl::CivilDay(2026, 2, 28));
  EXPECT_EQ(At(merchant_id_, ""), absl::CivilDay(2026, 3, 2));
  EXPECT_EQ(At(merchant_id_, FormatId("loc", "test-location-02")),
            absl::CivilDay(2026, 3, 2));
}

TEST_F(DayAtHomeTest, IsOfUtcWhenNobodyIsKnown) {
  EXPECT_EQ(At(FormatId("mer", "test-merchant-02"), ""),
            absl::CivilDay(2026, 3, 1));
}

}  // namespace
}  // namespace comptoir::merchants
