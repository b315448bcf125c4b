// The pages of DuplicateService.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATE_PAGE_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATE_PAGE_H_

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/duplicate_service.pb.h"
#include "server/customers/duplicates/suggestions.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// The page that `request` asks for, or what kWalkedRowsMax and
// kComparedProfilesMax leave of it; see DuplicateService.ListDuplicates.
absl::StatusOr<v1::ListDuplicatesResponse> PageOfDuplicates(
    const Suggester& suggester, const Call& call,
    const store::Snapshot& snapshot, const v1::ListDuplicatesRequest& request);

// See DuplicateService.ListIgnoredDuplicates.
absl::StatusOr<v1::ListIgnoredDuplicatesResponse> PageOfIgnored(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListIgnoredDuplicatesRequest& request);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATE_PAGE_H_
