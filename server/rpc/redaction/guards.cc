#include "server/rpc/redaction/guards.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "comptoir/annotations.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/rpc/call.h"
#include "server/rpc/redaction/redacted_fields.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using google::protobuf::ServiceDescriptor;

bool IsText(const FieldDescriptor* field) {
  return field != nullptr && field->type() == FieldDescriptor::TYPE_STRING;
}

bool HasId(const Descriptor* type) {
  const FieldDescriptor* id = type->FindFieldByName("id");
  return IsText(id) && !id->is_repeated();
}

// What stands before `end`; empty when `name` does not end so.
std::string_view Before(std::string_view end, std::string_view name) {
  return name.ends_with(end) ? name.substr(0, name.size() - end.size())
                             : std::string_view();
}

// The noun whose ids a field holds, as in protos: "team_member" for
// team_member_ids; empty when it holds none.
std::string_view NamedBy(const FieldDescriptor* field) {
  if (!IsText(field)) return {};
  const std::string_view one = Before("_id", field->name());
  return one.empty() ? Before("_ids", field->name()) : one;
}

bool IsNothingButIds(const Descriptor* type) {
  for (int i = 0; i < type->field_count(); ++i) {
    if (NamedBy(type->field(i)).empty()) return false;
  }
  return true;
}

// "TeamMember" for "team_member".
std::string TypeName(std::string_view name) {
  std::string type;
  bool is_first = true;
  for (const char c : name) {
    if (c != '_') type += is_first ? absl::ascii_toupper(c) : c;
    is_first = c == '_';
  }
  return type;
}

// What the method needs; UNSPECIFIED when that cannot be granted.
Permission NeededBy(const MethodDescriptor* method) {
  if (method == nullptr) return PERMISSION_UNSPECIFIED;
  const MethodRule& rule = method->options().GetExtension(comptoir::method);
  return Permissions::All().Holds(rule.permission()) ? rule.permission()
                                                     : PERMISSION_UNSPECIFIED;
}

// What the noun `name` of the package of `file` is seen with.
Permission GuardOfNoun(const FileDescriptor* file, const std::string& name) {
  const ServiceDescriptor* service =
      file->pool()->FindServiceByName(file->package() + "." + name + "Service");
  if (service == nullptr) return PERMISSION_UNSPECIFIED;
  const Permission getting = NeededBy(service->FindMethodByName("Get" + name));
  return getting != PERMISSION_UNSPECIFIED
             ? getting
             : NeededBy(service->FindMethodByName("List" + name + "s"));
}

// The noun that the file of an event is named after; empty for other files.
std::string_view NounOfEvents(const FileDescriptor* file) {
  const std::string_view name = Before("_events.proto", file->name());
  return name.substr(name.rfind('/') + 1);
}

Permission GuardOfEvent(const Descriptor* type) {
  if (IsNothingButIds(type)) return PERMISSION_UNSPECIFIED;
  for (int i = 0; i < type->field_count(); ++i) {
    const std::string_view noun = NamedBy(type->field(i));
    if (noun.empty()) continue;
    const Permission guard = GuardOfNoun(type->file(), TypeName(noun));
    if (guard != PERMISSION_UNSPECIFIED) return guard;
  }
  return GuardOfNoun(type->file(), TypeName(NounOfEvents(type->file())));
}

std::vector<const FieldDescriptor*> SetFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields;
}

void LeaveIdOfNoun(Message& message) {
  const Reflection& reflection = *message.GetReflection();
  bool hides = false;
  for (const FieldDescriptor* field : SetFields(message)) {
    if (field->name() == "id" || field->name() == "etag") continue;
    reflection.ClearField(&message, field);
    hides = true;
  }
  const FieldDescriptor* mask = RedactedFieldsOf(message.GetDescriptor());
  if (!hides || mask == nullptr) return;
  static_cast<FieldMask*>(reflection.MutableMessage(&message, mask))
      ->add_paths()
      ->push_back('*');
}

}  // namespace

Permission GuardOf(const Descriptor* type) {
  // What stands within another message is seen as that is.
  if (type->containing_type() != nullptr) return PERMISSION_UNSPECIFIED;
  return NounOfEvents(type->file()).empty()
             ? GuardOfNoun(type->file(), type->name())
             : GuardOfEvent(type);
}

void LeaveIds(Message& message) {
  if (HasId(message.GetDescriptor())) return LeaveIdOfNoun(message);
  const Reflection& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : SetFields(message)) {
    if (!NamedBy(field).empty()) continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        !field->is_repeated()) {
      Message& inner = *reflection.MutableMessage(&message, field);
      LeaveIds(inner);
      if (inner.ByteSizeLong() > 0) continue;
    }
    reflection.ClearField(&message, field);
  }
}

}  // namespace comptoir::rpc
