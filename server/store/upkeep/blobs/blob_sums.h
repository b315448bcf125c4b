// What the blobs and uploads of a merchant add up to.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_SUMS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_SUMS_H_

#include <string>

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// See blob_checks.h.
absl::Status CheckBlobSums(const kv::View& view, const std::string& merchant_id,
                           VerifyReport& report);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_BLOBS_BLOB_SUMS_H_
