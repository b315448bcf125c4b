#include "tests/permissions/sights.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "google/protobuf/any.pb.h"
#include "server/base/text/type_name.h"
#include "tools/cli/text/api_text.h"

namespace comptoir::testing {
namespace {

using google::protobuf::Any;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using google::protobuf::ServiceDescriptor;

bool IsGrantable(int permission) {
  constexpr int kFirstGrantable = 16;
  return permission >= kFirstGrantable;
}

// Names something, and says nothing of it.
bool IsName(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name == "id" || name == "etag" || name == "redacted_fields" ||
         name.ends_with("_id") || name.ends_with("_ids");
}

bool IsEvent(const Descriptor& type) {
  const auto types = cli::EventTypes();
  return std::find(types.begin(), types.end(), &type) != types.end();
}

bool Meets(const PermissionNumbers& held, const PermissionNumbers& any_of) {
  return std::any_of(any_of.begin(), any_of.end(),
                     [&](int permission) { return held.count(permission); });
}

class Search {
 public:
  explicit Search(const PermissionNumbers& held) : held_(held) {}

  void LookAt(const Message& message, bool is_hidden, const std::string& path) {
    const Descriptor& type = *message.GetDescriptor();
    if (&type == Any::descriptor()) {
      return LookInto(static_cast<const Any&>(message), path);
    }
    const PermissionNumbers shown_with = ShownWith(type);
    if (!shown_with.empty()) is_hidden = !Meets(held_, shown_with);
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      LookAt(message, *field, is_hidden, path + "." + field->name());
    }
  }

  std::vector<std::string> TakeExcess() { return std::move(excess_); }

 private:
  void LookAt(const Message& message, const FieldDescriptor& field,
              bool is_hidden, const std::string& path) {
    const PiiClass of = field.options().GetExtension(pii);
    const bool is_contact = of == PII_CLASS_CONTACT &&
                            !held_.count(PERMISSION_CUSTOMERS_VIEW_CONTACT);
    const bool is_card =
        of == PII_CLASS_PAYMENT && !held_.count(PERMISSION_SALES_VIEW);
    const bool is_message =
        field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (is_contact || is_card || (is_hidden && !is_message && !IsName(field))) {
      excess_.push_back(path);
    }
    if (!is_message || IsName(field)) return;
    const Reflection& reflection = *message.GetReflection();
    if (!field.is_repeated()) {
      return LookAt(reflection.GetMessage(message, &field), is_hidden, path);
    }
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      LookAt(reflection.GetRepeatedMessage(message, &field, i), is_hidden,
             path);
    }
  }

  void LookInto(const Any& any, const std::string& path) {
    const Descriptor* type =
        DescriptorPool::generated_pool()->FindMessageTypeByName(
            std::string(TypeNameOf(any.type_url())));
    const std::unique_ptr<Message> held(
        MessageFactory::generated_factory()->GetPrototype(type)->New());
    held->ParseFromString(any.value());
    LookAt(*held, IsEvent(*type), path + "." + type->name());
  }

  const PermissionNumbers& held_;
  std::vector<std::string> excess_;
};

}  // namespace

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const ServiceDescriptor* service : cli::ApiServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      methods.push_back(service->method(i));
    }
  }
  return methods;
}

Permission NeededBy(const MethodDescriptor& method) {
  return method.options().GetExtension(comptoir::method).permission();
}

std::vector<Permission> Grantable() {
  std::vector<Permission> all;
  for (int number = Permission_MIN; number <= Permission_MAX; ++number) {
    if (Permission_IsValid(number) && IsGrantable(number)) {
      all.push_back(static_cast<Permission>(number));
    }
  }
  return all;
}

PermissionNumbers HeldBy(Holder holder) {
  PermissionNumbers held;
  for (const Permission permission : Grantable()) {
    const auto& options =
        Permission_descriptor()->FindValueByNumber(permission)->options();
    for (int i = 0; i < options.ExtensionSize(held_by); ++i) {
      if (options.GetExtension(held_by, i) == holder) held.insert(permission);
    }
  }
  return held;
}

PermissionNumbers ShownWith(const Descriptor& type) {
  PermissionNumbers shown_with;
  // Times and such are nobody's.
  if (!type.full_name().starts_with("comptoir.")) return shown_with;
  for (const MethodDescriptor* method : AllMethods()) {
    const MethodRule& rule = method->options().GetExtension(comptoir::method);
    if (rule.access() != ACCESS_READ || !IsGrantable(rule.permission())) {
      continue;
    }
    for (int i = 0; i < method->output_type()->field_count(); ++i) {
      if (method->output_type()->field(i)->message_type() == &type) {
        shown_with.insert(rule.permission());
      }
    }
  }
  return shown_with;
}

std::vector<std::string> Excess(const Message& answer,
                                const PermissionNumbers& held) {
  Search search(held);
  search.LookAt(answer, false, answer.GetDescriptor()->name());
  return search.TakeExcess();
}

}  // namespace comptoir::testing
