// comptoir.customers.v1.MergeService: the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_SERVICE_H_

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/merge_service.server.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/customer_directory.h"
#include "server/customers/merges/merge_book.h"
#include "server/customers/merges/merge_plan.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Thread-safe. `directory` must outlive it.
class MergeService final : public v1::MergeServiceBase {
 public:
  explicit MergeService(const CustomerDirectory& directory)
      : directory_(directory), book_(directory) {}

  absl::StatusOr<v1::PreviewMergeResponse> PreviewMerge(
      const Call& call, const store::Snapshot& snapshot,
      const v1::PreviewMergeRequest& request) override;

  absl::StatusOr<v1::MergeCustomersResponse> MergeCustomers(
      const Call& call, store::Transaction& txn,
      const v1::MergeCustomersRequest& request) override;

  absl::StatusOr<v1::UnmergeCustomerResponse> UnmergeCustomer(
      const Call& call, store::Transaction& txn,
      const v1::UnmergeCustomerRequest& request) override;

  absl::StatusOr<v1::ListMergesResponse> ListMerges(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListMergesRequest& request) override;

 private:
  // Of both requests that ask for a merge.
  template <typename Request>
  absl::StatusOr<WantedMerge> WantedBy(const Call& call, const kv::View& view,
                                       const Request& request) const;

  const CustomerDirectory& directory_;
  const AttributeTables attributes_;  // Only read.
  const MergeBook book_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_SERVICE_H_
