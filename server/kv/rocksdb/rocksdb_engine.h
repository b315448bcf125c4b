// The embedded engine: RocksDB in one folder.
//
// Nothing outside of this folder knows RocksDB; kv/open.h opens it.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_ENGINE_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_ENGINE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "server/kv/engine.h"
#include "server/kv/open_options.h"

namespace comptoir::kv {

// Snapshots may outlive the engine; the folder stays locked until the last of
// them is gone. Opened for reading only it locks nothing, and reads into memory
// what is in RocksDB's log alone.
//
// A damaged folder is DATA_LOSS, a hole in its log, a log that is not there and
// one that ends before what was acknowledged included; only a torn record that
// never was is dropped. Two marks beside the log tell: the name of the newest
// log is durable; how far was committed is exact after a kill, and may be some
// seconds old after a power failure (folder/commit_mark.h).
//
// The lock of the folder is what keeps other processes out. When its file is
// moved or removed commits are refused from then on, reason FENCED.
absl::StatusOr<std::unique_ptr<Engine>> OpenRocksDb(const OpenOptions& options);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_ENGINE_H_
