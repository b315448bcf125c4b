// The Transport over gRPC: the only part of the runtime that knows it.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_TRANSPORT_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_TRANSPORT_H_

#include <memory>

#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/transport.h"

namespace comptoir::sdk {

// Does no I/O. The options have been checked.
std::shared_ptr<Transport> MakeGrpcTransport(const ConnectOptions& options);

// The machine's clock and gRPC's timers.
std::shared_ptr<Timer> MakeGrpcTimer();

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_TRANSPORT_H_
