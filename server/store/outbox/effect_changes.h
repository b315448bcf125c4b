// What transactions do to the effects of their merchant.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_CHANGES_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_CHANGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/outbox.pb.h"
#include "server/store/outbox/effect.h"
#include "server/store/outbox/effect_table.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// Effects of a queue that one transaction changes: the lane does nothing else
// meanwhile.
inline constexpr int kEffectsPerStep = 200;

// What became of an effect that was added.
struct AddedEffect {
  storage::v1::OutboxEffect effect;
  // False: it was there before and is as it was.
  bool is_new = false;
  // Became DEAD to make room; see QueueLimits::Overflow.
  std::optional<storage::v1::OutboxEffect> displaced;
};

// One run of an effect that has ended.
struct EndedRun {
  std::string effect_id;
  // Of the effect when the run began.
  uint64_t revision = 0;
  absl::Status result;
  // In [0, 1): for the wait before the next run.
  double random = 0;
};

// Adds `effect`, or finds it. FAILED_PRECONDITION, reason QUEUE_DROPPED, while
// its queue is taken away; RESOURCE_EXHAUSTED, reason OUTBOX_FULL.
absl::StatusOr<AddedEffect> AddEffect(Transaction& txn,
                                      const EffectTable& table,
                                      const EffectKind& kind,
                                      const NewEffect& effect);

// What the end of a run made of an effect.
struct Settlement {
  // UNSPECIFIED: the effect is gone.
  storage::v1::OutboxEffect::State state =
      storage::v1::OutboxEffect::STATE_UNSPECIFIED;
  // While it is PENDING.
  absl::Time next_due = absl::InfiniteFuture();
};

// Writes down how a run ended. Changes nothing when the effect that ran has
// been taken away, or made anew, meanwhile.
absl::StatusOr<Settlement> SettleEffect(Transaction& txn,
                                        const EffectTable& table,
                                        const EffectKind& kind,
                                        const EndedRun& run);

// Makes an effect due now, whatever its state; one that was not PENDING begins
// anew. NOT_FOUND; as its kind's check_retry; or as AddEffect.
absl::StatusOr<AddedEffect> RetryEffect(Transaction& txn,
                                        const EffectTable& table,
                                        const EffectKind& kind,
                                        std::string_view id);

// Takes an effect away, whatever its state. NOT_FOUND.
absl::Status DropEffect(Transaction& txn, const EffectTable& table,
                        std::string_view id);

// Refuses further effects of a queue.
absl::Status CloseQueue(Transaction& txn, const EffectTable& table,
                        std::string_view kind, std::string_view destination);

// Takes away effects of a closed queue, kEffectsPerStep at most, and
// with the last one the queue itself. False when some are left.
absl::StatusOr<bool> DropSomeOfQueue(Transaction& txn, const EffectTable& table,
                                     std::string_view kind,
                                     std::string_view destination);

// Begins waits anew that the clock has been set back under: those of a queue
// due after `later_than`, kEffectsPerStep at most. Gives how many it
// changed.
absl::StatusOr<int> RebaseQueue(Transaction& txn, const EffectTable& table,
                                std::string_view kind,
                                std::string_view destination,
                                absl::Time later_than);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_CHANGES_H_
