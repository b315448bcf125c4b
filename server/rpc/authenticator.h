// Turns a bearer token into the principal it stands for.
#ifndef COMPTOIR_SERVER_RPC_AUTHENTICATOR_H_
#define COMPTOIR_SERVER_RPC_AUTHENTICATOR_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/status.h"
#include "server/rpc/call.h"

namespace comptoir::rpc {

// Thread-safe. Called on gRPC's threads for every call, so it must answer from
// memory; and for every open stream every few seconds, so that a revoked
// credential ends its streams.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `token` is what follows "Bearer "; never empty. Fails with TokenInvalid()
  // or TokenExpired().
  virtual absl::StatusOr<Principal> Authenticate(std::string_view token,
                                                 absl::Time now) = 0;
};

// UNAUTHENTICATED, reason TOKEN_MISSING: no `authorization: Bearer ...`.
inline absl::Status TokenMissing() {
  return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
               "the call carries no bearer token");
}

// UNAUTHENTICATED, reason TOKEN_INVALID: malformed, unknown or revoked.
inline absl::Status TokenInvalid() {
  return Error(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID",
               "the token is not one of this server, or was revoked");
}

// UNAUTHENTICATED, reason TOKEN_EXPIRED: sign in again.
inline absl::Status TokenExpired() {
  return Error(absl::StatusCode::kUnauthenticated, "TOKEN_EXPIRED",
               "the token has expired");
}

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_AUTHENTICATOR_H_
