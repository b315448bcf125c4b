// Makes bytes that are nearly a message into one.
#ifndef COMPTOIR_SERVER_RPC_WIRE_MEND_H_
#define COMPTOIR_SERVER_RPC_WIRE_MEND_H_

#include <string>

#include "google/protobuf/message.h"

namespace comptoir::rpc {

// Messages nested deeper are emptied.
inline constexpr int kMendDepthMax = 16;

// Fills `message` from bytes that do not parse because of what stands in fields
// marked as_reported, or inside them: there, text that is not UTF-8 and nested
// messages that are none are taken as empty. No element of a repeated field is
// dropped. False when the bytes are no such message otherwise.
bool ParseMended(const std::string& bytes, google::protobuf::Message& message);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_WIRE_MEND_H_
