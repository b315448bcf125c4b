// The embedded engine: RocksDB in one folder.
//
// The only place that knows RocksDB; everything else speaks kv/kv.h.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_ENGINE_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_ENGINE_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/kv/kv.h"

namespace comptoir::kv {

struct RocksDbOptions {
  // Blocks of rows, indexes and filters kept in memory: the one big consumer.
  size_t block_cache_bytes = size_t{256} << 20;
  // Makes the folder when it is absent.
  bool create_if_missing = true;
};

// Thread-safe. Snapshots may outlive the engine; the folder stays locked until
// the last of them is gone.
class RocksDbEngine final : public Engine {
 public:
  // The open database, shared with its snapshots.
  struct Database;

  // Errors: DATA_LOSS when the folder is damaged, a hole in its log included
  // (only a torn last record, never acknowledged, is dropped);
  // FAILED_PRECONDITION when another process has it open; NOT_FOUND when it is
  // absent and may not be made.
  static absl::StatusOr<std::unique_ptr<RocksDbEngine>> Open(
      const std::string& folder, RocksDbOptions options = {});

  ~RocksDbEngine() override;

  std::shared_ptr<const Snapshot> GetSnapshot() const override;
  absl::Status Commit(const Batch& batch) override;
  absl::Status Checkpoint(const std::string& folder) const override;
  EngineStats Stats() const override;

 private:
  explicit RocksDbEngine(std::shared_ptr<Database> database);

  const std::shared_ptr<Database> database_;
  std::atomic<bool> has_failed_ = false;
  mutable std::mutex failure_mutex_;
  absl::Status failure_;  // Guarded by failure_mutex_.
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_ROCKSDB_ENGINE_H_
