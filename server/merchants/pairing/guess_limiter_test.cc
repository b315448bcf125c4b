#include "server/merchants/pairing/guess_limiter.h"

#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::merchants {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class GuessLimiterTest : public testing::Test {
 protected:
  void Guess(uint32_t beginning, int times) {
    for (int i = 0; i < times; ++i) {
      ASSERT_TRUE(limiter_.Admit(beginning, kNow).ok()) << i;
    }
  }

  GuessLimiter limiter_;
};

TEST_F(GuessLimiterTest, RefusesOneGuessBeyondTheLimit) {
  Guess(7, GuessLimiter::kWrongMax);

  const absl::Status refused = limiter_.Admit(7, kNow + absl::Seconds(20));

  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "TOO_MANY_PAIRING_ATTEMPTS");
}

TEST_F(GuessLimiterTest, LetsOthersGuess) {
  Guess(7, GuessLimiter::kWrongMax);

  Guess(6, GuessLimiter::kWrongMax);
  Guess(0, 1);
  Guess(GuessLimiter::kBeginnings - 1, 1);
}

TEST_F(GuessLimiterTest, DoesNotCountRightGuesses) {
  for (int i = 0; i < 3 * GuessLimiter::kWrongMax; ++i) {
    Guess(7, 1);
    limiter_.TakeBack(7);
  }
}

TEST_F(GuessLimiterTest, CountsGuessesAtOnceAsWrong) {
  Guess(7, GuessLimiter::kWrongMax);
  EXPECT_FALSE(limiter_.Admit(7, kNow).ok());

  limiter_.TakeBack(7);

  EXPECT_TRUE(limiter_.Admit(7, kNow).ok());
  EXPECT_FALSE(limiter_.Admit(7, kNow).ok());
}

TEST_F(GuessLimiterTest, StartsOverWithTheNextWindow) {
  Guess(7, GuessLimiter::kWrongMax);
  const absl::Time end = kNow + GuessLimiter::kWindow;

  EXPECT_FALSE(limiter_.Admit(7, end - absl::Milliseconds(1)).ok());
  EXPECT_TRUE(limiter_.Admit(7, end).ok());
}

TEST_F(GuessLimiterTest, TakesBackNothingOfAnotherWindow) {
  Guess(7, 1);
  ASSERT_TRUE(limiter_.Admit(8, kNow + GuessLimiter::kWindow).ok());

  limiter_.TakeBack(7);

  for (int i = 0; i < GuessLimiter::kWrongMax; ++i) {
    EXPECT_TRUE(limiter_.Admit(7, kNow + GuessLimiter::kWindow).ok()) << i;
  }
  EXPECT_FALSE(limiter_.Admit(7, kNow + GuessLimiter::kWindow).ok());
}

TEST_F(GuessLimiterTest, HoldsNobodyUpWhenTheClockIsSetBack) {
  Guess(7, GuessLimiter::kWrongMax);

  EXPECT_TRUE(limiter_.Admit(7, kNow - absl::Hours(1)).ok());
}

}  // namespace
}  // namespace comptoir::merchants
