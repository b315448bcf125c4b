#include "server/operations/failure.h"

#include <utility>

#include "google/rpc/error_details.pb.h"
#include "server/rpc/wire/status_mapping.h"

namespace comptoir::operations {

merchants::v1::Failure FailureOf(const absl::Status& status) {
  google::rpc::Status wire = rpc::ToWire(status);
  merchants::v1::Failure failure;
  failure.set_code(wire.code());
  failure.set_message(std::move(*wire.mutable_message()));
  for (const google::protobuf::Any& detail : wire.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) failure.set_reason(info.reason());
  }
  return failure;
}

}  // namespace comptoir::operations
