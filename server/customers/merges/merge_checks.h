// What must hold of merged customers, beyond the table's indexes.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_CHECKS_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_CHECKS_H_

#include "server/customers/customer_directory.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// - whoever was merged away is part of somebody who is there, and at the end of
//   that a survivor stands: no circle, at most kIdentitiesMax;
// - a row lists exactly those who were merged into it, or into one of them, by
//   their own words;
// - what it shows is what its sources say.
// `directory` must outlive `checks`.
void AddMergeChecks(const CustomerDirectory& directory, store::Checks& checks);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_CHECKS_H_
