// When to send a request again: pure decisions, no I/O and no clock.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_RETRY_POLICY_H_
#define COMPTOIR_SDK_CPP_RUNTIME_RETRY_POLICY_H_

#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace comptoir::sdk {

// Exponential backoff with jitter.
struct Backoff {
  absl::Duration initial = absl::Milliseconds(100);
  absl::Duration max = absl::Seconds(2);
  double multiplier = 2;
  // The wait varies by this part of itself, up and down, so that clients that
  // failed together do not come back together.
  double jitter = 0.2;

  // The wait after failure number `failures`, from 1. `random` is in [0, 1).
  absl::Duration After(int failures, double random) const;
};

// Keeps clients from burying a server that is down under retries: a failure
// takes a token, a success gives a tenth of one back and a second a whole one;
// nothing is retried while half of the tokens are gone. Thread-safe.
class RetryBudget {
 public:
  static constexpr double kTokensMax = 10;
  static constexpr double kTokensPerSuccess = 0.1;
  static constexpr double kTokensPerSecond = 1;

  void OnSuccess();
  // Counts a failure; true when a retry may follow.
  bool OnFailure(absl::Time now);

 private:
  std::mutex mutex_;
  double tokens_ = kTokensMax;
  absl::Time refilled_ = absl::InfinitePast();
};

// The wait before a request that failed with `status` may be sent again; empty
// when it may not. The server may ask for more than `backoff`, never for less.
//
// UNAVAILABLE is retried, RESOURCE_EXHAUSTED when the server said how long to
// wait. Others, such as ABORTED, INTERNAL or DEADLINE_EXCEEDED, never are: the
// same bytes would fail again, or nobody knows whether they took effect.
std::optional<absl::Duration> RetryWait(const absl::Status& status,
                                        absl::Duration backoff);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_RETRY_POLICY_H_
