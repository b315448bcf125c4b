// Whether the files that a database cannot do without are in its folder.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_FOLDER_STATE_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_FOLDER_STATE_H_

#include <string>

#include "absl/status/status.h"

namespace comptoir::kv {

bool HasDatabase(const std::string& folder);

// Files of a database without the one that says which of them are in use.
// RocksDB would begin anew, and then remove them.
bool HasLostItsHead(const std::string& folder);

// The file that says which files are in use, where CURRENT names one that is
// not there; empty when it is. RocksDB says no more of that than that a file
// was not found.
std::string MissingManifest(const std::string& folder);

// Says, durably, that the database in `folder` goes on in this log, which was
// just made there: from then on that log or a newer one is in the folder,
// always. A checkpoint says nothing.
absl::Status MarkNewestLog(const std::string& folder,
                           const std::string& log_name);

// Which log of a marked folder is missing, and so the commits that were in
// there alone; empty when none is. RocksDB misses only those logs that were
// followed by another one.
std::string MissingLog(const std::string& folder);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_FOLDER_STATE_H_
