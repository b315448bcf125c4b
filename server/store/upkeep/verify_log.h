// The part of VerifyStore that checks the log.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_LOG_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_LOG_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// The logs of all merchants, and the feed that follows from them.
absl::Status VerifyLog(const kv::View& snapshot, VerifyReport& report);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_LOG_H_
