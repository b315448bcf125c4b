#include "tools/cli/message/flags/conditions.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "tools/cli/message/field_text.h"
#include "tools/cli/message/flags/choices.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;
using ::google::protobuf::Reflection;

}  // namespace

Conditions::Conditions(const Descriptor& type) : type_(type) {}

absl::Status Conditions::Set(std::string_view path, std::string_view text) {
  Message& condition = ConditionOf(path.substr(0, path.find('.')));
  return path.empty() ? SetMessageText(condition, text)
                      : SetFieldText(condition, path, text);
}

Message& Conditions::ConditionOf(std::string_view member) {
  for (const auto& [name, condition] : conditions_) {
    if (name == member) return *condition;
  }
  const Message* prototype =
      MessageFactory::generated_factory()->GetPrototype(&type_);
  conditions_.emplace_back(std::string(member),
                           std::unique_ptr<Message>(prototype->New()));
  return *conditions_.back().second;
}

void Conditions::PutInto(Message& message) const {
  message.Clear();
  if (conditions_.size() == 1) {
    message.CopyFrom(*conditions_.front().second);
    return;
  }
  const FieldDescriptor* all = AllOf(type_);
  const FieldDescriptor& list = ListInAll(*all);
  const Reflection& reflection = *message.GetReflection();
  Message& combined = *reflection.MutableMessage(&message, all);
  for (const auto& [name, condition] : conditions_) {
    if (reflection.HasField(*condition, all)) {
      // One level less: the server takes so many of them.
      combined.MergeFrom(reflection.GetMessage(*condition, all));
    } else {
      combined.GetReflection()
          ->AddMessage(&combined, &list)
          ->CopyFrom(*condition);
    }
  }
}

}  // namespace comptoir::cli
