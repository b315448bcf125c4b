// The errors that many methods answer, as the server makes them, for the tests
// of applications: what a mocked connection returns.
//
//   EXPECT_CALL(*connection, GetCustomer)
//       .WillOnce(Return(NotFound("customer", "cus_1")));
//
// sdk::MakeError() makes those of single methods, whose comments name the
// reason. An error that is made without one, such as absl::NotFoundError(), is
// none that a server's handler answers. Those without are gRPC's, or the SDK's:
// absl::UnavailableError() for a connection that was lost,
// absl::DeadlineExceededError() for an answer that came too late, after which
// the work may be done (see "none" in protos/README.md).
#ifndef COMPTOIR_SDK_CPP_TESTING_ERRORS_SERVER_ERRORS_H_
#define COMPTOIR_SDK_CPP_TESTING_ERRORS_SERVER_ERRORS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/errors.h"

namespace comptoir::sdk::testing {

// There is no such record. `kind` is a noun, such as "customer".
inline absl::Status NotFound(const std::string& kind, const std::string& id) {
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "NOT_FOUND",
                    .message = kind + " " + id + " does not exist",
                    .metadata = {{"id", id}, {"kind", kind}}});
}

// The record does not have the etag that was sent; `etag` is its current one.
inline absl::Status EtagMismatch(const std::string& kind, const std::string& id,
                                 const std::string& etag) {
  return MakeError({.code = absl::StatusCode::kAborted,
                    .reason = "ETAG_MISMATCH",
                    .message = kind + " " + id +
                               " does not have this etag, or no more: read it "
                               "again, then decide",
                    .metadata = {{"etag", etag}}});
}

// These fields of the request are wrong, of which there is at least one.
inline absl::Status InvalidFields(std::vector<FieldViolation> violations) {
  std::string message =
      violations.front().field + ": " + violations.front().description;
  if (violations.size() > 1) {
    message += " (and " + std::to_string(violations.size() - 1) + " more)";
  }
  return MakeError({.code = absl::StatusCode::kInvalidArgument,
                    .reason = "INVALID_FIELDS",
                    .message = std::move(message),
                    .violations = std::move(violations)});
}

// The call carries no token.
inline absl::Status TokenMissing() {
  return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                   "the call carries no bearer token");
}

// The token is malformed, unknown or revoked.
inline absl::Status TokenInvalid() {
  return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID",
                   "the token is not one of this server, or was revoked");
}

// Whoever was signed in has to sign in again.
inline absl::Status TokenExpired() {
  return MakeError(absl::StatusCode::kUnauthenticated, "TOKEN_EXPIRED",
                   "the token has expired");
}

// The caller lacks `permission`, such as "PERMISSION_CUSTOMERS_VIEW".
inline absl::Status PermissionDenied(const std::string& permission) {
  return MakeError({.code = absl::StatusCode::kPermissionDenied,
                    .reason = "PERMISSION_DENIED",
                    .message = "needs " + permission,
                    .metadata = {{"permission", permission}}});
}

// The request id is that of another request.
inline absl::Status RequestIdReused() {
  return MakeError(
      absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
      "this request_id was used for a different request: send a new one with "
      "every new request");
}

// Too many writes wait. The SDK sends the call again after the delay.
inline absl::Status LaneFull() {
  return MakeError({.code = absl::StatusCode::kResourceExhausted,
                    .reason = "LANE_FULL",
                    .message = "too many writes are waiting",
                    .retry_delay = absl::Milliseconds(200)});
}

// The server is being stopped, and did nothing. The SDK sends the call again
// after the delay, to the next one.
inline absl::Status Stopping() {
  return MakeError({.code = absl::StatusCode::kUnavailable,
                    .reason = "STOPPING",
                    .message = "the server is stopping",
                    .retry_delay = absl::Seconds(1)});
}

// A watch cannot go on after `revision`: `newest_revision` is the newest that
// there is, and the server was restored from a backup.
inline absl::Status RevisionInFuture(int64_t revision,
                                     int64_t newest_revision) {
  const std::string newest = std::to_string(newest_revision);
  return MakeError({.code = absl::StatusCode::kOutOfRange,
                    .reason = "REVISION_IN_FUTURE",
                    .message = "there is no revision " +
                               std::to_string(revision) +
                               " yet, the newest is " + newest +
                               ": if it was seen here, the server was restored "
                               "from a backup; read the records anew",
                    .metadata = {{"newest_revision", newest}}});
}

// A watch cannot go on after `revision`: the server was restored from a backup.
inline absl::Status HistoryChanged(int64_t revision) {
  return MakeError(absl::StatusCode::kOutOfRange, "HISTORY_CHANGED",
                   "revision " + std::to_string(revision) +
                       " is of another history: the server was restored from a "
                       "backup; read the records anew");
}

}  // namespace comptoir::sdk::testing

#endif  // COMPTOIR_SDK_CPP_TESTING_ERRORS_SERVER_ERRORS_H_
