// Groups as one part of the customers area: its parts, wired.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUPS_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUPS_H_

#include <optional>

#include "server/customers/customer_directory.h"
#include "server/customers/customer_tables.h"
#include "server/customers/filters/filters.h"
#include "server/customers/groups/filters/group_filters.h"
#include "server/customers/groups/group_members.h"
#include "server/customers/groups/group_service.h"
#include "server/customers/groups/group_tables.h"
#include "server/store/store.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// What it is made of must outlive it.
class Groups {
 public:
  // Registers its job, and follows `customers`, the tables of `directory`:
  // before the store starts.
  Groups(store::Store& store, CustomerTables& customers,
         const CustomerDirectory& directory);
  Groups(const Groups&) = delete;
  Groups& operator=(const Groups&) = delete;

  const GroupTables& tables() const { return tables_; }
  const Participant& participant() const { return members_; }
  GroupService& service() { return service_; }
  void AddChecks(store::Checks& checks) const;
  // Lets customers be filtered by their groups. Before anything is loaded;
  // `filters` must outlive this.
  void AddFilters(Filters& filters);

 private:
  GroupTables tables_;
  const CustomerDirectory& directory_;
  GroupMembers members_;
  GroupService service_;
  std::optional<GroupFilters> filters_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUPS_H_
