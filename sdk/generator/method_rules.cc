#include "sdk/generator/method_rules.h"

#include <string>
#include <string_view>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"

namespace comptoir::generator {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;

absl::Status Refuse(const MethodDescriptor& method, std::string_view why) {
  return absl::InvalidArgumentError(
      fmt::format("{}: {}", method.full_name(), why));
}

bool HasRequestId(const MethodDescriptor& method) {
  const FieldDescriptor* field =
      method.input_type()->FindFieldByName("request_id");
  return field != nullptr && field->number() == kRequestIdNumber &&
         field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
}

absl::Status CheckRead(const MethodDescriptor& method) {
  if (method.options().idempotency_level() != MethodOptions::NO_SIDE_EFFECTS) {
    return Refuse(method,
                  "ACCESS_READ needs option idempotency_level = "
                  "NO_SIDE_EFFECTS");
  }
  return absl::OkStatus();
}

absl::Status CheckWrite(const MethodDescriptor& method) {
  if (method.options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS) {
    return Refuse(method, "ACCESS_WRITE cannot be NO_SIDE_EFFECTS");
  }
  if (!HasRequestId(method)) {
    return Refuse(method,
                  fmt::format("ACCESS_WRITE needs string request_id = {} in {}",
                              kRequestIdNumber, method.input_type()->name()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckMethod(const MethodDescriptor& method) {
  if (!method.options().HasExtension(comptoir::method)) {
    return Refuse(method,
                  "needs option (comptoir.method) with access and permission");
  }
  const MethodRule& rule = method.options().GetExtension(comptoir::method);
  if (rule.access() == ACCESS_UNSPECIFIED) {
    return Refuse(method, "(comptoir.method) needs an access");
  }
  if (rule.permission() == PERMISSION_UNSPECIFIED) {
    return Refuse(method, "(comptoir.method) needs a permission");
  }
  const bool is_stream = method.client_streaming() || method.server_streaming();
  if (is_stream != (rule.access() == ACCESS_STREAM)) {
    return Refuse(method, is_stream ? "a stream needs ACCESS_STREAM"
                                    : "ACCESS_STREAM needs a stream");
  }
  switch (rule.access()) {
    case ACCESS_READ:
      return CheckRead(method);
    case ACCESS_WRITE:
      return CheckWrite(method);
    default:
      return absl::OkStatus();
  }
}

}  // namespace comptoir::generator
