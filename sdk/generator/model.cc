#include "sdk/generator/model.h"

#include <string_view>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "sdk/generator/method_rules.h"

namespace comptoir::generator {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using google::protobuf::ServiceDescriptor;

MessageName NameOf(const Descriptor& type) {
  MessageName name{.package = type.file()->package()};
  for (const Descriptor* at = &type; at != nullptr;
       at = at->containing_type()) {
    name.names.insert(name.names.begin(), at->name());
  }
  return name;
}

template <typename Element>
std::vector<std::string> CommentOf(const Element& element) {
  google::protobuf::SourceLocation location;
  std::vector<std::string> lines;
  if (!element.GetSourceLocation(&location)) return lines;
  std::string_view text = location.leading_comments;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool HasField(const Descriptor& message, std::string_view name,
              FieldDescriptor::Type type) {
  const FieldDescriptor* field = message.FindFieldByName(std::string(name));
  return field != nullptr && field->type() == type && !field->is_repeated();
}

std::optional<Paging> PagingOf(const MethodDescriptor& method) {
  const Descriptor& request = *method.input_type();
  const Descriptor& response = *method.output_type();
  if (!HasField(request, "page_size", FieldDescriptor::TYPE_INT32) ||
      !HasField(request, "page_token", FieldDescriptor::TYPE_STRING) ||
      !HasField(response, "next_page_token", FieldDescriptor::TYPE_STRING)) {
    return std::nullopt;
  }
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor& field = *response.field(i);
    if (!field.is_repeated() || field.is_map()) continue;
    if (field.type() != FieldDescriptor::TYPE_MESSAGE) continue;
    return Paging{.item = NameOf(*field.message_type()), .items = field.name()};
  }
  return std::nullopt;
}

bool CanResume(const MethodDescriptor& method) {
  constexpr auto kInt64 = FieldDescriptor::TYPE_INT64;
  const Descriptor& request = *method.input_type();
  return method.server_streaming() && !method.client_streaming() &&
         HasField(request, "after_revision", kInt64) &&
         request.FindFieldByName("after_revision")->has_presence() &&
         HasField(*method.output_type(), "revision", kInt64);
}

MethodKind KindOf(const MethodDescriptor& method) {
  if (method.client_streaming()) {
    return method.server_streaming() ? MethodKind::kBidiStream
                                     : MethodKind::kClientStream;
  }
  if (method.server_streaming()) return MethodKind::kServerStream;
  const MethodRule& rule = method.options().GetExtension(comptoir::method);
  return rule.access() == ACCESS_READ ? MethodKind::kRead : MethodKind::kWrite;
}

Method MethodOf(const MethodDescriptor& method) {
  return {
      .name = method.name(),
      .full_name = method.full_name(),
      .path =
          fmt::format("/{}/{}", method.service()->full_name(), method.name()),
      .request = NameOf(*method.input_type()),
      .response = NameOf(*method.output_type()),
      .comment = CommentOf(method),
      .kind = KindOf(method),
      .may_retry = method.options().idempotency_level() !=
                   MethodOptions::IDEMPOTENCY_UNKNOWN,
      .is_bulk = method.name().rfind("Batch", 0) == 0,
      .paging = PagingOf(method),
      .can_resume = CanResume(method),
  };
}

}  // namespace

absl::StatusOr<File> ModelOf(const FileDescriptor& file) {
  constexpr std::string_view kSuffix = ".proto";
  const std::string& path = file.name();
  File model{
      .path = path,
      .stem = path.substr(0, path.size() - kSuffix.size()),
      .package = file.package(),
  };
  for (int i = 0; i < file.service_count(); ++i) {
    const ServiceDescriptor& descriptor = *file.service(i);
    Service service{.name = descriptor.name(),
                    .package = file.package(),
                    .full_name = descriptor.full_name(),
                    .comment = CommentOf(descriptor)};
    for (int j = 0; j < descriptor.method_count(); ++j) {
      const MethodDescriptor& method = *descriptor.method(j);
      if (absl::Status status = CheckMethod(method); !status.ok()) {
        return status;
      }
      service.methods.push_back(MethodOf(method));
    }
    model.services.push_back(std::move(service));
  }
  return model;
}

}  // namespace comptoir::generator
