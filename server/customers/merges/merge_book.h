// Merges and their undoing, as changes of stored customers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_BOOK_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_BOOK_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/customers/v1/merge.pb.h"
#include "google/protobuf/repeated_field.h"
#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/customer_directory.h"
#include "server/customers/merges/merge_plan.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// Bytes of the rows around an identity that is taken out: its indexes and the
// event of it find room beside them in one transaction.
inline constexpr size_t kUnmergedBytesMax = kv::kBatchBytesMax / 4 * 3;

// The profiles on both sides of a merge that was taken back.
struct Unmerged {
  v1::Customer customer;
  v1::Customer survivor;
};

// Thread-safe. `directory` must outlive it.
class MergeBook {
 public:
  explicit MergeBook(const CustomerDirectory& directory)
      : directory_(directory) {}

  // Merges, and appends CustomerMerged. Gives the profile. Errors as
  // MergeService.MergeCustomers.
  absl::StatusOr<v1::Customer> Merge(
      store::Transaction& txn, const WantedMerge& wanted,
      const google::protobuf::RepeatedPtrField<v1::CustomerEtag>& expected)
      const;

  // Takes an identity with all who were merged into it out of its profile, and
  // appends CustomerUnmerged, also to the feed of the operation that does it.
  // Errors as MergeService.UnmergeCustomer.
  absl::StatusOr<Unmerged> Unmerge(store::Transaction& txn,
                                   const std::string& customer_id,
                                   std::string_view survivor_etag,
                                   const std::string& operation_id = "") const;

 private:
  const CustomerDirectory& directory_;
  const AttributeTables attributes_;  // Only read.
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_MERGE_BOOK_H_
