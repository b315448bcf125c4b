#include "server/verify.h"

#include <memory>

#include "server/areas.h"
#include "server/base/clock.h"
#include "server/base/status.h"
#include "server/kv/memory/memory_engine.h"
#include "server/store/outbox/effect_table.h"
#include "server/store/outbox/verify_outbox.h"
#include "server/store/reactions/reaction_cursors.h"
#include "server/store/store.h"

namespace comptoir {

store::Verified VerifiedOf(const std::vector<Area*>& areas) {
  store::Verified verified;
  for (const Area* area : areas) {
    const auto owned = area->tables();
    verified.tables.insert(verified.tables.end(), owned.begin(), owned.end());
  }
  // Of every store, whichever areas there are.
  const auto effects = std::make_shared<const store::EffectTable>();
  verified.tables.push_back(&effects->table());
  verified.add_checks = [areas, effects](store::Checks& checks) {
    store::AddOutboxChecks(*effects, checks);
    store::AddReactionChecks(checks);
    for (const Area* area : areas) area->AddChecks(checks);
  };
  return verified;
}

absl::StatusOr<store::VerifyReport> VerifyAll(const kv::View& snapshot) {
  // What areas declare is wanted, not what they serve: they stand on a store
  // that stays empty.
  kv::MemoryEngine nothing;
  const SystemClock clock;
  ASSIGN_OR_RETURN(const auto store, store::Store::Open(nothing, clock));
  const auto areas = Areas::Make(*store, clock, {});
  return store::VerifyStore(snapshot, VerifiedOf(areas->all()));
}

}  // namespace comptoir
