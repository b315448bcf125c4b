// Clears what is stored of deleted definitions and of removed options, in the
// background.
#ifndef COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_CLEARING_H_
#define COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_CLEARING_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/customers/attributes/attribute_tables.h"
#include "server/customers/customer_directory.h"
#include "server/kv/kv.h"
#include "server/store/jobs/job.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// The kind of the job. Stored.
inline constexpr char kAttributeClearing[] = "attribute_clearing";
// Rows of customers that one step looks at, and that one changes.
inline constexpr int kClearingRowsMax = 2000;
inline constexpr int kClearedAtOnceMax = 250;
// Bytes of the rows that one changes.
inline constexpr size_t kClearedBytesMax = kv::kBatchBytesMax / 4;

// Puts the job in the queue: for these options of the definition, or for all of
// its values when there are none.
void AddClearing(store::Transaction& txn, std::string_view definition_id,
                 const std::vector<std::string>& option_ids);

// Looks at each customer once. Who is merged while it runs is cleared with the
// rows that show their values: none is left when it is done. It ends with
// AttributeValuesCleared and, of a deleted definition, with its record.
// Both must outlive it.
store::JobKind ClearingOf(const AttributeTables& tables,
                          const CustomerDirectory& directory);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_ATTRIBUTES_ATTRIBUTE_CLEARING_H_
