// gRPC's status and messages as ours.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_STATUS_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_STATUS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/credentials.h"
#include "google/protobuf/message_lite.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace comptoir::sdk {

// With what the details that the server sent say. That there was no connection
// is told in gRPC's words: connection_error.h has ours.
absl::Status FromGrpc(const grpc::Status& status);

// INTERNAL when the bytes are no such message.
absl::Status Parse(grpc::ByteBuffer buffer,
                   google::protobuf::MessageLite* message);

// A copy of `bytes` for gRPC.
grpc::ByteBuffer ToByteBuffer(const std::string& bytes);

// Sets the deadline and the bearer token of one attempt or stream.
absl::Status Prepare(const Credentials& credentials, absl::Time deadline,
                     grpc::ClientContext& context);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_GRPC_STATUS_H_
