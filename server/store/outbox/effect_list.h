// Lists the effects of a merchant.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_LIST_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_LIST_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/storage/v1/outbox.pb.h"
#include "server/kv/kv.h"
#include "server/store/outbox/effect_table.h"

namespace comptoir::store {

// One page of effects.
struct EffectPage {
  std::vector<storage::v1::OutboxEffect> effects;
  // Where the next page begins: what to pass as `from`; empty at the end.
  std::string next_key;
};

// The effects of one queue in `state`, or in every state when it is
// UNSPECIFIED: those that are PENDING, then DEAD, then DONE, each newest first.
// At most `limit`. `from` continues a listing with the same other arguments.
absl::StatusOr<EffectPage> ListEffects(const kv::View& view,
                                       const EffectTable& table,
                                       std::string_view merchant_id,
                                       std::string_view kind,
                                       std::string_view destination,
                                       storage::v1::OutboxEffect::State state,
                                       int limit, std::string_view from = {});

// The DEAD effects of all queues, or of those of `kind` when it is not empty,
// without their payloads: by kind and destination, what died first first. At
// most `limit`; leaves out what is damaged. `from` continues.
absl::StatusOr<EffectPage> ListDeadEffects(const kv::View& view,
                                           const EffectTable& table,
                                           std::string_view merchant_id,
                                           std::string_view kind, int limit,
                                           std::string_view from = {});

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_EFFECT_LIST_H_
