// The rows that a log entry says its transaction has created and removed.
//
// Those under an id: `space merchant id` is the whole of their key, as of every
// record of a table. So the log, whose chain nobody changes unseen, proves that
// a row was there.
#ifndef COMPTOIR_SERVER_STORE_LOG_LOGGED_ROWS_H_
#define COMPTOIR_SERVER_STORE_LOG_LOGGED_ROWS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/base/ids.h"
#include "server/store/lane/group.h"

namespace comptoir::store {

// Says in `entry`, of the log of `merchant`, what the current transaction of
// `group` has created and removed. Rows of the store's own spaces are left out:
// they come and go with every effect and job.
//
// Reads the engine for a row that was put and never read.
absl::Status NoteRows(const Group& group, const IdBytes& merchant,
                      storage::v1::LogEntry* entry);

// The key of a row as an entry of the log of `merchant` names it; empty when it
// names none.
std::string KeyOfLoggedRow(const IdBytes& merchant, std::string_view logged);

// The id of a row that an entry names, in the bytes of keys.
std::string_view IdOfLoggedRow(std::string_view logged);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LOG_LOGGED_ROWS_H_
