// Checks one value against the rules of its field.
#ifndef COMPTOIR_SERVER_RPC_RULES_VALUE_RULES_H_
#define COMPTOIR_SERVER_RPC_RULES_VALUE_RULES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace comptoir::rpc {

// Each gives what is wrong, such as "must have at most 64 characters"; empty
// when nothing is.
std::string TextProblem(const FieldRules& rules, std::string_view text);
std::string BytesProblem(const FieldRules& rules, std::string_view bytes);
std::string NumberProblem(const FieldRules& rules, int64_t number);
std::string UnsignedProblem(const FieldRules& rules, uint64_t number);
std::string RealProblem(const FieldRules& rules, double number);
std::string CountProblem(const FieldRules& rules, int count);

// For google.protobuf.Timestamp and Duration: whether the value is in its range
// and well formed; empty for other messages.
std::string WellKnownProblem(const google::protobuf::Message& message);

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_RULES_VALUE_RULES_H_
