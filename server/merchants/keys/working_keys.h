// Which API keys go on when whoever made them is stopped.
#ifndef COMPTOIR_SERVER_MERCHANTS_KEYS_WORKING_KEYS_H_
#define COMPTOIR_SERVER_MERCHANTS_KEYS_WORKING_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/merchants/merchant_tables.h"
#include "server/store/transaction.h"

namespace comptoir::merchants {

// Ids of the API keys that work and that a team member or API key has made, or
// that a key did which they have made, and so on; oldest first. Walks all keys
// of the merchant, of which there are at most 1000.
absl::StatusOr<std::vector<std::string>> WorkingKeysOf(
    const store::Transaction& txn, const MerchantTables& tables,
    std::string_view maker_id);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_KEYS_WORKING_KEYS_H_
