// RocksDB and nothing else: the reference for durable writes.
#ifndef COMPTOIR_TESTS_BENCHMARKS_RAW_ROCKSDB_H_
#define COMPTOIR_TESTS_BENCHMARKS_RAW_ROCKSDB_H_

#include <string>
#include <vector>

namespace comptoir::benchmarks {

// Writes rows of `value_bytes` one after the other into a new database in
// `folder`, each synced before the next. Returns the microseconds of each.
std::vector<uint32_t> SyncedWrites(const std::string& folder, int count,
                                   int value_bytes);

}  // namespace comptoir::benchmarks

#endif  // COMPTOIR_TESTS_BENCHMARKS_RAW_ROCKSDB_H_
