// What becomes of an effect: decisions without a store.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_RULES_EFFECT_RULES_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_RULES_EFFECT_RULES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/outbox.pb.h"
#include "server/store/outbox/effect.h"

namespace comptoir::store {

// Bytes of an error's message that are kept.
inline constexpr size_t kErrorMessageBytesMax = 500;

// The id of the effect with this key: the same for ever, so that the record is
// its own dedupe index and a receiver can tell a repetition.
std::string EffectIdOf(std::string_view kind, std::string_view dedupe_key);

// INVALID_ARGUMENT for what does not fit the limits of effect.h.
absl::Status CheckNewEffect(const NewEffect& effect);

// Whether trying again may help.
bool IsWorthRetrying(const absl::Status& failure);

// The wait after the `attempts`th failed run. `random` is in [0, 1).
absl::Duration RetryDelay(const RetryPolicy& policy, int attempts,
                          const absl::Status& failure, double random);

enum class Fate {
  kKept,       // The record says how it goes on.
  kForgotten,  // The record goes.
};

// Writes down how a run of a PENDING effect ended.
Fate ApplyResult(const absl::Status& result, absl::Time now,
                 const RetryPolicy& policy, double random,
                 storage::v1::OutboxEffect* effect);

// Makes it PENDING, due at `due`, as if it had just been added.
void MakePending(absl::Time now, absl::Time due, uint64_t revision,
                 storage::v1::OutboxEffect* effect);

// Makes a PENDING one DEAD.
void MakeDead(storage::v1::OutboxEffect::DeathCause cause, absl::Time now,
              storage::v1::OutboxEffect* effect);

// True when the clock has been set back since its due time was decided: then
// the wait begins anew (base/waits/waits.h).
bool RebaseDueTime(absl::Time now, storage::v1::OutboxEffect* effect);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_RULES_EFFECT_RULES_H_
