#include "server/merchants/pairing/guess_limiter.h"

#include <algorithm>

#include "server/base/status.h"
#include "server/base/waits/waits.h"

namespace comptoir::merchants {

absl::Status GuessLimiter::Admit(uint32_t beginning, absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!IsWaiting(window_end_, kWindow, now)) {
    window_end_ = now + kWindow;
    std::fill(wrong_.begin(), wrong_.end(), 0);
  }
  if (wrong_[beginning] >= kWrongMax) {
    return WithRetryDelay(
        Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_PAIRING_ATTEMPTS",
              "too many wrong pairing codes that begin like this one: wait, or "
              "make a new code"),
        window_end_ - now);
  }
  ++wrong_[beginning];
  return absl::OkStatus();
}

void GuessLimiter::TakeBack(uint32_t beginning) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // The window may have ended since the guess.
  if (wrong_[beginning] > 0) --wrong_[beginning];
}

}  // namespace comptoir::merchants
