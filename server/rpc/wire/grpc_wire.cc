#include "server/rpc/wire/grpc_wire.h"

#include <vector>

#include "fmt/format.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/proto_buffer_writer.h"
#include "server/base/status.h"
#include "server/rpc/wire/mend.h"
#include "server/rpc/wire/status_mapping.h"

namespace comptoir::rpc {
namespace {

// Larger answers are written in blocks of this size.
constexpr int kBlockBytes = 64 * 1024;

absl::Status Malformed() {
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST",
               "the request is no such message, or a text in it is not UTF-8");
}

}  // namespace

absl::Status Parse(const grpc::ByteBuffer& bytes, size_t bytes_max,
                   google::protobuf::Message& message) {
  if (bytes.Length() > bytes_max) {
    return Error(absl::StatusCode::kResourceExhausted, "REQUEST_TOO_LARGE",
                 fmt::format("the request takes {} bytes, more than {}",
                             bytes.Length(), bytes_max));
  }
  // The reader takes a pointer but changes nothing.
  grpc::ProtoBufferReader reader(const_cast<grpc::ByteBuffer*>(&bytes));
  if (!reader.status().ok() || !message.ParseFromZeroCopyStream(&reader)) {
    return Malformed();
  }
  return absl::OkStatus();
}

absl::Status ParseReported(const grpc::ByteBuffer& bytes, size_t bytes_max,
                           google::protobuf::Message& message) {
  absl::Status status = Parse(bytes, bytes_max, message);
  if (!absl::IsInvalidArgument(status)) return status;
  std::vector<grpc::Slice> slices;
  if (!bytes.Dump(&slices).ok()) return status;
  std::string whole;
  for (const grpc::Slice& slice : slices) {
    whole.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return ParseMended(whole, message) ? absl::OkStatus() : status;
}

grpc::ByteBuffer Serialize(const google::protobuf::Message& message) {
  const auto size = static_cast<int>(message.ByteSizeLong());
  if (size <= kBlockBytes) {
    grpc::Slice slice(size);
    message.SerializeWithCachedSizesToArray(
        const_cast<uint8_t*>(slice.begin()));
    return grpc::ByteBuffer(&slice, 1);
  }
  grpc::ByteBuffer bytes;
  {
    grpc::ProtoBufferWriter writer(&bytes, kBlockBytes, size);
    message.SerializeToZeroCopyStream(&writer);
  }
  return bytes;
}

grpc::ByteBuffer ToByteBuffer(const std::string& serialized) {
  grpc::Slice slice(serialized);
  return grpc::ByteBuffer(&slice, 1);
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status wire = ToWire(status);
  return grpc::Status(static_cast<grpc::StatusCode>(wire.code()),
                      wire.message(), wire.SerializeAsString());
}

std::string_view Authorization(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

std::string PeerAddress(const grpc::CallbackServerContext& context) {
  // "ipv4:192.0.2.1:50000" or "ipv6:%5B::1%5D:50000".
  std::string peer = context.peer();
  const size_t scheme = peer.find(':');
  const size_t port = peer.rfind(':');
  if (scheme == std::string::npos || port <= scheme) return "";
  peer = peer.substr(scheme + 1, port - scheme - 1);
  for (const std::string_view bracket : {"%5B", "%5D", "[", "]"}) {
    const size_t at = peer.find(bracket);
    if (at != std::string::npos) peer.erase(at, bracket.size());
  }
  return peer;
}

}  // namespace comptoir::rpc
