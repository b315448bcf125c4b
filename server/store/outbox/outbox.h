// The outbox: durable effects in the outside world (a text, an email, a
// webhook), put in the transaction that wants them.
//
// An effect runs at least once, outside of the lanes: the row is there before
// it runs and stays until its end is written down, so neither a crash nor a
// failing disk loses it, and either may run it twice, under the same id. What
// fails is tried again with growing waits, then kept as DEAD until somebody
// retries or drops it. Effects run in no promised order, several at a time; see
// EffectSchedule for who waits for whom.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_OUTBOX_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_OUTBOX_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/store/outbox/effect.h"
#include "server/store/outbox/effect_changes.h"
#include "server/store/outbox/effect_table.h"
#include "server/store/outbox/rules/effect_schedule.h"
#include "server/store/store.h"
#include "server/store/transaction.h"

namespace comptoir::store {

struct OutboxOptions {
  // Threads that begin runs.
  int threads = 2;
  RunLimits runs;
  // Numbers in [0, 1), for the waits; called on any thread. Those of the
  // operating system when null.
  std::function<double()> random;
};

// Since the start, for figures.
struct OutboxStats {
  uint64_t runs = 0;
  uint64_t done = 0;
  uint64_t retries = 0;  // Failed runs that are tried again.
  uint64_t dead = 0;
  uint64_t unsettled = 0;  // Ends that could not be written down at once.
  int running = 0;
};

// Thread-safe. `store` and `clock` must outlive it.
class Outbox {
 public:
  // To be made before the store starts.
  Outbox(Store& store, const Clock& clock, OutboxOptions options = {});
  // Stops without grace, if that was not done before.
  ~Outbox();

  // Before Start() only. Effects of kinds that nobody registers stay as they
  // are.
  void Register(EffectKind kind);

  // Adds an effect to the transaction; see AddEffect() for its errors. INTERNAL
  // for a kind that is not registered.
  absl::StatusOr<AddedEffect> Add(Transaction& txn, const NewEffect& effect);

  // See RetryEffect().
  absl::StatusOr<AddedEffect> Retry(Transaction& txn, std::string_view id);
  // See DropEffect(). A run that has begun is not stopped.
  absl::Status Drop(Transaction& txn, std::string_view id);
  // Takes a queue away with all its effects, step by step; refuses new ones
  // until it is gone.
  absl::Status DropQueue(Transaction& txn, std::string_view kind,
                         std::string_view destination);

  const EffectTable& table() const;
  // Null when nothing runs effects of this kind.
  const EffectKind* FindKind(std::string_view name) const;
  // Of the effects that something runs.
  std::vector<std::string> KindNames() const;

  // Runs effects on threads of its own, also those that fell due while the
  // server was down.
  void Start();

  // Runs all that is due now and waits for it: what Start() does on threads.
  // For tests and tools that have not called Start().
  void RunDue();

  // Begins no more runs, waits for those that run for up to `grace`, and takes
  // no further answers: what has not ended by then runs again after a restart.
  // Before the store stops. Called by the destructor as well.
  void Stop(absl::Duration grace);

  OutboxStats Stats() const;

  // Defined in outbox_core.h; runs that have not ended share it.
  class Core;

 private:
  void WakeFor(Transaction& txn, const storage::v1::OutboxEffect& effect);

  const std::shared_ptr<Core> core_;
  const int thread_count_;
  std::vector<std::thread> threads_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_OUTBOX_H_
