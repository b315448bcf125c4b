// The merges of a profile, read from the log.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_HISTORY_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_HISTORY_H_

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/merge_service.pb.h"
#include "server/customers/customer_directory.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// The page that `request` asks for; see MergeService.ListMerges.
absl::StatusOr<v1::ListMergesResponse> PageOfMerges(
    const CustomerDirectory& directory, const Call& call,
    const store::Snapshot& snapshot, const v1::ListMergesRequest& request);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_HISTORY_H_
