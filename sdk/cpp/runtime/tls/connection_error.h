// What is wrong when there is no connection.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_TLS_CONNECTION_ERROR_H_
#define COMPTOIR_SDK_CPP_RUNTIME_TLS_CONNECTION_ERROR_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/channel.h"

namespace comptoir::sdk {

// Whom an application connects to, and how.
struct Destination {
  std::string address;
  std::optional<TlsOptions> tls;
};

// Whether `status`, as gRPC says it, is that of a call that had no connection:
// nothing of it was sent.
bool HadNoConnection(const absl::Status& status);

// The error of a call to `server`, as gRPC says it, as it is told to an
// application: UNAVAILABLE, reason SERVER_UNREACHABLE, for a server that cannot
// be reached now, and FAILED_PRECONDITION for one that will not be reached
// until a person has done something, whatever is tried again: with reason
// SERVER_NOT_TRUSTED when its certificate is refused, and SERVER_WITHOUT_TLS
// when it has none. Other errors stay as they are.
//
// gRPC tells these apart in the text of its UNAVAILABLE alone.
absl::Status ExplainConnection(const absl::Status& status,
                               const Destination& server);

// Whether a look at the server would tell more: why its certificate is refused,
// or that one which hangs up on a client without TLS speaks TLS.
bool TakesALook(const absl::Status& status, const Destination& server);

// ExplainConnection() by a look (server_look.h) at the server, for which it
// waits up to `patience`. FAILED_PRECONDITION, reason TLS_REQUIRED, for a
// server that speaks TLS to a client that does not; SERVER_NOT_TRUSTED names in
// its metadata the `problem`: EXPIRED, NOT_YET_VALID, UNKNOWN_AUTHORITY or
// OTHER_NAME.
absl::Status ExplainByLooking(const absl::Status& status,
                              const Destination& server,
                              absl::Duration patience);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_TLS_CONNECTION_ERROR_H_
