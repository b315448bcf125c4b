#include "tools/cli/core/exit_code.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/time/time.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

constexpr char kRequestId[] = "comptoir.cli/request_id";

// What a connection was refused for, by us: no later try will mend it.
constexpr char kNotTrusted[] = "SERVER_NOT_TRUSTED";
constexpr char kWithoutTls[] = "SERVER_WITHOUT_TLS";
constexpr char kTlsRequired[] = "TLS_REQUIRED";

std::string_view AdviceFor(const absl::Status& status) {
  const std::string reason = sdk::ReasonOf(status);
  if (reason == kNotTrusted) {
    return "is --server right, and do --root-certificates, or the system's, "
           "hold whoever signed its certificate?";
  }
  if (reason == kWithoutTls) {
    return "is --server right? --no-tls is for a server on this machine";
  }
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
      // Not of a wrong passcode or pairing code.
      if (reason.rfind("TOKEN_", 0) != 0) return "";
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

bool IsOfTls(const absl::Status& status) {
  const std::string reason = sdk::ReasonOf(status);
  return reason == kNotTrusted || reason == kWithoutTls ||
         reason == kTlsRequired;
}

ExitCode ExitCodeFor(const absl::Status& status) {
  if (IsOfTls(status)) return kExitUsage;
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

absl::Status WithRequestId(absl::Status status, const std::string& request_id) {
  const bool is_open = absl::IsUnavailable(status) ||
                       absl::IsDeadlineExceeded(status) ||
                       absl::IsCancelled(status) || absl::IsUnknown(status);
  if (is_open && !request_id.empty()) {
    status.SetPayload(kRequestId, absl::Cord(request_id));
  }
  return status;
}

std::string DescribeError(const absl::Status& status) {
  std::string message(status.message());
  if (message.empty()) message = absl::StatusCodeToString(status.code());
  const auto violations = sdk::FieldViolationsOf(status);
  // Of one wrong field the message says it all; of several it says the first.
  if (violations.size() > 1) message = "several fields are wrong";
  std::string text = fmt::format("comptoir: {}", Printable(message));
  for (const sdk::FieldViolation& violation : violations) {
    const std::string line =
        fmt::format("{}: {}", violation.field, violation.description);
    if (line != message) text += fmt::format("\n  {}", Printable(line));
  }
  if (const std::string reason = sdk::ReasonOf(status); !reason.empty()) {
    text += fmt::format("\n  reason: {}", Printable(reason));
  }
  // Such as the checkout that keeps a reader busy: there may be no other way to
  // it. What the message says already is not said twice.
  for (const auto& [name, value] : sdk::MetadataOf(status)) {
    if (value.empty() || message.find(value) != std::string::npos) continue;
    text += fmt::format("\n  {}: {}", Printable(name), Printable(value));
  }
  if (const std::string_view advice = AdviceFor(status); !advice.empty()) {
    text += fmt::format("\n  {}", advice);
  }
  if (const auto delay = sdk::RetryDelayOf(status)) {
    text += fmt::format("\n  wait {} before you try again",
                        absl::FormatDuration(*delay));
  }
  if (const auto id = status.GetPayload(kRequestId)) {
    text += fmt::format(
        "\n  it may have been done: try again with --request-id {}, which "
        "does it once",
        std::string(*id));
  }
  return text;
}

}  // namespace comptoir::cli
