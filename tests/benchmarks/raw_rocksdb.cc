#include "tests/benchmarks/raw_rocksdb.h"

#include <rocksdb/db.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "fmt/format.h"

namespace comptoir::benchmarks {

std::vector<uint32_t> SyncedWrites(const std::string& folder, int count,
                                   int value_bytes) {
  using Clock = std::chrono::steady_clock;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.info_log_level = rocksdb::ERROR_LEVEL;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(options, folder, &opened).ok()) {
    std::fprintf(stderr, "cannot open a RocksDB in %s\n", folder.c_str());
    std::exit(1);
  }
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const std::string value(static_cast<size_t>(value_bytes), 'x');
  std::vector<uint32_t> micros;
  for (int n = 0; n < count; ++n) {
    const auto start = Clock::now();
    if (!db->Put(synced, fmt::format("row-{:08}", n), value).ok()) {
      std::fprintf(stderr, "cannot write to %s\n", folder.c_str());
      std::exit(1);
    }
    micros.push_back(static_cast<uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() -
                                                              start)
            .count()));
  }
  return micros;
}

}  // namespace comptoir::benchmarks
