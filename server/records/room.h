// Limits on how many records a merchant has.
#ifndef COMPTOIR_SERVER_RECORDS_ROOM_H_
#define COMPTOIR_SERVER_RECORDS_ROOM_H_

#include <string_view>

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/store/table.h"
#include "server/store/transaction.h"

namespace comptoir::records {

// RESOURCE_EXHAUSTED with `reason` when the table already holds `max` records
// of the merchant. Walks up to that many keys: for tables that stay small.
absl::Status RequireRoom(const store::Transaction& txn,
                         const store::TableBase& table, int max,
                         std::string_view reason);

}  // namespace comptoir::records

#endif  // COMPTOIR_SERVER_RECORDS_ROOM_H_
