// How large a message can be that keeps the rules of its fields.
#ifndef COMPTOIR_SERVER_RPC_WIRE_SIZE_BOUND_H_
#define COMPTOIR_SERVER_RPC_WIRE_SIZE_BOUND_H_

#include <cstddef>

#include "google/protobuf/descriptor.h"

namespace comptoir::rpc {

// Every message may take so many bytes: more than its own fields need, for
// those that a newer client knows.
inline constexpr size_t kMessageBytesLeast = 256 * 1024;
// No message may take more. gRPC's clients take 4 MiB of an answer unless they
// are told otherwise; what is sent is held to the same.
inline constexpr size_t kMessageBytesMost = 4 * 1024 * 1024;

// Most bytes of a message of this type whose parts are all allowed, within the
// limits above: a request that is too large as a whole has a part that is.
size_t SizeBound(const google::protobuf::Descriptor* type);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_WIRE_SIZE_BOUND_H_
