#include "server/records/changes.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/records/stamps.h"
#include "server/rpc/plans/plans.h"

namespace comptoir::records {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::MessageDifferencer;

using Fields = std::vector<const FieldDescriptor*>;

// What the annotations say of a noun's fields.
struct NounPlan {
  Fields changeable;
  Fields immutable;
  Fields required;
  const FieldDescriptor* id = nullptr;
  const FieldDescriptor* etag = nullptr;

  void Compile(const Descriptor* noun, rpc::Plans<NounPlan>& plans);
};

void NounPlan::Compile(const Descriptor* noun, rpc::Plans<NounPlan>&) {
  id = noun->FindFieldByName("id");
  etag = noun->FindFieldByName("etag");
  for (int i = 0; i < noun->field_count(); ++i) {
    const FieldDescriptor* field = noun->field(i);
    const FieldRules& rule = field->options().GetExtension(rules);
    if (rule.required_on_create()) required.push_back(field);
    if (rule.output_only() || field == id || field == etag) continue;
    (rule.immutable() ? immutable : changeable).push_back(field);
  }
}

// The plan of a type, compiled once.
const NounPlan& PlanOf(const Descriptor* noun) {
  static auto& plans = *new rpc::Plans<NounPlan>;
  return plans.Of(noun);
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

bool IsContact(const FieldDescriptor* field) {
  return field->options().GetExtension(pii) == PII_CLASS_CONTACT;
}

// The request's field of the noun's type.
const FieldDescriptor* NounField(const Descriptor* request,
                                 const Descriptor* noun) {
  for (int i = 0; i < request->field_count(); ++i) {
    if (request->field(i)->message_type() == noun) return request->field(i);
  }
  return nullptr;
}

const FieldMask& MaskOf(const Message& request) {
  const FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName("update_mask");
  return static_cast<const FieldMask&>(
      request.GetReflection()->GetMessage(request, field));
}

// Repeats the path only when it can be a field's name: what else a client sends
// is not repeated.
std::string NotChangeable(const Descriptor* noun, const std::string& path) {
  constexpr size_t kNameMax = 64;
  if (path == "*") return "names * and fields: * means all, and stands alone";
  const bool is_name = path.size() <= kNameMax &&
                       std::all_of(path.begin(), path.end(), [](char c) {
                         return absl::ascii_isalnum(c) || c == '_' || c == '.';
                       });
  if (!is_name) return "names what is no field";
  return FieldMaskUtil::GetFieldDescriptors(noun, path, nullptr)
             ? fmt::format("names {}, which cannot be changed", path)
             : fmt::format("names {}, which is no field", path);
}

// What an update takes: fields whole, and parts of fields by their paths.
struct Choice {
  Fields fields;
  FieldMask parts;
};

// The top-level field that a path begins with.
std::string_view RootOf(std::string_view path) {
  return path.substr(0, path.find('.'));
}

// Whether `path` names a part of a field that can be changed.
bool IsPart(const NounPlan& plan, const Descriptor* noun,
            const std::string& path) {
  const std::string_view root = RootOf(path);
  return root.size() < path.size() &&
         std::any_of(plan.changeable.begin(), plan.changeable.end(),
                     [&](const FieldDescriptor* field) {
                       return field->name() == root;
                     }) &&
         FieldMaskUtil::GetFieldDescriptors(noun, path, nullptr);
}

// Contact data of `noun` that would be changed unseen.
absl::Status CheckSeen(const Choice& chosen, const Message& noun, Sight sight) {
  if (sight == Sight::kAll) return absl::OkStatus();
  const auto is_hidden = [&noun](const FieldDescriptor* field) {
    return IsContact(field) && IsSet(noun, field);
  };
  bool hides =
      std::any_of(chosen.fields.begin(), chosen.fields.end(), is_hidden);
  for (const std::string& path : chosen.parts.paths()) {
    const FieldDescriptor* field =
        noun.GetDescriptor()->FindFieldByName(std::string(RootOf(path)));
    hides = hides || is_hidden(field);
  }
  if (!hides) return absl::OkStatus();
  const std::string& needed =
      Permission_Name(PERMISSION_CUSTOMERS_VIEW_CONTACT);
  return Error(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED",
               fmt::format("contact data that is there is changed by who may "
                           "see it: needs {}",
                           needed),
               {{"permission", needed}});
}

// What is to be taken of `changes`, by what the mask names.
absl::StatusOr<Choice> Choose(const NounPlan& plan, const FieldMask& mask,
                              const Message& changes, Sight sight) {
  const auto& paths = mask.paths();
  const bool all = paths.size() == 1 && paths.Get(0) == "*";
  Choice chosen;
  FieldViolations violations;
  for (const FieldDescriptor* field : plan.changeable) {
    const bool named =
        std::find(paths.begin(), paths.end(), field->name()) != paths.end();
    const bool kept =
        sight != Sight::kAll && IsContact(field) && !IsSet(changes, field);
    if (named || (all && !kept) || (paths.empty() && IsSet(changes, field))) {
      chosen.fields.push_back(field);
    }
  }
  for (const std::string& path : paths) {
    const bool known =
        all || std::any_of(plan.changeable.begin(), plan.changeable.end(),
                           [&](const FieldDescriptor* field) {
                             return field->name() == path;
                           });
    if (known) continue;
    if (IsPart(plan, changes.GetDescriptor(), path)) {
      chosen.parts.add_paths(path);
    } else {
      violations.Add("update_mask",
                     NotChangeable(changes.GetDescriptor(), path));
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return chosen;
}

absl::Status CheckImmutable(const NounPlan& plan, const FieldMask& mask,
                            const Message& changes, const Message& noun,
                            Sight sight, const std::string& path) {
  // Paths leave out what they do not name.
  if (!mask.paths().empty() && mask.paths(0) != "*") return absl::OkStatus();
  FieldViolations violations;
  for (const FieldDescriptor* field : plan.immutable) {
    // To who does not see it, being taken would say what it is.
    const bool may_be_sent =
        sight != Sight::kNone && !Differs(noun, changes, field);
    if (IsSet(changes, field) && !may_be_sent) {
      violations.Add(fmt::format("{}.{}", path, field->name()),
                     "cannot be changed once it is set");
    }
  }
  return violations.ToStatus();
}

}  // namespace

absl::Status CheckRequired(const Message& noun, std::string_view path) {
  FieldViolations violations;
  for (const FieldDescriptor* field : PlanOf(noun.GetDescriptor()).required) {
    if (!IsSet(noun, field)) {
      violations.Add(fmt::format("{}.{}", path, field->name()), "must be set");
    }
  }
  return violations.ToStatus();
}

absl::Status ApplyUpdate(const Call& call, const Message& request,
                         Message* noun) {
  return ApplyUpdate(request, noun, SightOf(call, noun->GetDescriptor()));
}

absl::Status ApplyUpdate(const Message& request, Message* noun, Sight sight) {
  const Descriptor* type = noun->GetDescriptor();
  const NounPlan& plan = PlanOf(type);
  const FieldDescriptor* field = NounField(request.GetDescriptor(), type);
  const Message& changes = request.GetReflection()->GetMessage(request, field);
  const Reflection* reflection = noun->GetReflection();
  const std::string wanted = reflection->GetString(changes, plan.etag);
  const std::string current = reflection->GetString(*noun, plan.etag);
  if (!wanted.empty() && wanted != current) {
    return EtagMismatch(field->name(), reflection->GetString(*noun, plan.id),
                        current);
  }
  const FieldMask& mask = MaskOf(request);
  ASSIGN_OR_RETURN(const Choice chosen, Choose(plan, mask, changes, sight));
  RETURN_IF_ERROR(
      CheckImmutable(plan, mask, changes, *noun, sight, field->name()));
  RETURN_IF_ERROR(CheckSeen(chosen, *noun, sight));
  const std::unique_ptr<Message> taken(changes.New());
  taken->CopyFrom(changes);
  FieldMaskUtil::MergeOptions replace;
  replace.set_replace_message_fields(true);
  replace.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(*taken, chosen.parts, replace, noun);
  reflection->SwapFields(noun, taken.get(), chosen.fields);
  return CheckRequired(*noun, field->name());
}

bool IsNoChange(Sight sight, const Message& before, const Message& after) {
  return sight != Sight::kNone && ChangedFields(before, after).paths().empty();
}

bool IsNoChange(const Call& call, const Message& before, const Message& after) {
  return IsNoChange(SightOf(call, before.GetDescriptor()), before, after);
}

const Fields& ChangeableFields(const Descriptor* noun) {
  return PlanOf(noun).changeable;
}

bool Differs(const Message& before, const Message& after,
             const FieldDescriptor* field) {
  const bool was_set = IsSet(before, field);
  if (was_set != IsSet(after, field)) return true;
  return was_set && !MessageDifferencer().CompareWithFields(before, after,
                                                            {field}, {field});
}

FieldMask ChangedFields(const Message& before, const Message& after) {
  FieldMask changed;
  for (const FieldDescriptor* field :
       PlanOf(before.GetDescriptor()).changeable) {
    if (Differs(before, after, field)) changed.add_paths(field->name());
  }
  return changed;
}

}  // namespace comptoir::records
