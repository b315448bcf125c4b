#include "sdk/cpp/runtime/core/grpc_status.h"

#include <algorithm>
#include <utility>

#include "comptoir/sdk/errors.h"
#include "grpcpp/support/proto_buffer_reader.h"

namespace comptoir::sdk {
namespace {

// gRPC aborts on a header that may not hold what it holds.
bool IsPrintable(char c) { return c >= 0x20 && c <= 0x7e; }

bool IsControl(char c) { return static_cast<unsigned char>(c) < ' '; }

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  // Whatever a server says is one line in a log.
  std::string message = status.error_message();
  std::replace_if(message.begin(), message.end(), IsControl, ' ');
  // Both enums hold gRPC's numbers.
  absl::Status converted(static_cast<absl::StatusCode>(status.error_code()),
                         message);
  AttachDetails(status.error_details(), converted);
  return converted;
}

absl::Status Parse(grpc::ByteBuffer buffer,
                   google::protobuf::MessageLite* message) {
  grpc::ProtoBufferReader reader(&buffer);
  if (!reader.status().ok() || !message->ParseFromZeroCopyStream(&reader)) {
    return MakeError(absl::StatusCode::kInternal, "BAD_RESPONSE",
                     "the server's answer cannot be read");
  }
  return absl::OkStatus();
}

grpc::ByteBuffer ToByteBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

absl::Status Prepare(const Credentials& credentials, absl::Time deadline,
                     grpc::ClientContext& context) {
  absl::StatusOr<std::string> token = credentials.Get();
  if (!token.ok()) return std::move(token).status();
  if (!std::all_of(token->begin(), token->end(), IsPrintable)) {
    return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID",
                     "the token holds something other than printable ASCII");
  }
  if (!token->empty()) {
    context.AddMetadata("authorization", "Bearer " + *std::move(token));
  }
  if (deadline != absl::InfiniteFuture()) {
    context.set_deadline(absl::ToChronoTime(deadline));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::sdk
