// The operation that takes back what a merge of all duplicates did.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_UNDO_MERGE_ALL_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_UNDO_MERGE_ALL_H_

#include <string>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/operation.pb.h"
#include "server/customers/customer_directory.h"
#include "server/customers/merges/merge_book.h"
#include "server/operations/operation_kind.h"
#include "server/operations/operations.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// Of operations with a v1::UndoMergeAllResult as their result. Stored.
inline constexpr char kUndoMergeAll[] = "customers.undo_merge_all_duplicates";

// What was merged stands in the feed of the operation that merged it, newest
// last: from there it is taken back. What it is made of must outlive the
// operations.
operations::OperationKind UndoMergeAllKind(const CustomerDirectory& directory,
                                           const MergeBook& book);

// Errors as DuplicateService.UndoMergeAllDuplicates.
absl::StatusOr<merchants::v1::Operation> BeginUndoMergeAll(
    const operations::Operations& operations, store::Transaction& txn,
    const std::string& operation_id);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_MERGING_UNDO_MERGE_ALL_H_
