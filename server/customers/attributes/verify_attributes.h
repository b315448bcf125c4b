// What must hold of values of custom attributes in customers' rows.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_VERIFY_ATTRIBUTES_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_VERIFY_ATTRIBUTES_H_

#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/customer_directory.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// Adds: each value is of a definition that there is, once, of its type and of
// its options, but for what is still to be cleared; and the copies in a
// survivor's row are values of those whose they are. Both must outlive the
// checks.
void AddAttributeChecks(const AttributeTables& tables,
                        const CustomerDirectory& directory,
                        store::Checks& checks);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_VERIFY_ATTRIBUTES_H_
