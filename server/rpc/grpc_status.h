// The border to gRPC: statuses out, the credential in.
#ifndef COMPTOIR_SERVER_RPC_GRPC_STATUS_H_
#define COMPTOIR_SERVER_RPC_GRPC_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

namespace comptoir::rpc {

// As it goes on the wire: made fit for callers (status_mapping.h), with
// google.rpc.Status in the error details.
grpc::Status ToGrpc(const absl::Status& status);

// The `authorization` metadata; empty when there is none.
std::string Authorization(const grpc::CallbackServerContext& context);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_GRPC_STATUS_H_
