#include "server/merchants/access/guess_limiter.h"

#include "server/base/status.h"

namespace comptoir::merchants {

absl::Status GuessLimiter::Admit(std::string_view peer, absl::Time now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (now >= window_end_) {
    window_end_ = now + limits_.window;
    overall_ = 0;
    by_peer_.clear();
  }
  const auto it = by_peer_.find(std::string(peer));
  const int of_peer = it == by_peer_.end() ? 0 : it->second;
  if (of_peer >= limits_.per_peer_max || overall_ >= limits_.overall_max) {
    return WithRetryDelay(
        Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_PAIRING_ATTEMPTS",
              "too many wrong pairing codes"),
        window_end_ - now);
  }
  ++overall_;
  by_peer_[std::string(peer)] = of_peer + 1;
  return absl::OkStatus();
}

void GuessLimiter::TakeBack(std::string_view peer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = by_peer_.find(std::string(peer));
  // The window may have ended since the guess.
  if (it == by_peer_.end()) return;
  --overall_;
  if (--it->second == 0) by_peer_.erase(it);
}

}  // namespace comptoir::merchants
