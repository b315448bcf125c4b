#include "server/customers/attributes/merged_attributes.h"

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

}  // namespace

std::vector<v1::MergedField> MergedAttributes(
    const Call& call, const AttributeDefinitions& definitions,
    const std::vector<StoredCustomer>& profiles, const StoredCustomer& merged) {
  std::vector<v1::MergedField> fields;
  // Which attributes there are is seen with customers.
  if (!call.Holds(PERMISSION_CUSTOMERS_VIEW)) return fields;
  for (const ShownAttribute& shown : ShownAttributes(definitions, merged)) {
    const AttributeSight sight = AttributeSightOf(call, *shown.definition);
    if (sight.is_hidden) continue;
    v1::MergedField field;
    field.set_path("attributes." + shown.definition->key());
    field.set_customer_id(std::string(shown.customer_id));
    for (const StoredCustomer& profile : profiles) {
      const auto theirs = FindShown(*shown.definition, profile);
      if (!theirs || IsOf(profile, shown.customer_id)) continue;
      // Whether two values are the same is said of those that the caller sees.
      if (!sight.sees_values ||
          !MessageDifferencer::Equals(theirs->value, shown.value)) {
        field.add_dropped_customer_ids(profile.customer().id());
      }
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace comptoir::customers
