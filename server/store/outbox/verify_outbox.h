// What must hold of the outbox beyond the indexes of its table.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_VERIFY_OUTBOX_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_VERIFY_OUTBOX_H_

#include "server/store/outbox/effect_table.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::store {

// The counts of each queue are those of its rows. `table` must outlive
// `checks`.
void AddOutboxChecks(const EffectTable& table, Checks& checks);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_VERIFY_OUTBOX_H_
