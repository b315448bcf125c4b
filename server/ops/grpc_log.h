// gRPC's own log, through ours.
#ifndef COMPTOIR_SERVER_OPS_GRPC_LOG_H_
#define COMPTOIR_SERVER_OPS_GRPC_LOG_H_

namespace comptoir::ops {

// Brings what gRPC says into the log, escaped and limited
// (server/base/log/library_log.h). Before any thread starts.
void RouteGrpcLog();

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_GRPC_LOG_H_
