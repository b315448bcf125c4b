#include "server/base/waits/waits.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr absl::Duration kTick = absl::Microseconds(1);
constexpr absl::Duration kLong = absl::Hours(40 * 24);

TEST(EndOfWaitTest, IsWhatItWasWhileTheClockGoesOn) {
  const absl::Time end = kNow + absl::Minutes(5);
  EXPECT_EQ(EndOfWait(kNow, end, kNow), end);
  EXPECT_EQ(EndOfWait(kNow, end, kNow + kLong), end);
  EXPECT_EQ(EndOfWait(absl::UnixEpoch(), end, kNow), end);
  // Set back by no more than this.
  EXPECT_EQ(EndOfWait(kNow, end, kNow - kSetBackMin), end);
}

TEST(EndOfWaitTest, IsAsLongAfterTheClockWasSetBack) {
  const absl::Time before = kNow - kLong;
  EXPECT_EQ(EndOfWait(kNow, kNow + absl::Minutes(5), before),
            before + absl::Minutes(5));
  EXPECT_EQ(EndOfWait(kNow, kNow - absl::Minutes(5), before), before);
  const absl::Time just = kNow - kSetBackMin - kTick;
  EXPECT_EQ(EndOfWait(kNow, kNow + absl::Minutes(5), just),
            just + absl::Minutes(5));
}

TEST(IsWaitingTest, LastsUntilItsEnd) {
  const absl::Time end = kNow + absl::Minutes(5);
  EXPECT_TRUE(IsWaiting(end, absl::Minutes(5), kNow));
  EXPECT_TRUE(IsWaiting(end, absl::Minutes(5), end - kTick));
  EXPECT_FALSE(IsWaiting(end, absl::Minutes(5), end));
  EXPECT_FALSE(IsWaiting(absl::InfinitePast(), absl::Minutes(5), kNow));
}

TEST(IsWaitingTest, IsOverWhenTheClockWasSetBackUnderIt) {
  const absl::Time end = kNow + absl::Minutes(5);
  EXPECT_TRUE(IsWaiting(end, absl::Minutes(5), kNow - kSetBackMin));
  EXPECT_FALSE(IsWaiting(end, absl::Minutes(5), kNow - kSetBackMin - kTick));
  EXPECT_FALSE(IsWaiting(end, absl::Minutes(5), kNow - kLong));
}

TEST(SetBackWatchTest, SeesEachTimeOnce) {
  SetBackWatch watch;
  EXPECT_FALSE(watch.IsSetBack(kNow));
  EXPECT_FALSE(watch.IsSetBack(kNow + kLong));
  EXPECT_FALSE(watch.IsSetBack(kNow + kLong - kSetBackMin));
  EXPECT_TRUE(watch.IsSetBack(kNow + kLong - kSetBackMin - kTick));
  EXPECT_FALSE(watch.IsSetBack(kNow + kLong - kSetBackMin - kTick));
  EXPECT_TRUE(watch.IsSetBack(kNow));
  watch.See(kNow + kLong);
  watch.See(kNow);
  EXPECT_TRUE(watch.IsSetBack(kNow));
}

}  // namespace
}  // namespace comptoir
