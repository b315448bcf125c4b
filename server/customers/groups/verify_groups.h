// What must hold of the rows of groups.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_VERIFY_GROUPS_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_VERIFY_GROUPS_H_

#include "server/customers/customer_directory.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// Adds: a group counts the members that are listed, each membership is of a
// group and of a customer whose profile is listed, and who is listed is a
// profile of that name with a membership. `directory` must outlive the checks.
void AddGroupChecks(const CustomerDirectory& directory, store::Checks& checks);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_VERIFY_GROUPS_H_
