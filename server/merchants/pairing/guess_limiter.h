// Slows down whoever guesses pairing codes.
#ifndef COMPTOIR_SERVER_MERCHANTS_PAIRING_GUESS_LIMITER_H_
#define COMPTOIR_SERVER_MERCHANTS_PAIRING_GUESS_LIMITER_H_

#include <cstdint>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace comptoir::merchants {

// Counts wrong codes by how they begin, in windows of fixed length. A guess
// counts as wrong until it is taken back, so that many guesses at once are no
// way around.
//
// Wrong codes stand in the way of a right one only where they begin as it does.
// Whoever knows neither can send as many as they like: they hit no beginning
// often enough, and a code is too long to be found like that (ADR 0097).
//
// Thread-safe. Holds one byte for each beginning that there can be.
class GuessLimiter {
 public:
  // Beginnings: 0 to kBeginnings - 1.
  static constexpr uint32_t kBeginnings = uint32_t{1} << 20;
  static constexpr uint8_t kWrongMax = 10;
  static constexpr absl::Duration kWindow = absl::Minutes(1);

  GuessLimiter() : wrong_(kBeginnings) {}

  // Counts a guess. RESOURCE_EXHAUSTED, reason TOO_MANY_PAIRING_ATTEMPTS, with
  // the time until the window ends, after kWrongMax that began like this.
  absl::Status Admit(uint32_t beginning, absl::Time now);

  // The guess was right.
  void TakeBack(uint32_t beginning);

 private:
  std::mutex mutex_;  // Guards what follows.
  absl::Time window_end_ = absl::InfinitePast();
  std::vector<uint8_t> wrong_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PAIRING_GUESS_LIMITER_H_
