#include "server/customers/lookups/lookup_limiter.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "server/base/clock.h"
#include "server/base/status.h"

namespace comptoir::customers {
namespace {

class LookupLimiterTest : public testing::Test {
 protected:
  Call CallOf(const std::string& id, const std::string& merchant = "mer_1") {
    Principal principal;
    principal.kind = Principal::Kind::kApiKey;
    principal.id = id;
    principal.merchant_id = merchant;
    return Call(std::move(principal), clock_.Now(), "");
  }
  std::string Look(const std::string& id = "key_1") {
    return ReasonOf(limiter_.Admit(CallOf(id)));
  }

  FakeClock clock_;
  int alarms_ = 0;
  LookupLimiter limiter_{[this](const Call&) { ++alarms_; },
                         {.per_minute_max = 3, .per_hour_max = 7}};
};

TEST_F(LookupLimiterTest, RefusesOneBeyondTheLimitOfAMinute) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Look(), "") << i;
  EXPECT_EQ(Look(), "TOO_MANY_LOOKUPS");

  clock_.Advance(absl::Seconds(60) - absl::Milliseconds(1));
  EXPECT_EQ(Look(), "TOO_MANY_LOOKUPS");
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(Look(), "");
}

TEST_F(LookupLimiterTest, RefusesOneBeyondTheLimitOfAnHour) {
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(Look(), "") << i;
    clock_.Advance(absl::Minutes(1));
  }
  EXPECT_EQ(Look(), "TOO_MANY_LOOKUPS");

  clock_.Advance(absl::Minutes(53) - absl::Milliseconds(1));
  EXPECT_EQ(Look(), "TOO_MANY_LOOKUPS");
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(Look(), "");
}

TEST_F(LookupLimiterTest, CountsEachCallerOfEachMerchant) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Look(), "");
  EXPECT_EQ(Look(), "TOO_MANY_LOOKUPS");

  EXPECT_EQ(Look("key_2"), "");
  EXPECT_TRUE(limiter_.Admit(CallOf("key_1", "mer_2")).ok());
}

TEST_F(LookupLimiterTest, SoundsTheAlarmOnceAnHour) {
  for (int minute = 0; minute < 60; ++minute) {
    for (int i = 0; i < 10; ++i) Look();
    clock_.Advance(absl::Minutes(1));
  }
  EXPECT_EQ(alarms_, 1);

  for (int i = 0; i < 10; ++i) Look();
  EXPECT_EQ(alarms_, 2);
}

TEST_F(LookupLimiterTest, SurvivesAClockThatIsSetBack) {
  for (int i = 0; i < 4; ++i) Look();

  clock_.Advance(absl::Hours(-5));

  EXPECT_EQ(Look(), "");
}

TEST_F(LookupLimiterTest, RemembersSoManyCallers) {
  LookupLimiter limiter([](const Call&) {},
                        {.per_minute_max = 1, .callers_max = 2});
  EXPECT_TRUE(limiter.Admit(CallOf("key_1")).ok());
  EXPECT_TRUE(limiter.Admit(CallOf("key_2")).ok());
  EXPECT_TRUE(limiter.Admit(CallOf("key_3")).ok());

  // They were all of this hour: it begins anew.
  EXPECT_TRUE(limiter.Admit(CallOf("key_1")).ok());
}

}  // namespace
}  // namespace comptoir::customers
