#include "server/customers/attributes/attributes.h"

#include "server/base/status.h"
#include "server/customers/attributes/attribute_clearing.h"
#include "server/customers/attributes/shown_attributes.h"
#include "server/customers/attributes/verify_attributes.h"

namespace comptoir::customers {

Attributes::Attributes(store::Store& store, const CustomerDirectory& directory)
    : directory_(directory), service_(tables_, directory) {
  store.RegisterSteps(kAttributeClearing, ClearingOf(tables_, directory));
}

void Attributes::AddChecks(store::Checks& checks) const {
  AddAttributeChecks(tables_, directory_, checks);
}

absl::Status Attributes::BringBack(store::Transaction& txn,
                                   const std::string& customer_id) const {
  const auto& customers = directory_.tables().customers;
  ASSIGN_OR_RETURN(storage::v1::StoredCustomer row,
                   customers.Get(txn, txn.merchant_id(), customer_id));
  ASSIGN_OR_RETURN(const AttributeDefinitions definitions,
                   tables_.All(txn, txn.merchant_id()));
  return DropUnknownAttributes(definitions, &row) ? customers.Put(txn, row)
                                                  : absl::OkStatus();
}

}  // namespace comptoir::customers
