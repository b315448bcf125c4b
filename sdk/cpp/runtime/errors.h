// What an error of the server says beyond its code.
//
// Branch on the code, or on the reason where a method's documentation names
// one; show field violations beside their fields.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_ERRORS_H_
#define COMPTOIR_SDK_CPP_RUNTIME_ERRORS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace comptoir::sdk {

// The stable reason, such as "ETAG_MISMATCH"; "" when there is none.
std::string ReasonOf(const absl::Status& status);

// Facts about the error by name, such as the id of what was not found.
std::map<std::string, std::string> MetadataOf(const absl::Status& status);

// One wrong field of a request.
struct FieldViolation {
  std::string field;  // A path, such as "customer.birthday".
  std::string description;

  bool operator==(const FieldViolation&) const = default;
};

// Every wrong field of a refused request.
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);

// How long to wait before trying again, when the server said so.
std::optional<absl::Duration> RetryDelayOf(const absl::Status& status);

// The error on one line, for a log or a person: its code, reason, message and
// wrong fields. A status that is printed is one line of the same facts:
//
//   NOT_FOUND: customer cus_1 does not exist [comptoir/reason='NOT_FOUND'] ...
std::string Explain(const absl::Status& status);

// What an error of the server is made of.
struct ErrorParts {
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string reason = {};
  std::string message = {};
  std::map<std::string, std::string> metadata = {};
  std::vector<FieldViolation> violations = {};
  std::optional<absl::Duration> retry_delay = {};
};

// An error as one of the server reaches an application: for what the SDK itself
// finds, and for the mocks of an application's tests. Those that many methods
// answer are made in comptoir/sdk/testing/server_errors.h.
absl::Status MakeError(const ErrorParts& parts);
absl::Status MakeError(absl::StatusCode code, std::string_view reason,
                       std::string_view message);

// Puts what the details of a serialized google.rpc.Status say, as servers send
// it in `grpc-status-details-bin`, on `status`. Ignores what cannot be read,
// and details other than ErrorInfo, BadRequest and RetryInfo.
void AttachDetails(const std::string& serialized, absl::Status& status);

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_ERRORS_H_
