#include "server/customers/duplicates/duplicates.h"

#include "comptoir/storage/v1/customer.pb.h"
#include "google/protobuf/message.h"
#include "server/customers/duplicates/merging/merge_all.h"
#include "server/customers/duplicates/merging/undo_merge_all.h"
#include "server/customers/duplicates/verify_duplicates.h"

namespace comptoir::customers {

using storage::v1::StoredCustomer;

Duplicates::Duplicates(CustomerTables& customers,
                       const CustomerDirectory& directory,
                       LookupLimiter& lookups,
                       operations::Operations& operations)
    : tables_(customers),
      book_(directory),
      ignored_(customers),
      suggester_(customers, ignored_),
      service_(customers, ignored_, suggester_, lookups, operations) {
  operations.Register(MergeAllKind(suggester_, book_));
  operations.Register(UndoMergeAllKind(directory, book_));
  customers.customers.AddFollower(
      [this](store::Transaction& txn, const google::protobuf::Message* before,
             const google::protobuf::Message* after) {
        // Nothing was said yet of who is new.
        if (before == nullptr) return absl::OkStatus();
        return ignored_.Follow(txn, static_cast<const StoredCustomer&>(*before),
                               static_cast<const StoredCustomer*>(after));
      });
}

void Duplicates::AddChecks(store::Checks& checks) const {
  AddDuplicateChecks(tables_, checks);
}

}  // namespace comptoir::customers
