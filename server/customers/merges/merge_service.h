// comptoir.customers.v1.MergeService: the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_SERVICE_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/merge_service.server.h"
#include "server/customers/customer_directory.h"
#include "server/customers/merges/merge_book.h"
#include "server/customers/merges/merge_plan.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// What a preview says of what a profile shows besides the fields of Customer.
using MoreMergedFields =
    std::function<absl::StatusOr<std::vector<v1::MergedField>>(
        const Call& call, const kv::View& view, const MergePlan& plan)>;

// Thread-safe. `directory` must outlive it.
class MergeService final : public v1::MergeServiceBase {
 public:
  // `more` may be null.
  explicit MergeService(const CustomerDirectory& directory,
                        MoreMergedFields more = nullptr)
      : directory_(directory), book_(directory), more_(std::move(more)) {}

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
  const CustomerDirectory& directory_;
  const MergeBook book_;
  const MoreMergedFields more_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_SERVICE_H_
