#include "server/verify.h"

#include <vector>

#include "server/areas.h"
#include "server/base/clock.h"
#include "server/base/status.h"
#include "server/kv/memory/memory_engine.h"
#include "server/store/outbox/effect_table.h"
#include "server/store/outbox/verify_outbox.h"
#include "server/store/reactions/reaction_cursors.h"
#include "server/store/store.h"

namespace comptoir {

absl::StatusOr<store::VerifyReport> VerifyAll(const kv::View& snapshot) {
  // What areas declare is wanted, not what they serve: they stand on a store
  // that stays empty.
  kv::MemoryEngine nothing;
  const SystemClock clock;
  ASSIGN_OR_RETURN(const auto store, store::Store::Open(nothing, clock));
  const auto areas = Areas::Make(*store, clock, {});
  std::vector<const store::TableBase*> tables;
  for (const Area* area : areas->all()) {
    const auto owned = area->tables();
    tables.insert(tables.end(), owned.begin(), owned.end());
  }
  const store::EffectTable effects;
  tables.push_back(&effects.table());
  ASSIGN_OR_RETURN(store::VerifyReport report,
                   store::VerifyStore(snapshot, tables));
  RETURN_IF_ERROR(store::VerifyOutbox(snapshot, effects, report));
  RETURN_IF_ERROR(store::VerifyReactionCursors(snapshot, report));
  for (const Area* area : areas->all()) {
    RETURN_IF_ERROR(area->Verify(snapshot, report));
  }
  return report;
}

}  // namespace comptoir
