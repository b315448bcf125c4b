#include "server/merchants/access/guess_limiter.h"

#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::merchants {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(GuessLimiter, RefusesOneGuessBeyondTheLimitOfAnAddress) {
  GuessLimiter limiter({.per_peer_max = 2});

  EXPECT_TRUE(limiter.Admit("10.0.0.1", kNow).ok());
  EXPECT_TRUE(limiter.Admit("10.0.0.1", kNow).ok());
  const absl::Status third = limiter.Admit("10.0.0.1", kNow);

  EXPECT_EQ(third.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(third), "TOO_MANY_PAIRING_ATTEMPTS");
}

TEST(GuessLimiter, LetsOtherAddressesGuess) {
  GuessLimiter limiter({.per_peer_max = 1});
  ASSERT_TRUE(limiter.Admit("10.0.0.1", kNow).ok());

  EXPECT_TRUE(limiter.Admit("10.0.0.2", kNow).ok());
}

TEST(GuessLimiter, LimitsAllAddressesTogether) {
  GuessLimiter limiter({.per_peer_max = 1, .overall_max = 2});
  ASSERT_TRUE(limiter.Admit("10.0.0.1", kNow).ok());
  ASSERT_TRUE(limiter.Admit("10.0.0.2", kNow).ok());

  EXPECT_FALSE(limiter.Admit("10.0.0.3", kNow).ok());
}

TEST(GuessLimiter, DoesNotCountRightGuesses) {
  GuessLimiter limiter({.per_peer_max = 1, .overall_max = 1});
  ASSERT_TRUE(limiter.Admit("10.0.0.1", kNow).ok());

  limiter.TakeBack("10.0.0.1");

  EXPECT_TRUE(limiter.Admit("10.0.0.1", kNow).ok());
}

TEST(GuessLimiter, StartsOverWithTheNextWindow) {
  GuessLimiter limiter({.per_peer_max = 1, .window = absl::Minutes(1)});
  ASSERT_TRUE(limiter.Admit("10.0.0.1", kNow).ok());

  EXPECT_FALSE(limiter.Admit("10.0.0.1", kNow + absl::Seconds(59)).ok());
  EXPECT_TRUE(limiter.Admit("10.0.0.1", kNow + absl::Seconds(60)).ok());
}

}  // namespace
}  // namespace comptoir::merchants
