#include "tools/cli/core/exit_code.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

std::string_view AdviceFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
      // Not of a wrong passcode or pairing code.
      if (sdk::ReasonOf(status).rfind("TOKEN_", 0) != 0) return "";
      return "give --token-file, or keep one in a profile: "
             "comptoir profile set --help";
    case absl::StatusCode::kUnavailable:
      return "is the server running, and --server right? Try again";
    case absl::StatusCode::kDeadlineExceeded:
      return "the server did not answer in time; try again, or give --timeout";
    default:
      return "";
  }
}

}  // namespace

ExitCode ExitCodeFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kExitUsage;
    case absl::StatusCode::kNotFound:
      return kExitNotFound;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return kExitPermission;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      return kExitConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return kExitUnavailable;
    default:
      return kExitFailed;
  }
}

std::string DescribeError(const absl::Status& status) {
  std::string message(status.message());
  if (message.empty()) message = absl::StatusCodeToString(status.code());
  std::string text = fmt::format("comptoir: {}", Printable(message));
  for (const sdk::FieldViolation& violation : sdk::FieldViolationsOf(status)) {
    text += fmt::format("\n  {}: {}", Printable(violation.field),
                        Printable(violation.description));
  }
  if (const std::string reason = sdk::ReasonOf(status); !reason.empty()) {
    text += fmt::format("\n  reason: {}", Printable(reason));
  }
  if (const std::string_view advice = AdviceFor(status); !advice.empty()) {
    text += fmt::format("\n  {}", advice);
  }
  return text;
}

}  // namespace comptoir::cli
