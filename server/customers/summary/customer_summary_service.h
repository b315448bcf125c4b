// comptoir.customers.v1.CustomerSummaryService: the handler.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SUMMARY_CUSTOMER_SUMMARY_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_SUMMARY_CUSTOMER_SUMMARY_SERVICE_H_

#include "comptoir/customers/v1/customer_summary_service.server.h"
#include "server/customers/customer_directory.h"

namespace comptoir::customers {

// Thread-safe. `directory`, whose participants say what they have of a
// customer, must outlive it.
class CustomerSummaryService final : public v1::CustomerSummaryServiceBase {
 public:
  explicit CustomerSummaryService(const CustomerDirectory& directory)
      : directory_(directory) {}

  absl::StatusOr<v1::GetCustomerSummaryResponse> GetCustomerSummary(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetCustomerSummaryRequest& request) override;

 private:
  const CustomerDirectory& directory_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SUMMARY_CUSTOMER_SUMMARY_SERVICE_H_
