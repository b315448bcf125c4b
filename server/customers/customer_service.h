// comptoir.customers.v1.CustomerService: the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_SERVICE_H_

#include "comptoir/customers/v1/customer_service.server.h"
#include "server/customers/customer_directory.h"
#include "server/customers/filters/filters.h"
#include "server/customers/lookups/lookup_limiter.h"
#include "server/customers/name_indexes.h"
#include "server/customers/recovery/deleted_customers.h"
#include "server/customers/search/customer_finder.h"
#include "server/customers/search/customer_suggester.h"
#include "server/customers/writes/customer_batches.h"

namespace comptoir::customers {

// Thread-safe. What it is made of must outlive it.
class CustomerService final : public v1::CustomerServiceBase {
 public:
  CustomerService(const CustomerDirectory& directory,
                  const NameIndexes& indexes, const Filters& filters,
                  LookupLimiter& lookups)
      : directory_(directory),
        deleted_(directory),
        batches_(directory),
        finder_(directory.tables(), indexes),
        suggester_(directory, indexes),
        filters_(filters),
        lookups_(lookups) {}

  absl::StatusOr<v1::CreateCustomerResponse> CreateCustomer(
      const Call& call, store::Transaction& txn,
      const v1::CreateCustomerRequest& request) override;
  absl::StatusOr<v1::GetCustomerResponse> GetCustomer(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetCustomerRequest& request) override;
  absl::StatusOr<v1::BatchGetCustomersResponse> BatchGetCustomers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::BatchGetCustomersRequest& request) override;
  absl::StatusOr<v1::UpdateCustomerResponse> UpdateCustomer(
      const Call& call, store::Transaction& txn,
      const v1::UpdateCustomerRequest& request) override;
  absl::StatusOr<v1::DeleteCustomerResponse> DeleteCustomer(
      const Call& call, store::Transaction& txn,
      const v1::DeleteCustomerRequest& request) override;
  absl::StatusOr<v1::UndeleteCustomerResponse> UndeleteCustomer(
      const Call& call, store::Transaction& txn,
      const v1::UndeleteCustomerRequest& request) override;
  absl::StatusOr<v1::ListDeletedCustomersResponse> ListDeletedCustomers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListDeletedCustomersRequest& request) override;
  absl::StatusOr<v1::BatchCreateCustomersResponse> BatchCreateCustomers(
      const Call& call, store::Transaction& txn,
      const v1::BatchCreateCustomersRequest& request) override;
  absl::StatusOr<v1::BatchUpdateCustomersResponse> BatchUpdateCustomers(
      const Call& call, store::Transaction& txn,
      const v1::BatchUpdateCustomersRequest& request) override;
  absl::StatusOr<v1::BatchDeleteCustomersResponse> BatchDeleteCustomers(
      const Call& call, store::Transaction& txn,
      const v1::BatchDeleteCustomersRequest& request) override;
  absl::StatusOr<v1::ListCustomersResponse> ListCustomers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListCustomersRequest& request) override;
  absl::StatusOr<v1::ExplainFilterResponse> ExplainFilter(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ExplainFilterRequest& request) override;
  absl::StatusOr<v1::SearchCustomersResponse> SearchCustomers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::SearchCustomersRequest& request) override;
  absl::StatusOr<v1::SuggestCustomersResponse> SuggestCustomers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::SuggestCustomersRequest& request) override;

 private:
  const CustomerDirectory& directory_;
  const DeletedCustomers deleted_;
  const CustomerBatches batches_;
  const CustomerFinder finder_;
  const CustomerSuggester suggester_;
  const Filters& filters_;
  LookupLimiter& lookups_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_CUSTOMER_SERVICE_H_
