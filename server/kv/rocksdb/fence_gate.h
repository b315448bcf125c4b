// Keeps a commit from changing a fence's row between another's look at it and
// that one's write.
#ifndef COMPTOIR_SERVER_KV_ROCKSDB_FENCE_GATE_H_
#define COMPTOIR_SERVER_KV_ROCKSDB_FENCE_GATE_H_

#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "server/kv/batch.h"

namespace comptoir::kv {

// Commits pass side by side, as RocksDB syncs them together. Alone passes what
// changes a row that has served as a fence, and what stands on a new one: a
// commit that changes its row may be on its way. Thread-safe.
//
// Remembers every fence that it saw: for few of them.
class FenceGate {
 public:
  // Held while a commit looks at its fence and writes.
  struct Pass {
    std::shared_lock<std::shared_mutex> together;
    std::unique_lock<std::shared_mutex> alone;
  };

  Pass Enter(const Batch& batch);

 private:
  // With mutex_ held.
  bool IsKnown(const std::string& key) const;
  bool MayShare(const Batch& batch) const;

  std::shared_mutex mutex_;
  std::vector<std::string> fences_;  // Changed by who passes alone.
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_ROCKSDB_FENCE_GATE_H_
