#include "server/events/rules/event_types.h"

#include "fmt/format.h"
#include "google/protobuf/descriptor.h"

namespace comptoir::events {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;

// Whether `type` is a field of another message of its file: what several events
// hold stands beside them.
bool IsPart(const Descriptor& type) {
  const FileDescriptor& file = *type.file();
  for (int i = 0; i < file.message_type_count(); ++i) {
    const Descriptor& message = *file.message_type(i);
    for (int j = 0; j < message.field_count(); ++j) {
      if (message.field(j)->message_type() == &type) return true;
    }
  }
  return false;
}

// Events are the messages of the files x_events.proto.
bool IsEventType(const std::string& name) {
  const Descriptor* type =
      DescriptorPool::generated_pool()->FindMessageTypeByName(name);
  return type != nullptr && type->containing_type() == nullptr &&
         type->file()->name().starts_with("comptoir/") &&
         type->file()->name().ends_with("_events.proto") && !IsPart(*type);
}

}  // namespace

void CheckEventTypes(
    std::string_view path,
    const google::protobuf::RepeatedPtrField<std::string>& types,
    FieldViolations& violations) {
  for (int i = 0; i < types.size(); ++i) {
    if (IsEventType(types[i])) continue;
    violations.Add(fmt::format("{}[{}]", path, i),
                   "must be the full name of a kind of event, such as "
                   "comptoir.sales.v1.SaleCompleted; `comptoir events types` "
                   "lists them");
  }
}

}  // namespace comptoir::events
