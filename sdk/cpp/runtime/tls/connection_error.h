// What is wrong when there is no connection.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_TLS_CONNECTION_ERROR_H_
#define COMPTOIR_SDK_CPP_RUNTIME_TLS_CONNECTION_ERROR_H_

#include <string_view>

#include "absl/status/status.h"

namespace comptoir::sdk {

// The error of a call to `address`, as gRPC says it, as it is told to an
// application: UNAVAILABLE for a server that cannot be reached now, and
// FAILED_PRECONDITION for one that will not be reached until a person has done
// something, whatever is tried again: with reason SERVER_NOT_TRUSTED when its
// certificate is refused, and SERVER_WITHOUT_TLS when it has none. Other errors
// stay as they are.
//
// gRPC tells these apart in the text of its UNAVAILABLE alone.
absl::Status ExplainConnection(absl::Status status, std::string_view address);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_TLS_CONNECTION_ERROR_H_
