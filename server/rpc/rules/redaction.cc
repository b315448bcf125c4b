#include "server/rpc/rules/redaction.h"

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/field_mask.pb.h"

namespace comptoir::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::string_view kRedactedFields = "redacted_fields";

// Whether a field of `wanted` is reachable from `type`; `seen` ends recursion.
bool Reaches(const Descriptor* type, PiiClass wanted,
             std::set<const Descriptor*>& seen) {
  if (!seen.insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(pii) == wanted) return true;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        Reaches(field->message_type(), wanted, seen)) {
      return true;
    }
  }
  return false;
}

bool HoldsContact(const Descriptor* type) {
  std::set<const Descriptor*> seen;
  return Reaches(type, PII_CLASS_CONTACT, seen);
}

const FieldDescriptor* MaskOf(const Descriptor* type) {
  const FieldDescriptor* field =
      type->FindFieldByName(std::string(kRedactedFields));
  const bool is_mask = field != nullptr && !field->is_repeated() &&
                       field->message_type() == FieldMask::descriptor();
  return is_mask ? field : nullptr;
}

class Plan final : public RedactionPlan {
 public:
  void Compile(const Descriptor* type);

  bool IsNeeded(const Principal& caller) const override {
    return !(contact_.empty() && inner_.empty()) &&
           !caller.permissions.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT);
  }

  void Apply(const Principal& caller, Message& message) const override {
    if (IsNeeded(caller)) Redact(message, nullptr, "");
  }

 private:
  void Redact(Message& message, FieldMask* mask,
              const std::string& prefix) const;

  // Fields to clear.
  std::vector<const FieldDescriptor*> contact_;
  // Message fields to look into.
  std::vector<std::pair<const FieldDescriptor*, const Plan*>> inner_;
  const FieldDescriptor* mask_ = nullptr;
};

const Plan* PlanOf(const Descriptor* type) {
  static std::recursive_mutex& mutex = *new std::recursive_mutex;
  static auto& plans = *new std::map<const Descriptor*, Plan*>;
  const std::lock_guard<std::recursive_mutex> lock(mutex);
  Plan*& plan = plans[type];
  if (plan == nullptr) {
    plan = new Plan;
    plan->Compile(type);
  }
  return plan;
}

void Plan::Compile(const Descriptor* type) {
  mask_ = MaskOf(type);
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(pii) == PII_CLASS_CONTACT) {
      contact_.push_back(field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               HoldsContact(field->message_type())) {
      inner_.emplace_back(field, PlanOf(field->message_type()));
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

void Plan::Redact(Message& message, FieldMask* mask,
                  const std::string& prefix) const {
  const Reflection& reflection = *message.GetReflection();
  std::string here = prefix;
  if (mask_ != nullptr) {
    mask = static_cast<FieldMask*>(reflection.MutableMessage(&message, mask_));
    here.clear();
  }
  for (const FieldDescriptor* field : contact_) {
    if (!IsSet(message, field)) continue;
    reflection.ClearField(&message, field);
    if (mask != nullptr) AddPath(*mask, here + field->name());
  }
  for (const auto& [field, plan] : inner_) {
    const std::string below = here + field->name() + ".";
    if (!field->is_repeated()) {
      if (!reflection.HasField(message, field)) continue;
      plan->Redact(*reflection.MutableMessage(&message, field), mask, below);
      continue;
    }
    const int count = reflection.FieldSize(message, field);
    for (int i = 0; i < count; ++i) {
      plan->Redact(*reflection.MutableRepeatedMessage(&message, field, i), mask,
                   below);
    }
  }
  if (mask_ != nullptr && mask->paths().empty()) {
    reflection.ClearField(&message, mask_);
  }
}

}  // namespace

const RedactionPlan& RedactionPlan::Of(const Descriptor* type) {
  return *PlanOf(type);
}

bool HoldsSecret(const Descriptor* type) {
  std::set<const Descriptor*> seen;
  return Reaches(type, PII_CLASS_SECRET, seen);
}

}  // namespace comptoir::rpc
