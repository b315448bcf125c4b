// The activity of one subject, page by page.
#ifndef COMPTOIR_SERVER_EVENTS_ACTIVITY_ACTIVITY_PAGE_H_
#define COMPTOIR_SERVER_EVENTS_ACTIVITY_ACTIVITY_PAGE_H_

#include "absl/status/statusor.h"
#include "comptoir/events/v1/event_service.pb.h"
#include "server/customers/customer_directory.h"
#include "server/rpc/call.h"
#include "server/store/store.h"

namespace comptoir::events {

// The page that `request`, which is well formed, asks for. Walks the feed of
// the subject, or those of all identities of a customer's profile, and looks at
// no more than records::kPageRowsMax of their rows. NOT_FOUND for a customer
// who was deleted; that anything else exists is the caller's to know.
absl::StatusOr<v1::ListActivityResponse> PageOfActivity(
    const customers::CustomerDirectory& customers, const Call& call,
    const store::Snapshot& snapshot, const v1::ListActivityRequest& request);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_ACTIVITY_ACTIVITY_PAGE_H_
