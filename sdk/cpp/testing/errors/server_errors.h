// The errors that many methods answer, as the server makes them, for the tests
// of applications: what a mocked connection returns.
//
//   EXPECT_CALL(*connection, GetCustomer)
//       .WillOnce(Return(NotFound("customer", "cus_1")));
//
// sdk::MakeError() makes those of single methods, whose comments name the
// reason. An error that is made without one, such as absl::NotFoundError(), is
// none that the server answers.
#ifndef COMPTOIR_SDK_CPP_TESTING_ERRORS_SERVER_ERRORS_H_
#define COMPTOIR_SDK_CPP_TESTING_ERRORS_SERVER_ERRORS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/sdk/errors.h"

namespace comptoir::sdk::testing {

// There is no such record. `kind` is a noun, such as "customer".
inline absl::Status NotFound(const std::string& kind, const std::string& id) {
  return MakeError({.code = absl::StatusCode::kNotFound,
                    .reason = "NOT_FOUND",
                    .message = kind + " " + id + " does not exist",
                    .metadata = {{"id", id}, {"kind", kind}}});
}

// The record was changed since it was read; its etag is `etag` now.
inline absl::Status EtagMismatch(const std::string& kind, const std::string& id,
                                 const std::string& etag) {
  return MakeError({.code = absl::StatusCode::kAborted,
                    .reason = "ETAG_MISMATCH",
                    .message = kind + " " + id +
                               ": changed since it was read: read it again, "
                               "then decide",
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

// A watch cannot go on after `revision`: the server was restored from a backup.
inline absl::Status HistoryChanged(int64_t revision) {
  return MakeError(absl::StatusCode::kOutOfRange, "HISTORY_CHANGED",
                   "revision " + std::to_string(revision) +
                       " is of another history: the server was restored from a "
                       "backup; read the records anew");
}

}  // namespace comptoir::sdk::testing

#endif  // COMPTOIR_SDK_CPP_TESTING_ERRORS_SERVER_ERRORS_H_
