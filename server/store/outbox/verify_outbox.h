// The part of `comptoird verify` that counts the effects of each queue.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_VERIFY_OUTBOX_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_VERIFY_OUTBOX_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/outbox/effect_table.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {

// That the counts of each queue are those of its rows. Rows and records are
// compared by VerifyStore, which has table.table().
absl::Status VerifyOutbox(const kv::View& snapshot, const EffectTable& table,
                          VerifyReport& report);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_VERIFY_OUTBOX_H_
