#include "server/store/upkeep/store_checks.h"

#include "server/store/upkeep/blobs/blob_checks.h"
#include "server/store/upkeep/log_rows.h"

namespace comptoir::store {

void AddStoreChecks(Checks& checks) {
  AddLogChecks(checks);
  AddBlobChecks(checks);
}

}  // namespace comptoir::store
