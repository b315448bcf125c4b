// Recovery as one part of the customers area: its parts, wired.
#ifndef COMPTOIR_SERVER_CUSTOMERS_RECOVERY_RECOVERY_H_
#define COMPTOIR_SERVER_CUSTOMERS_RECOVERY_RECOVERY_H_

#include "server/customers/customer_directory.h"
#include "server/customers/recovery/deleted_customers.h"
#include "server/store/store.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::customers {

// `directory` must outlive it.
class Recovery {
 public:
  // Registers the purge: before the store starts.
  Recovery(store::Store& store, const CustomerDirectory& directory);
  Recovery(const Recovery&) = delete;
  Recovery& operator=(const Recovery&) = delete;

  const DeletedCustomers& deleted() const { return deleted_; }
  // Who is deleted is there once, with its whole profile and its times.
  void AddChecks(store::Checks& checks) const;

 private:
  const CustomerDirectory& directory_;
  const DeletedCustomers deleted_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_RECOVERY_RECOVERY_H_
