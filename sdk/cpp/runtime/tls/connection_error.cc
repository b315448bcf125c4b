#include "comptoir/sdk/connection_error.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "comptoir/sdk/errors.h"

namespace comptoir::sdk {
namespace {

constexpr char kNoConnection[] =
    "failed to connect to all addresses; last error: ";

absl::Status NeedsPerson(const char* reason, const std::string& message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
}

}  // namespace

absl::Status ExplainConnection(absl::Status status, std::string_view address) {
  absl::string_view error = status.message();
  if (!absl::IsUnavailable(status) ||
      !absl::ConsumePrefix(&error, kNoConnection)) {
    return status;
  }
  const std::string server(address);
  if (absl::StrContains(error, "certificate verify failed")) {
    return NeedsPerson(
        "SERVER_NOT_TRUSTED",
        absl::StrCat("the certificate of ", server,
                     " is not trusted: it has expired, or is of an authority "
                     "that is not among the root certificates"));
  }
  if (absl::StrContains(error, "is not in peer certificate")) {
    return NeedsPerson(
        "SERVER_NOT_TRUSTED",
        absl::StrCat("the certificate of ", server,
                     " is for other names: connect to one of these, or give "
                     "it as the server's name"));
  }
  if (absl::StrContains(error, "wrong version number")) {
    return NeedsPerson("SERVER_WITHOUT_TLS",
                       absl::StrCat(server, " does not speak TLS"));
  }
  // Without gRPC's name for the code of the attempt.
  const size_t colon = error.find(": ");
  if (colon != absl::string_view::npos) error.remove_prefix(colon + 2);
  return absl::UnavailableError(
      absl::StrCat(server, " cannot be reached: ", error));
}

}  // namespace comptoir::sdk
