// What must hold of the rows of ignored duplicates.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_VERIFY_DUPLICATES_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_VERIFY_DUPLICATES_H_

#include "server/customers/customer_tables.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// Adds: each row is of two profiles that are there and not merged away, and the
// same stands under the other one. `tables` must outlive the checks.
void AddDuplicateChecks(const CustomerTables& tables, store::Checks& checks);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_VERIFY_DUPLICATES_H_
