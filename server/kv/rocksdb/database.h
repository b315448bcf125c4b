// An open RocksDB and the snapshots of it.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_DATABASE_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_DATABASE_H_

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/snapshot.h"
#include "server/kv/kv.h"

namespace comptoir::kv {

// Thread-safe. Closed when its engine and the last snapshot of it are gone.
class RocksDbDatabase {
 public:
  // `files` is what `db` was opened with; null for the system's own.
  RocksDbDatabase(std::unique_ptr<rocksdb::Env> files,
                  std::unique_ptr<rocksdb::DB> db)
      : files_(std::move(files)), db_(std::move(db)) {}
  ~RocksDbDatabase();
  RocksDbDatabase(const RocksDbDatabase&) = delete;

  rocksdb::DB& db() { return *db_; }

  // Snapshots end on readers' threads, but giving one back takes a lock that
  // flushes and compactions hold too: it waits for the next ReleaseRetired().
  void Retire(const rocksdb::Snapshot* snapshot);
  void ReleaseRetired();

 private:
  const std::unique_ptr<rocksdb::Env> files_;
  const std::unique_ptr<rocksdb::DB> db_;
  std::mutex mutex_;
  std::vector<const rocksdb::Snapshot*> retired_;  // Guarded by mutex_.
};

std::shared_ptr<const Snapshot> MakeRocksDbSnapshot(
    std::shared_ptr<RocksDbDatabase> database);

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_DATABASE_H_
