#include "server/customers/attributes/merges/attribute_choices.h"

#include <set>
#include <string_view>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/attributes/attribute_sight.h"

namespace comptoir::customers {
namespace {

using v1::AttributeDefinition;

// Null when the caller knows none.
const AttributeDefinition* Named(const AttributeDefinitions& definitions,
                                 const Call& call, std::string_view name) {
  // No key is an id.
  const AttributeDefinition* definition = definitions.FindKey(name);
  if (definition == nullptr) definition = definitions.Find(name);
  if (definition == nullptr) return nullptr;
  return AttributeSightOf(call, *definition).is_hidden ? nullptr : definition;
}

absl::Status CheckMayChoose(const Call& call,
                            const AttributeDefinition& definition) {
  const AttributeSight sight = AttributeSightOf(call, definition);
  if (!sight.sees_values) {
    RETURN_IF_ERROR(call.Require(PERMISSION_CUSTOMERS_VIEW));
    RETURN_IF_ERROR(call.Require(PERMISSION_CUSTOMERS_VIEW_CONTACT));
  }
  if (sight.may_set_values) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "ATTRIBUTE_READ_ONLY",
               fmt::format("attribute {}: another program keeps it and alone "
                           "sets it: leave the choice out",
                           definition.id()),
               {{"attribute_definition_id", definition.id()}});
}

}  // namespace

absl::Status ReadAttributeChoices(const AttributeTables& tables,
                                  const Call& call, const kv::View& view,
                                  WantedMerge* wanted) {
  if (wanted->attributes.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables.All(view, call.merchant_id()));
  FieldViolations violations;
  std::set<std::string_view> seen;
  for (AttributeChoice& choice : wanted->attributes) {
    const auto* definition = Named(definitions, call, choice.name);
    if (definition == nullptr) {
      violations.Add(choice.field,
                     "must be that of an attribute: there is no such one");
    } else if (!seen.insert(definition->id()).second) {
      violations.Add(choice.field, "must not be there twice");
    } else {
      choice.definition = *definition;
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  for (const AttributeChoice& choice : wanted->attributes) {
    RETURN_IF_ERROR(CheckMayChoose(call, choice.definition));
  }
  return absl::OkStatus();
}

}  // namespace comptoir::customers
