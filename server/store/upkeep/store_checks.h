// What must hold of the store's own spaces beside the log and the feeds.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_STORE_CHECKS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_STORE_CHECKS_H_

#include "server/store/upkeep/checks.h"

namespace comptoir::store {

// - Answers to request ids belong to log entries, jobs can be read
// (log_rows.h);
// - blobs and uploads: see blob_checks.h.
void AddStoreChecks(Checks& checks);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_STORE_CHECKS_H_
