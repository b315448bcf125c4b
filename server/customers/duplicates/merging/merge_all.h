// The operation that merges all who are suggested as duplicates.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_MERGE_ALL_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_MERGE_ALL_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/duplicate.pb.h"
#include "comptoir/merchants/v1/operation.pb.h"
#include "server/customers/duplicates/suggestions.h"
#include "server/customers/merges/merge_book.h"
#include "server/operations/operation_kind.h"
#include "server/operations/operations.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// Of operations with a v1::MergeAllResult as their result. Stored.
inline constexpr char kMergeAll[] = "customers.merge_all_duplicates";
// Merges that one step makes, in one transaction, each of two profiles that no
// other one of the step is about.
inline constexpr size_t kMergesPerStep = 20;
// What is left is listed so far, by this operation and by the one that takes it
// back.
inline constexpr int kLeftListedMax = 100;

// What it is made of must outlive the operations.
operations::OperationKind MergeAllKind(const Suggester& suggester,
                                       const MergeBook& book);

// Errors as DuplicateService.MergeAllDuplicates.
absl::StatusOr<merchants::v1::Operation> BeginMergeAll(
    const operations::Operations& operations, store::Transaction& txn,
    v1::DuplicateConfidence least_confidence);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_MERGE_ALL_H_
