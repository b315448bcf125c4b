#include "server/customers/attributes/attribute_values.h"

#include <optional>
#include <string_view>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/status.h"
#include "server/customers/attributes/attribute_sight.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/attributes/value_rules.h"

namespace comptoir::customers {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;
using v1::AttributeChange;
using v1::AttributeDefinition;
using v1::AttributeValue;

// A change, with what it is about.
struct ReadChange {
  const AttributeDefinition* definition = nullptr;
  AttributeSight sight;
  // nullopt: it is cleared.
  std::optional<AttributeValue> value;
};

std::string FieldOf(int i, std::string_view name) {
  return fmt::format("changes[{}].{}", i, name);
}

// The definition that a change names; null, with a violation, when the caller
// knows none.
const AttributeDefinition* Named(const Call& call,
                                 const AttributeDefinitions& definitions,
                                 const AttributeChange& change, int i,
                                 FieldViolations* violations) {
  const bool by_key = !change.key().empty();
  if (by_key == !change.attribute_definition_id().empty()) {
    violations->Add(FieldOf(i, "key"),
                    "must name the attribute, or attribute_definition_id must");
    return nullptr;
  }
  const AttributeDefinition* definition =
      by_key ? definitions.FindKey(change.key())
             : definitions.Find(change.attribute_definition_id());
  if (definition == nullptr || AttributeSightOf(call, *definition).is_hidden) {
    violations->Add(FieldOf(i, by_key ? "key" : "attribute_definition_id"),
                    "must be that of an attribute: there is no such one");
    return nullptr;
  }
  return definition;
}

// All that is wrong with the changes is said at once.
absl::StatusOr<std::vector<ReadChange>> ReadChanges(
    const Call& call, const AttributeDefinitions& definitions,
    const AttributeChanges& changes, const StoredCustomer& profile) {
  FieldViolations violations;
  std::set<std::string_view> seen;
  std::vector<ReadChange> read;
  for (int i = 0; i < changes.size(); ++i) {
    const AttributeChange& change = changes[i];
    const auto* definition = Named(call, definitions, change, i, &violations);
    if (definition == nullptr) continue;
    if (!seen.insert(definition->id()).second) {
      violations.Add(
          FieldOf(i, change.key().empty() ? "attribute_definition_id" : "key"),
          "must not be there twice");
    }
    ReadChange& one = read.emplace_back(
        ReadChange{.definition = definition,
                   .sight = AttributeSightOf(call, *definition)});
    if (!IsCleared(change)) {
      one.value = change.value();
      ReadValue(*definition, FieldOf(i, "value"), &*one.value, &violations);
    } else if (definition->is_required() && FindShown(*definition, profile)) {
      violations.Add(FieldOf(i, "value"),
                     "must be set: the attribute is required");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return read;
}

absl::Status Denied(std::string_view reason, const ReadChange& change,
                    std::string_view message,
                    std::string_view permission = "") {
  return Error(
      absl::StatusCode::kPermissionDenied, reason,
      fmt::format("attribute {}: {}", change.definition->id(), message),
      {{"attribute_definition_id", change.definition->id()},
       {"permission", permission}});
}

absl::Status CheckMayChange(const ReadChange& change, bool has_value) {
  if (!change.sight.may_set_values) {
    return Denied("ATTRIBUTE_READ_ONLY", change,
                  "another program keeps it and alone sets it");
  }
  const bool is_contact =
      change.definition->visibility() == v1::ATTRIBUTE_VISIBILITY_CONTACT;
  if (is_contact && has_value && !change.sight.sees_values) {
    const std::string& needed =
        Permission_Name(PERMISSION_CUSTOMERS_VIEW_CONTACT);
    return Denied("PERMISSION_DENIED", change,
                  fmt::format("contact data that is there is changed by who "
                              "may see it: needs {}",
                              needed),
                  needed);
  }
  return absl::OkStatus();
}

bool IsShown(const std::optional<ShownAttribute>& shown,
             const std::optional<AttributeValue>& value) {
  if (!shown || !value) return shown.has_value() == value.has_value();
  return MessageDifferencer::Equals(shown->value, *value);
}

}  // namespace

absl::StatusOr<std::set<std::string>> ChangeAttributes(
    const Call& call, const AttributeDefinitions& definitions,
    const AttributeChanges& changes, StoredCustomer* profile) {
  ASSIGN_OR_RETURN(const std::vector<ReadChange> read,
                   ReadChanges(call, definitions, changes, *profile));
  std::set<std::string> changed;
  for (const ReadChange& change : read) {
    const auto shown = FindShown(*change.definition, *profile);
    RETURN_IF_ERROR(CheckMayChange(change, shown.has_value()));
    if (change.sight.sees_values && IsShown(shown, change.value)) continue;
    const std::string& id = change.definition->id();
    if (change.value) {
      SetAttribute(id, *change.value, profile);
    } else {
      ClearAttribute(id, profile);
    }
    changed.insert(id);
  }
  if (!changed.empty() && AttributeBytes(*profile) > kAttributeBytesMax) {
    return Error(absl::StatusCode::kResourceExhausted,
                 "TOO_MANY_ATTRIBUTE_BYTES",
                 fmt::format("the values of a customer have at most {} bytes: "
                             "shorten or clear some",
                             kAttributeBytesMax));
  }
  return changed;
}

std::vector<v1::CustomerAttribute> SeenAttributes(
    const Call& call, const AttributeDefinitions& definitions,
    const StoredCustomer& profile) {
  std::vector<v1::CustomerAttribute> seen;
  for (ShownAttribute& shown : ShownAttributes(definitions, profile)) {
    const AttributeDefinition& definition = *shown.definition;
    const AttributeSight sight = AttributeSightOf(call, definition);
    if (sight.is_hidden) continue;
    v1::CustomerAttribute& attribute = seen.emplace_back();
    attribute.set_attribute_definition_id(definition.id());
    attribute.set_key(definition.key());
    attribute.set_display_name(definition.display_name());
    attribute.set_type(definition.type());
    attribute.set_customer_id(std::string(shown.customer_id));
    if (!sight.sees_values) {
      attribute.set_is_redacted(true);
      continue;
    }
    for (const std::string& id : shown.value.selection().option_ids()) {
      for (const v1::AttributeOption& option : definition.options()) {
        if (option.id() == id) *attribute.add_options() = option;
      }
    }
    *attribute.mutable_value() = std::move(shown.value);
  }
  return seen;
}

}  // namespace comptoir::customers
