// The files of a database, with a mark that names its newest log.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_MARKING_FILES_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_MARKING_FILES_H_

#include <memory>
#include <string>

#include "rocksdb/env.h"

namespace comptoir::kv {

// The system's files, but that no log is written to in `folder` before
// MarkNewestLog() has named it. RocksDB begins a log when the database is
// opened and for each memtable: that is when a mark costs its sync, and commits
// cost none. Must outlive the database that is opened with it. Thread-safe.
std::unique_ptr<rocksdb::Env> MakeMarkingFiles(const std::string& folder);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_FOLDER_MARKING_FILES_H_
