// May this caller call this method? Default deny.
#ifndef COMPTOIR_SERVER_RPC_RULES_PERMISSION_H_
#define COMPTOIR_SERVER_RPC_RULES_PERMISSION_H_

#include "absl/status/status.h"
#include "comptoir/annotations.fwd.h"
#include "server/rpc/call.h"

namespace comptoir::rpc {

// OK, or PermissionDenied() (call.h) for want of `needed`.
//
// The operator belongs to no merchant: holds PERMISSION_OPERATOR and nothing
// that can be granted. Nobody else holds PERMISSION_OPERATOR.
absl::Status CheckPermission(const Principal& caller, Permission needed);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_RULES_PERMISSION_H_
