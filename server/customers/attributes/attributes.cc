#include "server/customers/attributes/attributes.h"

#include "server/base/status.h"
#include "server/customers/attributes/attribute_clearing.h"
#include "server/customers/attributes/merged_attributes.h"
#include "server/customers/attributes/verify_attributes.h"

namespace comptoir::customers {

Attributes::Attributes(store::Store& store, const CustomerDirectory& directory)
    : directory_(directory), service_(tables_, directory) {
  store.RegisterSteps(kAttributeClearing, ClearingOf(tables_, directory));
}

void Attributes::AddChecks(store::Checks& checks) const {
  AddAttributeChecks(tables_, directory_, checks);
}

absl::StatusOr<std::vector<v1::MergedField>> Attributes::MergedFields(
    const Call& call, const kv::View& view,
    const std::vector<storage::v1::StoredCustomer>& profiles,
    const storage::v1::StoredCustomer& merged) const {
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables_.All(view, call.merchant_id()));
  return MergedAttributes(call, definitions, profiles, merged);
}

}  // namespace comptoir::customers
