#include "server/customers/writes/batch_failure.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/status.h"
#include "server/rpc/wire/status_mapping.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

// As much as fits of a text, in whole characters.
std::string Cut(std::string_view text, size_t bytes_max) {
  size_t bytes = 0;
  while (bytes < text.size()) {
    const size_t next = FirstCodePoint(text.substr(bytes)).bytes;
    if (bytes + next > bytes_max) break;
    bytes += next;
  }
  return std::string(text.substr(0, bytes));
}

// What a caller needs to go on without asking for each.
void CopyMetadata(const absl::Status& status, v1::CustomerBatchFailure* to) {
  // In other errors it is the one that the request named.
  if (to->reason() == "CUSTOMER_KNOWN") {
    to->set_customer_id(MetadataOf(status, "customer_id"));
  }
  const std::vector<std::string> ids = absl::StrSplit(
      MetadataOf(status, "customer_ids"), ',', absl::SkipEmpty());
  to->mutable_customer_ids()->Assign(ids.begin(), ids.end());
  to->set_merged_customer_id(MetadataOf(status, "merged_customer_id"));
  to->set_survivor_customer_id(MetadataOf(status, "survivor_customer_id"));
  to->set_etag(MetadataOf(status, "etag"));
}

}  // namespace

bool IsOfOne(const absl::Status& failure) {
  // What is not made by base/status.h is not meant for callers.
  if (ReasonOf(failure).empty()) return false;
  switch (failure.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

v1::CustomerBatchFailure BatchFailureOf(const absl::Status& status) {
  const google::rpc::Status wire = rpc::ToWire(status);
  v1::CustomerBatchFailure failure;
  failure.set_code(wire.code());
  failure.set_reason(ReasonOf(status));
  std::string message = wire.message();
  std::string field = MetadataOf(status, "field");
  for (const google::protobuf::Any& detail : wire.details()) {
    google::rpc::BadRequest wrong;
    if (!detail.UnpackTo(&wrong) || wrong.field_violations().empty()) continue;
    field = wrong.field_violations(0).field();
    message =
        fmt::format("{}: {}", field, wrong.field_violations(0).description());
    const int others = wrong.field_violations_size() - 1;
    if (others > 0) message += fmt::format(" (and {} more)", others);
  }
  failure.set_field(Cut(field, kFailureFieldBytesMax));
  failure.set_message(Cut(message, kFailureMessageBytesMax));
  CopyMetadata(status, &failure);
  return failure;
}

}  // namespace comptoir::customers
