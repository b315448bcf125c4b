// How RocksDB is set up.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_OPTIONS_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_OPTIONS_H_

#include "rocksdb/options.h"
#include "server/kv/open_options.h"

namespace comptoir::kv {

rocksdb::Options MakeRocksDbOptions(const OpenOptions& options);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_OPTIONS_H_
