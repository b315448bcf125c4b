#include "server/customers/attributes/merged_attributes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "comptoir/annotations.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/customers/attributes/attribute_sight.h"
#include "server/customers/attributes/shown_attributes.h"

namespace comptoir::customers {
namespace {

using google::protobuf::util::MessageDifferencer;
using storage::v1::StoredCustomer;

// Of the profiles, the one that the value is of: that of `customer_id` or that
// of somebody merged into it before.
bool IsOf(const StoredCustomer& profile, std::string_view customer_id) {
  if (profile.customer().id() == customer_id) return true;
  for (const storage::v1::StoredIdentity& merged : profile.merged()) {
    if (merged.customer().id() == customer_id) return true;
  }
  return false;
}

bool IsSame(const std::optional<ShownAttribute>& a,
            const std::optional<ShownAttribute>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return MessageDifferencer::Equals(a->value, b->value);
}

}  // namespace

std::vector<v1::MergedField> MergedAttributes(
    const Call& call, const AttributeDefinitions& definitions,
    const std::vector<StoredCustomer>& profiles, const StoredCustomer& merged) {
  std::vector<v1::MergedField> fields;
  // Which attributes there are is seen with customers.
  if (!call.Holds(PERMISSION_CUSTOMERS_VIEW)) return fields;
  const std::string& survivor_id = merged.customer().id();
  for (const v1::AttributeDefinition& definition : definitions.all()) {
    const AttributeSight sight = AttributeSightOf(call, definition);
    if (sight.is_hidden) continue;
    const auto shown = FindShown(definition, merged);
    const std::string_view owner =
        shown ? shown->customer_id : std::string_view(survivor_id);
    v1::MergedField field;
    for (const StoredCustomer& profile : profiles) {
      const auto theirs = FindShown(definition, profile);
      if (!theirs || IsOf(profile, owner)) continue;
      // Whether two values are the same is said of those that the caller sees.
      if (!sight.sees_values || !IsSame(theirs, shown)) {
        field.add_dropped_customer_ids(profile.customer().id());
      }
    }
    if (!shown && field.dropped_customer_ids().empty()) continue;
    field.set_path("attributes." + definition.key());
    field.set_customer_id(std::string(owner));
    fields.push_back(std::move(field));
  }
  return fields;
}

std::vector<std::string> DifferingAttributes(
    const AttributeDefinitions& definitions, const StoredCustomer& before,
    const StoredCustomer& after) {
  std::vector<std::string> ids;
  for (const v1::AttributeDefinition& definition : definitions.all()) {
    if (!IsSame(FindShown(definition, before), FindShown(definition, after))) {
      ids.push_back(definition.id());
    }
  }
  return ids;
}

bool HasAttributes(const StoredCustomer& profile) {
  return !profile.attributes().empty() ||
         std::any_of(profile.merged().begin(), profile.merged().end(),
                     [](const storage::v1::StoredIdentity& merged) {
                       return !merged.attributes().empty();
                     });
}

}  // namespace comptoir::customers
