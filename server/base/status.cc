#include "server/base/status.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "fmt/format.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/strings.h"

namespace comptoir {
namespace {

// Payloads are keyed by type URL, as in google.protobuf.Any.
template <typename Detail>
std::string UrlOf() {
  return "type.googleapis.com/" + Detail::descriptor()->full_name();
}

template <typename Detail>
void SetDetail(absl::Status& status, const Detail& detail) {
  status.SetPayload(UrlOf<Detail>(), absl::Cord(detail.SerializeAsString()));
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  if (const auto payload = status.GetPayload(UrlOf<google::rpc::ErrorInfo>())) {
    info.ParseFromString(std::string(*payload));
  }
  return info;
}

}  // namespace

absl::Status Error(absl::StatusCode code, std::string_view reason,
                   std::string_view message, ErrorMetadata metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kErrorDomain));
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::string(key)] = std::string(value);
  }
  absl::Status status(code, ToAbsl(message));
  SetDetail(status, info);
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  return InfoOf(status).reason();
}

std::string MetadataOf(const absl::Status& status, std::string_view key) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  const auto found = info.metadata().find(std::string(key));
  return found == info.metadata().end() ? "" : found->second;
}

absl::Status WithRetryDelay(absl::Status status, absl::Duration delay) {
  google::rpc::RetryInfo retry;
  const int64_t ms = absl::ToInt64Milliseconds(delay);
  retry.mutable_retry_delay()->set_seconds(ms / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(ms % 1000) *
                                         1'000'000);
  SetDetail(status, retry);
  return status;
}

absl::Status Annotate(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated(
      status.code(), fmt::format("{}: {}", context, ToStd(status.message())));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    annotated.SetPayload(url, payload);
  });
  return annotated;
}

void FieldViolations::Add(std::string_view field,
                          std::string_view description) {
  violations_.emplace_back(field, description);
}

absl::Status FieldViolations::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  google::rpc::BadRequest detail;
  for (const auto& [field, description] : violations_) {
    if (detail.field_violations_size() == kListedMax) break;
    auto& violation = *detail.add_field_violations();
    violation.set_field(field);
    violation.set_description(description);
  }
  const auto& [field, description] = violations_.front();
  std::string message = fmt::format("{}: {}", field, description);
  if (violations_.size() > 1) {
    message += fmt::format(" (and {} more)", violations_.size() - 1);
  }
  const bool holds_card_number = std::any_of(
      violations_.begin(), violations_.end(), [](const auto& violation) {
        return violation.second == kHoldsCardNumber;
      });
  absl::Status status = Error(
      absl::StatusCode::kInvalidArgument,
      holds_card_number ? "CARD_NUMBER_REFUSED" : "INVALID_FIELDS", message);
  SetDetail(status, detail);
  return status;
}

absl::Status InvalidField(std::string_view field,
                          std::string_view description) {
  FieldViolations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

absl::Status NotFound(std::string_view kind, std::string_view id) {
  return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
               fmt::format("{} {} does not exist", kind, id),
               {{"kind", kind}, {"id", id}});
}

absl::Status Corrupt(std::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "CORRUPT_RECORD",
               fmt::format("{} cannot be read: run comptoird verify", what));
}

}  // namespace comptoir
