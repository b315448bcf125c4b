// One stream over gRPC, blocking to its users.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_STREAM_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_STREAM_H_

#include <memory>

#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/transport.h"
#include "sdk/cpp/runtime/core/grpc_channel_handle.h"

namespace comptoir::sdk {

// Does not wait. Errors, also of the credentials, come out of Finish().
std::unique_ptr<RawStream> OpenGrpcStream(
    std::shared_ptr<ChannelHandle> channel, const Credentials& credentials,
    StreamStart start);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_STREAM_H_
