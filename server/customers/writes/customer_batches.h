// Changes of many customers in one transaction, each with a result of its own.
#ifndef COMPTOIR_SERVER_CUSTOMERS_WRITES_CUSTOMER_BATCHES_H_
#define COMPTOIR_SERVER_CUSTOMERS_WRITES_CUSTOMER_BATCHES_H_

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer_batches.pb.h"
#include "server/customers/customer_directory.h"
#include "server/customers/recovery/deleted_customers.h"
#include "server/rpc/call.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// Calls are prepared by AddBatchPreparations(). Thread-safe; `directory` must
// outlive it.
class CustomerBatches {
 public:
  explicit CustomerBatches(const CustomerDirectory& directory)
      : directory_(directory), deleted_(directory) {}

  absl::StatusOr<v1::BatchCreateCustomersResponse> Create(
      const Call& call, store::Transaction& txn,
      const v1::BatchCreateCustomersRequest& request) const;
  absl::StatusOr<v1::BatchUpdateCustomersResponse> Update(
      const Call& call, store::Transaction& txn,
      const v1::BatchUpdateCustomersRequest& request) const;
  absl::StatusOr<v1::BatchDeleteCustomersResponse> Delete(
      const Call& call, store::Transaction& txn,
      const v1::BatchDeleteCustomersRequest& request) const;

 private:
  const CustomerDirectory& directory_;
  const DeletedCustomers deleted_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_WRITES_CUSTOMER_BATCHES_H_
