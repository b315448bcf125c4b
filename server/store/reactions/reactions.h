// Runs reactions: what follows from the log, exactly once.
//
// Each reaction reads each merchant's log from a cursor, in order, on a thread
// of its own, and moves the cursor in the transaction that holds what it
// writes. It is woken by the log, catches up after downtime, and does nothing
// while nothing is new. Merchants take turns, several at a time; one that fails
// waits, the others go on.
#ifndef COMPTOIR_SERVER_STORE_REACTIONS_REACTIONS_H_
#define COMPTOIR_SERVER_STORE_REACTIONS_REACTIONS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/base/clock.h"
#include "server/store/reactions/reaction.h"
#include "server/store/store.h"

namespace comptoir::store {

// Entries that one transaction reacts to at most.
inline constexpr int kReactionStepMax = 64;

// Of one reaction since the start, for figures.
struct ReactionStats {
  std::string name;
  uint64_t entries = 0;   // That it reacted to.
  uint64_t failures = 0;  // Of steps.
  int failing = 0;        // Merchants whose newest step failed.
};

// Thread-safe. `store` and `clock` must outlive it.
class Reactions {
 public:
  // To be made before the store starts.
  Reactions(Store& store, const Clock& clock);
  // Stops.
  ~Reactions();

  // Before Start() only.
  void Register(Reaction reaction);

  // Begins those that are new here, and goes on with all on threads. After the
  // store has started.
  absl::Status Start();

  // Begins those that are new here, and reacts to everything there is: what
  // Start() does on threads. For tests and tools that have not called Start().
  absl::Status RunPending();

  // Finishes the steps under way. Before the store stops.
  void Stop();

  std::vector<ReactionStats> Stats() const;

 private:
  class Runner;

  Store& store_;
  const Clock& clock_;
  // Shared with the listener of the store.
  std::vector<std::shared_ptr<Runner>> runners_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_REACTIONS_REACTIONS_H_
