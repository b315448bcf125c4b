// Whether the files that a database cannot do without are in its folder.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_STATE_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_STATE_H_

#include <string>

#include "absl/status/status.h"

namespace comptoir::kv {

bool HasDatabase(const std::string& folder);

// Files of a database without the one that says which of them are in use.
// RocksDB would begin anew, and then remove them.
bool HasLostItsHead(const std::string& folder);

// Marks the folder of a database that was opened for writing: from then on it
// has a write-ahead log, always. A checkpoint has neither.
absl::Status MarkAsWritten(const std::string& folder);

// A marked folder without a log, and so without the commits that were in there
// alone. RocksDB misses only those logs that were followed by another one.
bool HasLostItsLog(const std::string& folder);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_STATE_H_
