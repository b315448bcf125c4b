#include "server/rpc/grpc_status.h"

#include "server/rpc/status_mapping.h"

namespace comptoir::rpc {

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status wire = ToWire(status);
  return grpc::Status(static_cast<grpc::StatusCode>(wire.code()),
                      wire.message(), wire.SerializeAsString());
}

std::string Authorization(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

}  // namespace comptoir::rpc
