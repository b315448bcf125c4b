#include "server/rpc/wire/status_mapping.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir::rpc {
namespace {

// Codes whose text, when not written for callers, may tell of our insides.
bool TellsOfUs(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

// The beginning of `text`, not cut inside a character.
std::string Cut(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  size_t end = bytes_max;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

void AddErrorInfo(google::rpc::Status& wire, absl::StatusCode code) {
  google::rpc::ErrorInfo info;
  info.set_domain(std::string(kErrorDomain));
  info.set_reason(absl::StatusCodeToString(code));
  wire.add_details()->PackFrom(info);
}

void AddDetails(google::rpc::Status& wire, const absl::Status& status) {
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    google::protobuf::Any& detail = *wire.add_details();
    detail.set_type_url(std::string(url));
    detail.set_value(std::string(payload));
  });
}

// Drops the last violation of a BadRequest; false when there is none to drop.
bool DropViolation(google::rpc::Status& wire) {
  for (google::protobuf::Any& detail : *wire.mutable_details()) {
    google::rpc::BadRequest bad;
    if (!detail.Is<google::rpc::BadRequest>()) continue;
    if (!detail.UnpackTo(&bad) || bad.field_violations_size() == 0) continue;
    bad.mutable_field_violations()->RemoveLast();
    detail.PackFrom(bad);
    return true;
  }
  return false;
}

void Fit(google::rpc::Status& wire) {
  while (wire.ByteSizeLong() > kStatusBytesMax && DropViolation(wire)) {
  }
  for (int i = wire.details_size() - 1;
       i >= 0 && wire.ByteSizeLong() > kStatusBytesMax; --i) {
    if (wire.details(i).Is<google::rpc::ErrorInfo>()) continue;
    wire.mutable_details()->DeleteSubrange(i, 1);
  }
}

}  // namespace

google::rpc::Status ToWire(const absl::Status& status) {
  google::rpc::Status wire;
  if (status.ok()) return wire;
  const bool is_for_callers = !ReasonOf(status).empty();
  const absl::StatusCode code = status.code() == absl::StatusCode::kUnknown
                                    ? absl::StatusCode::kInternal
                                    : status.code();
  wire.set_code(static_cast<int>(code));
  if (is_for_callers || !TellsOfUs(code)) {
    wire.set_message(Cut(ToStd(status.message()), kMessageBytesMax));
  } else {
    wire.set_message("the server failed; its log says why");
  }
  AddDetails(wire, status);
  if (!is_for_callers) AddErrorInfo(wire, code);
  Fit(wire);
  return wire;
}

}  // namespace comptoir::rpc
