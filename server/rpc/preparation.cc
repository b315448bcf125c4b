#include "server/rpc/preparation.h"

#include "absl/strings/cord.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir::rpc {
namespace {

constexpr char kMissingKey[] = "comptoir/missing";

}  // namespace

absl::Status PrepareAgain(std::string_view missing) {
  absl::Status status = ChangedMeanwhile();
  status.SetPayload(kMissingKey, absl::Cord(ToAbsl(missing)));
  return status;
}

std::optional<std::string> MissingIn(const absl::Status& status) {
  const absl::optional<absl::Cord> missing = status.GetPayload(kMissingKey);
  if (!missing) return std::nullopt;
  return std::string(*missing);
}

absl::Status ChangedMeanwhile() {
  return Error(absl::StatusCode::kUnavailable, "CHANGED_MEANWHILE",
               "what the call is about changed while it ran: send it again");
}

}  // namespace comptoir::rpc
