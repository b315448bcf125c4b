#include "server/rpc/redaction/redaction.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/base/text/type_name.h"
#include "server/rpc/plans/plans.h"
#include "server/rpc/redaction/guards.h"
#include "server/rpc/redaction/redacted_fields.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Any;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;

using Types = std::set<const Descriptor*>;

const Descriptor* TypeOf(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
             ? field->message_type()
             : nullptr;
}

// `type` and all that it may hold.
void Collect(const Descriptor* type, Types& types) {
  if (!types.insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    if (const Descriptor* inner = TypeOf(type->field(i))) Collect(inner, types);
  }
}

Types ReachableFrom(const Descriptor* type) {
  Types types;
  Collect(type, types);
  return types;
}

// What a class of personal data needs to be seen; UNSPECIFIED for nothing.
Permission NeededFor(PiiClass of) {
  switch (of) {
    case PII_CLASS_CONTACT:
      return PERMISSION_CUSTOMERS_VIEW_CONTACT;
    case PII_CLASS_PAYMENT:
      return PERMISSION_SALES_VIEW;
    default:
      return PERMISSION_UNSPECIFIED;
  }
}

Permission NeededFor(const FieldDescriptor* field) {
  return NeededFor(field->options().GetExtension(pii));
}

// What decides about a message of some type.
struct Needs {
  Permissions of_fields;
  Permissions of_guards;

  bool AreMetBy(const Viewer& viewer) const {
    return viewer.held.HoldsAll(of_fields) &&
           (!viewer.is_guarded || viewer.held.HoldsAll(of_guards));
  }
  bool empty() const {
    return of_fields == Permissions() && of_guards == Permissions();
  }
};

Needs NeedsOf(const Descriptor* type) {
  Needs needs;
  for (const Descriptor* reachable : ReachableFrom(type)) {
    // It may hold whatever there is.
    if (reachable == Any::descriptor()) needs.of_fields = Permissions::All();
    if (const Permission guard = GuardOf(reachable);
        guard != PERMISSION_UNSPECIFIED) {
      needs.of_guards.Add(guard);
    }
    for (int i = 0; i < reachable->field_count(); ++i) {
      const Permission needed = NeededFor(reachable->field(i));
      if (needed != PERMISSION_UNSPECIFIED) needs.of_fields.Add(needed);
    }
  }
  return needs;
}

class Plan final : public RedactionPlan {
 public:
  void Compile(const Descriptor* type, Plans<Plan>& plans);

  bool IsNeeded(const Viewer& viewer) const override {
    return !needs_.AreMetBy(viewer);
  }

  void Apply(const Viewer& viewer, Message& message) const override {
    if (IsNeeded(viewer)) Redact(viewer, message, nullptr, "");
  }

 private:
  // Where cleared fields are said: a mask, and the path from its message to
  // this one.
  void Redact(const Viewer& viewer, Message& message, FieldMask* mask,
              const std::string& prefix) const;
  void RedactFields(const Viewer& viewer, Message& message, FieldMask* mask,
                    const std::string& prefix) const;
  static void RedactAny(const Viewer& viewer, Message& message);

  // To make one of; null for a type that is not linked into this process.
  const Message* prototype_ = nullptr;
  Needs needs_;
  Permission guard_ = PERMISSION_UNSPECIFIED;
  bool is_any_ = false;
  // Fields to clear, and for want of what.
  std::vector<std::pair<const FieldDescriptor*, Permission>> fields_;
  // Message fields to look into.
  std::vector<std::pair<const FieldDescriptor*, const Plan*>> inner_;
  const FieldDescriptor* mask_ = nullptr;
};

Plans<Plan>& AllPlans() {
  static auto& plans = *new Plans<Plan>;
  return plans;
}

void Plan::Compile(const Descriptor* type, Plans<Plan>& plans) {
  prototype_ = MessageFactory::generated_factory()->GetPrototype(type);
  needs_ = NeedsOf(type);
  guard_ = GuardOf(type);
  is_any_ = type == Any::descriptor();
  mask_ = RedactedFieldsOf(type);
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const Permission needed = NeededFor(field);
    if (needed != PERMISSION_UNSPECIFIED) fields_.emplace_back(field, needed);
    const Descriptor* inner = TypeOf(field);
    if (inner != nullptr && !NeedsOf(inner).empty()) {
      inner_.emplace_back(field, plans.Part(inner));
    }
  }
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  return field->is_repeated() ? reflection.FieldSize(message, field) > 0
                              : reflection.HasField(message, field);
}

// A path stands once, however many elements of a list it was cleared in.
void AddPath(FieldMask& mask, std::string path) {
  for (const std::string& known : mask.paths()) {
    if (known == path) return;
  }
  mask.add_paths(std::move(path));
}

void Plan::Redact(const Viewer& viewer, Message& message, FieldMask* mask,
                  const std::string& prefix) const {
  if (is_any_) return RedactAny(viewer, message);
  if (viewer.is_guarded && guard_ != PERMISSION_UNSPECIFIED &&
      !viewer.held.Holds(guard_)) {
    return LeaveIds(message);
  }
  if (mask_ == nullptr) return RedactFields(viewer, message, mask, prefix);
  const Reflection& reflection = *message.GetReflection();
  auto* own =
      static_cast<FieldMask*>(reflection.MutableMessage(&message, mask_));
  RedactFields(viewer, message, own, "");
  if (own->paths().empty()) reflection.ClearField(&message, mask_);
}

void Plan::RedactFields(const Viewer& viewer, Message& message, FieldMask* mask,
                        const std::string& prefix) const {
  const Reflection& reflection = *message.GetReflection();
  for (const auto& [field, needed] : fields_) {
    if (viewer.held.Holds(needed) || !IsSet(message, field)) continue;
    reflection.ClearField(&message, field);
    if (mask != nullptr) AddPath(*mask, prefix + field->name());
  }
  for (const auto& [field, plan] : inner_) {
    if (!IsSet(message, field)) continue;
    const std::string below = prefix + field->name() + ".";
    if (!field->is_repeated()) {
      plan->Redact(viewer, *reflection.MutableMessage(&message, field), mask,
                   below);
      continue;
    }
    const int count = reflection.FieldSize(message, field);
    for (int i = 0; i < count; ++i) {
      plan->Redact(viewer,
                   *reflection.MutableRepeatedMessage(&message, field, i), mask,
                   below);
    }
  }
}

void Plan::RedactAny(const Viewer& viewer, Message& message) {
  auto& any = static_cast<Any&>(message);
  // Found without a lock, and the prototype stands in it: each event that is
  // watched comes this way.
  const Plan* plan = AllPlans().Named(TypeNameOf(any.type_url()));
  // Who guards what is not known cannot be told.
  if (plan == nullptr) return any.clear_value();
  if (!plan->IsNeeded(viewer)) return;
  const std::unique_ptr<Message> held(plan->prototype_->New());
  if (!held->ParseFromString(any.value())) return any.clear_value();
  plan->Redact(viewer, *held, nullptr, "");
  any.set_value(held->SerializeAsString());
}

}  // namespace

const RedactionPlan& RedactionPlan::Of(const Descriptor* type) {
  return AllPlans().Of(type);
}

std::vector<Permission> NeededToSee(const Descriptor* type) {
  const Needs needs = NeedsOf(type);
  std::vector<Permission> needed;
  for (int number = Permission_MIN; number <= Permission_MAX; ++number) {
    const auto permission = static_cast<Permission>(number);
    if (needs.of_fields.Holds(permission) ||
        needs.of_guards.Holds(permission)) {
      needed.push_back(permission);
    }
  }
  return needed;
}

bool HoldsSecret(const Descriptor* type) {
  for (const Descriptor* reachable : ReachableFrom(type)) {
    for (int i = 0; i < reachable->field_count(); ++i) {
      if (reachable->field(i)->options().GetExtension(pii) ==
          PII_CLASS_SECRET) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace comptoir::rpc
