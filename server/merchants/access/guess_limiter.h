// Slows down whoever guesses.
#ifndef COMPTOIR_SERVER_MERCHANTS_ACCESS_GUESS_LIMITER_H_
#define COMPTOIR_SERVER_MERCHANTS_ACCESS_GUESS_LIMITER_H_

#include <mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace comptoir::merchants {

// Counts wrong guesses of each address and of all addresses in windows of
// fixed length. A guess counts as wrong until it is taken back, so that many
// guesses at once are no way around.
//
// Thread-safe. Holds one number per address that guessed wrong in this window,
// and so never more than `overall_max` of them.
class GuessLimiter {
 public:
  struct Limits {
    int per_peer_max = 10;
    int overall_max = 1000;
    absl::Duration window = absl::Minutes(1);
  };

  GuessLimiter() : GuessLimiter(Limits()) {}
  explicit GuessLimiter(Limits limits) : limits_(limits) {}

  // Counts a guess. RESOURCE_EXHAUSTED, reason TOO_MANY_PAIRING_ATTEMPTS, with
  // the time until the window ends, when there were too many.
  absl::Status Admit(std::string_view peer, absl::Time now);

  // The guess was right.
  void TakeBack(std::string_view peer);

 private:
  const Limits limits_;
  std::mutex mutex_;  // Guards what follows.
  absl::Time window_end_ = absl::InfinitePast();
  int overall_ = 0;
  absl::flat_hash_map<std::string, int> by_peer_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_ACCESS_GUESS_LIMITER_H_
