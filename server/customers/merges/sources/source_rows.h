// The rows that a merged profile has its fields from.
#ifndef COMPTOIR_SERVER_CUSTOMERS_MERGES_SOURCES_SOURCE_ROWS_H_
#define COMPTOIR_SERVER_CUSTOMERS_MERGES_SOURCES_SOURCE_ROWS_H_

#include <string_view>

#include "absl/status/status.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_tables.h"
#include "server/customers/rules/merge_rules.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Adds to `rows` those of everybody whose fields the profile may show and that
// it does not have. DATA_LOSS when one is missing.
absl::Status ReadSources(const CustomerTables& tables, const kv::View& view,
                         std::string_view merchant_id,
                         const storage::v1::StoredCustomer& profile,
                         Rows* rows);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_MERGES_SOURCES_SOURCE_ROWS_H_
