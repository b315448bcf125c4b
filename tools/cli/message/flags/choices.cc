#include "tools/cli/message/flags/choices.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string>

#include "fmt/format.h"

namespace comptoir::cli {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::OneofDescriptor;

const FieldDescriptor* AllOf(const Descriptor& type) {
  const FieldDescriptor* all = type.FindFieldByName("all");
  const bool is_choice =
      type.real_oneof_decl_count() == 1 &&
      type.oneof_decl(0)->field_count() == type.field_count();
  if (all == nullptr || !is_choice || all->message_type() == nullptr ||
      all->message_type()->field_count() != 1) {
    return nullptr;
  }
  const FieldDescriptor& list = ListInAll(*all);
  return list.is_repeated() && list.message_type() == &type ? all : nullptr;
}

const FieldDescriptor& ListInAll(const FieldDescriptor& all) {
  return *all.message_type()->field(0);
}

bool IsTree(const Descriptor& type) {
  for (int i = 0; i < type.field_count(); ++i) {
    const Descriptor* inner = type.field(i)->message_type();
    if (inner == nullptr) continue;
    if (inner == &type) return true;
    for (int j = 0; j < inner->field_count(); ++j) {
      if (inner->field(j)->message_type() == &type) return true;
    }
  }
  return false;
}

absl::Status CheckAlone(const Message& message, const FieldDescriptor& field) {
  const OneofDescriptor* choice = field.real_containing_oneof();
  if (choice == nullptr) return absl::OkStatus();
  const FieldDescriptor* other =
      message.GetReflection()->GetOneofFieldDescriptor(message, choice);
  if (other == nullptr || other == &field) return absl::OkStatus();
  const FieldDescriptor* all = AllOf(*message.GetDescriptor());
  const std::string together =
      all == nullptr ? ""
                     : fmt::format(
                           ", or both as JSON: {{\"{}\": {{\"{}\": "
                           "[{{\"{}\": ...}}, {{\"{}\": ...}}]}}}}",
                           all->json_name(), ListInAll(*all).json_name(),
                           other->json_name(), field.json_name());
  return absl::InvalidArgumentError(
      fmt::format("{} and {} exclude each other: give one of them{}",
                  other->name(), field.name(), together));
}

std::string_view FirstOf(std::string_view path) {
  return path.substr(0, path.find('.'));
}

std::string_view PathInside(std::string_view group, std::string_view path) {
  return path.substr(std::min(group.size() + 1, path.size()));
}

bool AreAlternatives(const Descriptor& type, std::string_view path,
                     std::string_view other) {
  if (path == other) return false;
  if (path.empty() || other.empty()) return true;
  const FieldDescriptor* field =
      type.FindFieldByName(std::string(FirstOf(path)));
  const FieldDescriptor* other_field =
      type.FindFieldByName(std::string(FirstOf(other)));
  if (field != other_field) {
    return field->real_containing_oneof() != nullptr &&
           field->real_containing_oneof() ==
               other_field->real_containing_oneof();
  }
  const Descriptor* inner = field->message_type();
  return inner != nullptr &&
         AreAlternatives(*inner, PathInside(field->name(), path),
                         PathInside(field->name(), other));
}

}  // namespace comptoir::cli
