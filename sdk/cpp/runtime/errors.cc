#include "comptoir/sdk/errors.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "comptoir/sdk/wire/error_details.pb.h"

namespace comptoir::sdk {
namespace {

constexpr char kErrorDomain[] = "comptoir";

// Payloads are keyed by type URL, as in google.protobuf.Any: by the names that
// the messages have in google.rpc.
template <typename Detail>
std::string UrlOf() {
  return "type.googleapis.com/google.rpc." + Detail::descriptor()->name();
}

template <typename Detail>
void SetDetail(const Detail& detail, absl::Status& status) {
  status.SetPayload(UrlOf<Detail>(), absl::Cord(detail.SerializeAsString()));
}

// On one line, whatever it was.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return text;
}

template <typename Detail>
std::optional<Detail> DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload(UrlOf<Detail>());
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) {
    return std::nullopt;
  }
  return detail;
}

}  // namespace

std::string ReasonOf(const absl::Status& status) {
  const auto info = DetailOf<wire::ErrorInfo>(status);
  return info ? info->reason() : "";
}

std::map<std::string, std::string> MetadataOf(const absl::Status& status) {
  const auto info = DetailOf<wire::ErrorInfo>(status);
  if (!info) return {};
  return {info->metadata().begin(), info->metadata().end()};
}

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  const auto bad_request = DetailOf<wire::BadRequest>(status);
  if (!bad_request) return violations;
  for (const auto& violation : bad_request->field_violations()) {
    violations.push_back({violation.field(), violation.description()});
  }
  return violations;
}

std::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  const auto retry = DetailOf<wire::RetryInfo>(status);
  if (!retry || !retry->has_retry_delay()) return std::nullopt;
  return absl::Seconds(retry->retry_delay().seconds()) +
         absl::Nanoseconds(retry->retry_delay().nanos());
}

std::string Explain(const absl::Status& status) {
  std::string text = absl::StatusCodeToString(status.code());
  if (const std::string reason = ReasonOf(status); !reason.empty()) {
    absl::StrAppend(&text, " (", reason, ")");
  }
  if (!status.message().empty()) {
    absl::StrAppend(&text, ": ", status.message());
  }
  bool is_first = true;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    const std::string problem =
        absl::StrCat(violation.field, ": ", violation.description);
    // The server's message names the first.
    const bool is_said = std::exchange(is_first, false) &&
                         absl::StrContains(status.message(), problem);
    if (!is_said) absl::StrAppend(&text, "; ", problem);
  }
  return OneLine(std::move(text));
}

absl::Status MakeError(const ErrorParts& parts) {
  absl::Status status(parts.code, parts.message);
  wire::ErrorInfo info;
  info.set_reason(parts.reason);
  info.set_domain(kErrorDomain);
  info.mutable_metadata()->insert(parts.metadata.begin(), parts.metadata.end());
  SetDetail(info, status);
  if (!parts.violations.empty()) {
    wire::BadRequest bad_request;
    for (const FieldViolation& violation : parts.violations) {
      auto& added = *bad_request.add_field_violations();
      added.set_field(violation.field);
      added.set_description(violation.description);
    }
    SetDetail(bad_request, status);
  }
  if (parts.retry_delay) {
    wire::RetryInfo retry;
    absl::Duration rest = *parts.retry_delay;
    retry.mutable_retry_delay()->set_seconds(
        absl::IDivDuration(rest, absl::Seconds(1), &rest));
    retry.mutable_retry_delay()->set_nanos(absl::ToInt64Nanoseconds(rest));
    SetDetail(retry, status);
  }
  return status;
}

absl::Status MakeError(absl::StatusCode code, std::string_view reason,
                       std::string_view message) {
  return MakeError({.code = code,
                    .reason = std::string(reason),
                    .message = std::string(message)});
}

void AttachDetails(const std::string& serialized, absl::Status& status) {
  wire::Status details;
  if (!details.ParseFromString(serialized)) return;
  for (const auto& detail : details.details()) {
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
}

}  // namespace comptoir::sdk
