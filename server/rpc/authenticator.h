// Turns a bearer token into the principal it stands for.
#ifndef COMPTOIR_SERVER_RPC_AUTHENTICATOR_H_
#define COMPTOIR_SERVER_RPC_AUTHENTICATOR_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/status.h"
#include "server/rpc/call.h"

namespace comptoir::rpc {

// Thread-safe. Called on gRPC's threads for every call, so it must answer from
// memory; and for every open stream when something changes and every few
// seconds, so that a revoked credential ends its streams.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `token` is what follows "Bearer "; never empty. Fails with TokenInvalid()
  // or TokenExpired().
  virtual absl::StatusOr<Principal> Authenticate(std::string_view token,
                                                 absl::Time now) = 0;

  // A number that is another one once what a token of the merchant stands for
  // may have changed. It changes before whoever changed it is answered: what
  // was not authenticated since counts no more. Asked for every message of a
  // stream.
  virtual uint64_t Generation(std::string_view merchant_id) const = 0;

  // Has `listener` called after each such change, in place of another one; a
  // null one is for nobody. It must be quick. Not called any more when this
  // returns.
  void SetListener(std::function<void()> listener) {
    const std::lock_guard<std::mutex> lock(mutex_);
    listener_ = std::move(listener);
  }

 protected:
  void TellListener() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (listener_) listener_();
  }

 private:
  mutable std::mutex mutex_;
  std::function<void()> listener_;  // Guarded by mutex_.
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
