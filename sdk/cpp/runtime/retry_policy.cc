#include "comptoir/sdk/retry_policy.h"

#include <algorithm>

#include "comptoir/sdk/errors.h"

namespace comptoir::sdk {

absl::Duration Backoff::After(int failures, double random) const {
  absl::Duration wait = initial;
  for (int i = 1; i < failures && wait < max; ++i) wait *= multiplier;
  return std::min(wait, max) * (1 - jitter + 2 * jitter * random);
}

void RetryBudget::OnSuccess() {
  std::lock_guard<std::mutex> lock(mutex_);
  tokens_ = std::min(kTokensMax, tokens_ + kTokensPerSuccess);
}

bool RetryBudget::OnFailure(absl::Time now) {
  std::lock_guard<std::mutex> lock(mutex_);
  // A clock that was set back gives nothing.
  const absl::Duration passed =
      std::clamp(now - refilled_, absl::ZeroDuration(), absl::Minutes(1));
  refilled_ = now;
  const double refill = absl::ToDoubleSeconds(passed) * kTokensPerSecond;
  tokens_ = std::max(0.0, std::min(kTokensMax, tokens_ + refill) - 1);
  return tokens_ > kTokensMax / 2;
}

std::optional<absl::Duration> RetryWait(const absl::Status& status,
                                        absl::Duration backoff) {
  const std::optional<absl::Duration> asked = RetryDelayOf(status);
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return asked ? std::max(*asked, backoff) : backoff;
    case absl::StatusCode::kResourceExhausted:
      if (!asked) return std::nullopt;
      return std::max(*asked, backoff);
    default:
      return std::nullopt;
  }
}

}  // namespace comptoir::sdk
