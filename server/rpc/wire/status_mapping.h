// The one mapping from our statuses to what a caller sees.
#ifndef COMPTOIR_SERVER_RPC_WIRE_STATUS_MAPPING_H_
#define COMPTOIR_SERVER_RPC_WIRE_STATUS_MAPPING_H_

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace comptoir::rpc {

// Most bytes of the serialized status. It travels twice in base-64 and shares
// gRPC's 8 KiB of trailing metadata with the message.
inline constexpr size_t kStatusBytesMax = 4096;
// Most bytes of a message.
inline constexpr size_t kMessageBytesMax = 512;

// `status` as callers see it.
//
// An error made by base/status.h goes out as it is. Any other is not meant for
// callers: codes that tell of our own trouble (UNKNOWN, INTERNAL, DATA_LOSS,
// UNAVAILABLE, RESOURCE_EXHAUSTED) lose their text, UNKNOWN becomes INTERNAL,
// and an ErrorInfo is added whose reason is the code's name. What does not fit
// is cut: violations from the end first, never the ErrorInfo.
google::rpc::Status ToWire(const absl::Status& status);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_WIRE_STATUS_MAPPING_H_
