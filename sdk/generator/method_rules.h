// The rules that every method of the API keeps, checked when code is generated
// so that a method without, say, a permission cannot be built at all.
#ifndef COMPTOIR_SDK_GENERATOR_METHOD_RULES_H_
#define COMPTOIR_SDK_GENERATOR_METHOD_RULES_H_

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"

namespace comptoir::generator {

// The number of `string request_id` in the request of every write.
inline constexpr int kRequestIdNumber = 15;

// INVALID_ARGUMENT, naming the method and what to do.
absl::Status CheckMethod(const google::protobuf::MethodDescriptor& method);

}  // namespace comptoir::generator

#endif  // COMPTOIR_SDK_GENERATOR_METHOD_RULES_H_
