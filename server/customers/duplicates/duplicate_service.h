// comptoir.customers.v1.DuplicateService: the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATE_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATE_SERVICE_H_

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/duplicate_service.server.h"
#include "server/customers/customer_tables.h"
#include "server/customers/duplicates/ignored_duplicates.h"
#include "server/customers/duplicates/suggestions.h"
#include "server/customers/lookups/lookup_limiter.h"
#include "server/operations/operations.h"

namespace comptoir::customers {

// Thread-safe. What it is made of must outlive it.
class DuplicateService final : public v1::DuplicateServiceBase {
 public:
  DuplicateService(const CustomerTables& tables,
                   const IgnoredDuplicates& ignored, const Suggester& suggester,
                   LookupLimiter& lookups,
                   const operations::Operations& operations)
      : tables_(tables),
        ignored_(ignored),
        suggester_(suggester),
        lookups_(lookups),
        operations_(operations) {}

  absl::StatusOr<v1::ListDuplicatesResponse> ListDuplicates(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListDuplicatesRequest& request) override;
  absl::StatusOr<v1::CheckDuplicatesResponse> CheckDuplicates(
      const Call& call, const store::Snapshot& snapshot,
      const v1::CheckDuplicatesRequest& request) override;
  absl::StatusOr<v1::IgnoreDuplicateResponse> IgnoreDuplicate(
      const Call& call, store::Transaction& txn,
      const v1::IgnoreDuplicateRequest& request) override;
  absl::StatusOr<v1::UnignoreDuplicateResponse> UnignoreDuplicate(
      const Call& call, store::Transaction& txn,
      const v1::UnignoreDuplicateRequest& request) override;
  absl::StatusOr<v1::ListIgnoredDuplicatesResponse> ListIgnoredDuplicates(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListIgnoredDuplicatesRequest& request) override;
  absl::StatusOr<v1::MergeAllDuplicatesResponse> MergeAllDuplicates(
      const Call& call, store::Transaction& txn,
      const v1::MergeAllDuplicatesRequest& request) override;
  absl::StatusOr<v1::UndoMergeAllDuplicatesResponse> UndoMergeAllDuplicates(
      const Call& call, store::Transaction& txn,
      const v1::UndoMergeAllDuplicatesRequest& request) override;

 private:
  const CustomerTables& tables_;
  const IgnoredDuplicates& ignored_;
  const Suggester& suggester_;
  LookupLimiter& lookups_;
  const operations::Operations& operations_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_DUPLICATE_SERVICE_H_
