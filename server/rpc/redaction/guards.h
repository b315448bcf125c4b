// What a caller must hold to see a noun or an event as a whole.
//
// Nobody says it twice: it follows from the annotations of the methods that
// show nouns.
//
//   a noun    what its service's GetX needs, else its ListXs: a Sale is seen
//             with what SaleService/GetSale needs
//   an event  as the first noun of its package that it names by id (sale_id: a
//             Sale); one that names none, as the noun of its file
//             (failed_task_events.proto: a FailedTask)
//
// Who may call another method that answers with a noun, such as one that
// changes it, is sent its ids alone; who watches events, the kind of each and
// its ids.
#ifndef COMPTOIR_SERVER_RPC_REDACTION_GUARDS_H_
#define COMPTOIR_SERVER_RPC_REDACTION_GUARDS_H_

#include "comptoir/annotations.fwd.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace comptoir::rpc {

// The permission that messages of `type` need to be seen whole;
// PERMISSION_UNSPECIFIED when whoever is sent one may see it: parts of others,
// nouns that no method shows, and events that are nothing but ids.
Permission GuardOf(const google::protobuf::Descriptor* type);

// Leaves of a guarded message what tells which one it is, and no more: of a
// noun its `id` and `etag`, and "*" in its `redacted_fields` when it has them;
// of anything else the fields that hold ids, at any depth.
void LeaveIds(google::protobuf::Message& message);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_REDACTION_GUARDS_H_
