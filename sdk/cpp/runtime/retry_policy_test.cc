#include "comptoir/sdk/retry_policy.h"

#include "comptoir/sdk/errors.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'767'323'045);
constexpr absl::Duration kBackoff = absl::Milliseconds(100);

absl::Status WithRetryInfo(const absl::Status& status, int seconds) {
  return MakeError(
      {.code = status.code(), .retry_delay = absl::Seconds(seconds)});
}

TEST(Backoff, DoublesUpToItsMaximum) {
  const Backoff backoff = {.initial = absl::Milliseconds(100),
                           .max = absl::Milliseconds(350),
                           .multiplier = 2,
                           .jitter = 0};

  EXPECT_EQ(backoff.After(1, 0.5), absl::Milliseconds(100));
  EXPECT_EQ(backoff.After(2, 0.5), absl::Milliseconds(200));
  EXPECT_EQ(backoff.After(3, 0.5), absl::Milliseconds(350));
  EXPECT_EQ(backoff.After(1000, 0.5), absl::Milliseconds(350));
}

TEST(Backoff, VariesAroundItsMiddle) {
  const Backoff backoff = {.initial = absl::Milliseconds(100), .jitter = 0.2};

  EXPECT_EQ(backoff.After(1, 0), absl::Milliseconds(80));
  EXPECT_EQ(backoff.After(1, 0.5), absl::Milliseconds(100));
  EXPECT_LE(backoff.After(1, 0.999), absl::Milliseconds(120));
}

TEST(RetryWait, RetriesWhatIsUnavailable) {
  EXPECT_EQ(RetryWait(absl::UnavailableError(""), kBackoff), kBackoff);
}

TEST(RetryWait, WaitsAtLeastAsLongAsTheServerAsks) {
  const absl::Status status = WithRetryInfo(absl::UnavailableError(""), 3);

  EXPECT_EQ(RetryWait(status, kBackoff), absl::Seconds(3));
  EXPECT_EQ(RetryWait(status, absl::Seconds(4)), absl::Seconds(4));
}

TEST(RetryWait, RetriesExhaustionOnlyWhenTheServerSaysWhen) {
  const absl::Status status = absl::ResourceExhaustedError("");

  EXPECT_EQ(RetryWait(status, kBackoff), std::nullopt);
  EXPECT_EQ(RetryWait(WithRetryInfo(status, 1), kBackoff), absl::Seconds(1));
}

class NeverRetried : public testing::TestWithParam<absl::StatusCode> {};

TEST_P(NeverRetried, EvenWithRetryInfo) {
  const absl::Status status(GetParam(), "");

  EXPECT_EQ(RetryWait(status, kBackoff), std::nullopt);
  EXPECT_EQ(RetryWait(WithRetryInfo(status, 1), kBackoff), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Codes, NeverRetried,
    testing::Values(absl::StatusCode::kAborted, absl::StatusCode::kInternal,
                    absl::StatusCode::kDeadlineExceeded,
                    absl::StatusCode::kUnknown, absl::StatusCode::kCancelled,
                    absl::StatusCode::kInvalidArgument,
                    absl::StatusCode::kFailedPrecondition));

TEST(RetryBudget, RefusesWhenHalfIsGone) {
  RetryBudget budget;

  for (int i = 0; i < 4; ++i) EXPECT_TRUE(budget.OnFailure(kNow));
  EXPECT_FALSE(budget.OnFailure(kNow));
}

TEST(RetryBudget, IsRefilledBySuccesses) {
  RetryBudget budget;
  for (int i = 0; i < 5; ++i) budget.OnFailure(kNow);

  for (int i = 0; i < 11; ++i) budget.OnSuccess();

  EXPECT_TRUE(budget.OnFailure(kNow));
  EXPECT_FALSE(budget.OnFailure(kNow));
}

TEST(RetryBudget, IsRefilledByTime) {
  RetryBudget budget;
  for (int i = 0; i < 20; ++i) budget.OnFailure(kNow);

  EXPECT_FALSE(budget.OnFailure(kNow + absl::Seconds(5)));
  EXPECT_TRUE(budget.OnFailure(kNow + absl::Seconds(10)));
}

TEST(RetryBudget, GainsNothingFromAClockSetBack) {
  RetryBudget budget;
  for (int i = 0; i < 20; ++i) budget.OnFailure(kNow);

  EXPECT_FALSE(budget.OnFailure(kNow - absl::Hours(1)));
}

}  // namespace
}  // namespace comptoir::sdk
