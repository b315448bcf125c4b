// A durable effect in the outside world: what areas put into the outbox and
// what its runners get.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/outbox.pb.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// Of `kind`, `destination` and `dedupe_key` each: they stand in keys.
inline constexpr size_t kEffectNameBytesMax = 200;
inline constexpr size_t kEffectPayloadBytesMax = kv::kValueBytesMax / 2;

// Something to do in the outside world.
struct NewEffect {
  // Who does it: the name of an EffectKind.
  std::string kind;
  // Whom it is for, such as the id of a webhook; shown to who looks after
  // failed work, so never an address of a person. The effects of one kind and
  // destination are a queue: it has limits of its own, so that a slow receiver
  // delays nobody else.
  std::string destination;
  // Names the effect within its kind and merchant: adding it again while it is
  // kept changes nothing.
  std::string dedupe_key;
  // For the runner.
  std::string payload;
  // Runs at this time or as soon after as there is room; in the past: at once.
  absl::Time due = absl::InfinitePast();
};

// An effect that runs. May have run before, to the end or half way: what it
// does must bear being done again, by its `id`, which stays the same.
struct Effect {
  std::string merchant_id;
  std::string id;
  std::string kind;
  std::string destination;
  std::string dedupe_key;
  std::string payload;
  absl::Time create_time;
  // Runs that failed before this one.
  int attempts = 0;
};

// How a run ended; to be called once, on any thread. Dropped without a call it
// counts as UNAVAILABLE.
//
// OK: done. UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED: try later, not
// before the status' retry delay (base/status.h WithRetryDelay) if it has one.
// CANCELLED: nobody wants it any more, forget it. All else is final. Its
// message is stored and shown: no personal data.
using EffectDone = std::function<void(absl::Status)>;

// Begins a run. Called on a thread of the outbox, never from a lane; must not
// wait for the outside world there: it gives `done` to whoever does.
using EffectRunner = std::function<void(const Effect& effect, EffectDone done)>;

// Told, in the transaction that writes it down, that a run was the last one for
// now: `effect` is DONE or DEAD. An error undoes the transaction, which is
// tried again until it works.
using EffectSettled = std::function<absl::Status(
    Transaction& txn, const storage::v1::OutboxEffect& effect)>;

// Whether `effect` may be run again now that somebody asks for it, whoever it
// is: asked in the transaction that would make it due.
using EffectRetryCheck = std::function<absl::Status(
    Transaction& txn, const storage::v1::OutboxEffect& effect)>;

// When a failed effect runs again, and when it is given up.
struct RetryPolicy {
  // The wait after the first failure; doubled by each further one. Up to half
  // of a wait is taken off at random, so that what failed together does not
  // come back together.
  absl::Duration delay_min = absl::Seconds(5);
  // Of all waits, also of those that a receiver asks for.
  absl::Duration delay_max = absl::Hours(4);
  // Failed runs after which it is dead.
  int attempts_max = 40;
  // A run that fails this long after the effect was added is the last one.
  absl::Duration age_max = absl::Hours(72);
};

// Sizes of each queue.
struct QueueLimits {
  // What becomes of an effect added to a full queue.
  enum class Overflow {
    kRefuse,      // RESOURCE_EXHAUSTED, reason OUTBOX_FULL.
    kDropOldest,  // It is added, and the oldest one becomes DEAD.
  };
  int64_t pending_max = 10'000;
  Overflow overflow = Overflow::kRefuse;
  // Dead effects beyond this many are forgotten, the oldest first, and counted.
  int64_t dead_max = 10'000;
  // Effects that are done and kept, the newest ones.
  int64_t done_max = 0;
};

// How effects of one kind are run.
struct EffectKind {
  std::string name;
  // What is lost when an effect that is DEAD is dropped: a sentence for whoever
  // is about to.
  std::string loss;
  EffectRunner runner;
  EffectSettled on_settled = nullptr;
  // Without it, each may.
  EffectRetryCheck check_retry = nullptr;
  RetryPolicy retry;
  QueueLimits limits;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_H_
