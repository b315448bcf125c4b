#include "comptoir/sdk/errors.h"

#include <cstddef>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "comptoir/sdk/wire/error_details.pb.h"
#include "google/protobuf/any.pb.h"

namespace comptoir::sdk {
namespace {

// What an error says is kept in payloads, one for each fact and as text, since
// absl::Status prints its payloads, escaping what is no ASCII.
constexpr char kReason[] = "comptoir/reason";
constexpr char kRetryDelay[] = "comptoir/retry_delay";
// Followed by a name.
constexpr char kMetadata[] = "comptoir/metadata/";
// Followed by the violation's number, '/' and its field.
constexpr char kViolation[] = "comptoir/field/";

// Whether `any` is a `Detail` of google.rpc that can be read; then it is read.
template <typename Detail>
bool Read(const google::protobuf::Any& any, Detail& detail) {
  return absl::EndsWith(
             any.type_url(),
             absl::StrCat("/google.rpc.", Detail::descriptor()->name())) &&
         detail.ParseFromString(any.value());
}

// On one line, whatever it was.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return text;
}

void SetText(std::string key, const std::string& text, absl::Status& status) {
  status.SetPayload(OneLine(std::move(key)), absl::Cord(text));
}

void SetReason(const std::string& reason, absl::Status& status) {
  if (!reason.empty()) SetText(kReason, reason, status);
}

void SetMetadata(const std::string& name, const std::string& value,
                 absl::Status& status) {
  SetText(absl::StrCat(kMetadata, name), value, status);
}

void SetViolation(size_t number, const FieldViolation& violation,
                  absl::Status& status) {
  SetText(absl::StrCat(kViolation, number, "/", violation.field),
          violation.description, status);
}

void SetRetryDelay(absl::Duration delay, absl::Status& status) {
  SetText(kRetryDelay, absl::FormatDuration(delay), status);
}

std::string TextOf(const char* key, const absl::Status& status) {
  const auto text = status.GetPayload(key);
  return text ? std::string(*text) : "";
}

// Calls `see` with the rest of each key that begins with `prefix`, and its
// text; in any order.
template <typename See>
void ForEach(const char* prefix, const absl::Status& status, See see) {
  status.ForEachPayload([&](absl::string_view key, const absl::Cord& text) {
    if (absl::ConsumePrefix(&key, prefix)) see(key, std::string(text));
  });
}

}  // namespace

std::string ReasonOf(const absl::Status& status) {
  return TextOf(kReason, status);
}

std::map<std::string, std::string> MetadataOf(const absl::Status& status) {
  std::map<std::string, std::string> metadata;
  ForEach(kMetadata, status, [&](absl::string_view name, std::string value) {
    metadata.emplace(std::string(name), std::move(value));
  });
  return metadata;
}

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::map<size_t, FieldViolation> numbered;
  ForEach(kViolation, status, [&](absl::string_view key, std::string text) {
    const size_t slash = key.find('/');
    size_t number = 0;
    if (slash == absl::string_view::npos ||
        !absl::SimpleAtoi(key.substr(0, slash), &number)) {
      return;
    }
    numbered[number] = {std::string(key.substr(slash + 1)), std::move(text)};
  });
  std::vector<FieldViolation> violations;
  for (auto& [number, violation] : numbered) {
    violations.push_back(std::move(violation));
  }
  return violations;
}

std::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  absl::Duration delay;
  if (!absl::ParseDuration(TextOf(kRetryDelay, status), &delay)) {
    return std::nullopt;
  }
  return delay;
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
  SetReason(parts.reason, status);
  for (const auto& [name, value] : parts.metadata) {
    SetMetadata(name, value, status);
  }
  for (size_t i = 0; i < parts.violations.size(); ++i) {
    SetViolation(i, parts.violations[i], status);
  }
  if (parts.retry_delay) SetRetryDelay(*parts.retry_delay, status);
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
    wire::ErrorInfo info;
    wire::BadRequest bad_request;
    wire::RetryInfo retry;
    if (Read(detail, info)) {
      SetReason(info.reason(), status);
      for (const auto& [name, value] : info.metadata()) {
        SetMetadata(name, value, status);
      }
    } else if (Read(detail, bad_request)) {
      for (int i = 0; i < bad_request.field_violations_size(); ++i) {
        const auto& violation = bad_request.field_violations(i);
        SetViolation(i, {violation.field(), violation.description()}, status);
      }
    } else if (Read(detail, retry)) {
      SetRetryDelay(absl::Seconds(retry.retry_delay().seconds()) +
                        absl::Nanoseconds(retry.retry_delay().nanos()),
                    status);
    }
  }
}

}  // namespace comptoir::sdk
