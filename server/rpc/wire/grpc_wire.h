// The border to gRPC's types: messages, statuses, the credential.
#ifndef COMPTOIR_SERVER_RPC_WIRE_GRPC_WIRE_H_
#define COMPTOIR_SERVER_RPC_WIRE_GRPC_WIRE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace comptoir::rpc {

// Fills `message`. RESOURCE_EXHAUSTED, reason REQUEST_TOO_LARGE, when there are
// more than `bytes_max`; INVALID_ARGUMENT, reason MALFORMED_REQUEST, when the
// bytes are not such a message; text that is not UTF-8 makes them so.
absl::Status Parse(const grpc::ByteBuffer& bytes, size_t bytes_max,
                   google::protobuf::Message& message);

// The same for a message that holds what a device reports: it is taken although
// a text of the report is not UTF-8, which then arrives empty (mend.h).
absl::Status ParseReported(const grpc::ByteBuffer& bytes, size_t bytes_max,
                           google::protobuf::Message& message);

grpc::ByteBuffer Serialize(const google::protobuf::Message& message);

// A message that is serialized already.
grpc::ByteBuffer ToByteBuffer(const std::string& serialized);

// As it goes out: made fit for callers (status_mapping.h), with
// google.rpc.Status in the error details.
grpc::Status ToGrpc(const absl::Status& status);

// The `authorization` metadata; empty when there is none. Lives as long as the
// context.
std::string_view Authorization(const grpc::CallbackServerContext& context);

// The address of the client without its port: "192.0.2.1", "::1".
std::string PeerAddress(const grpc::CallbackServerContext& context);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_WIRE_GRPC_WIRE_H_
