// The part of VerifyStore that checks the log.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_LOG_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_LOG_H_

#include <vector>

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/table_base.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// The logs of all merchants, the feed that follows from them, and the rows that
// they say were created; `tables` name those.
absl::Status VerifyLog(const kv::View& snapshot,
                       const std::vector<const TableBase*>& tables,
                       VerifyReport& report);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_LOG_H_
