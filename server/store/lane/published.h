// What the lanes of one store share.
#ifndef COMPTOIR_SERVER_STORE_LANE_PUBLISHED_H_
#define COMPTOIR_SERVER_STORE_LANE_PUBLISHED_H_

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "server/kv/engine.h"
#include "server/store/store.h"

namespace comptoir::store {

// The newest committed state, for readers who must not wait. Thread-safe.
//
// A mutex held for the copy of a pointer: std::atomic<std::shared_ptr> spins
// instead, for a whole time slice when its holder was put aside.
class PublishedSnapshot {
 public:
  std::shared_ptr<const Snapshot> Load() const {
    std::lock_guard lock(mutex_);
    return newest_;
  }

  // Takes a snapshot of `engine`. What had been committed before the call is
  // in Load() after it, also when lanes publish side by side.
  void Refresh(const kv::Engine& engine) {
    std::lock_guard refresh_lock(refresh_mutex_);
    std::shared_ptr<const Snapshot> snapshot = engine.GetSnapshot();
    {
      std::lock_guard lock(mutex_);
      newest_.swap(snapshot);
    }
    // The old one, when nobody reads it any more, ends here: not in the lock.
  }

 private:
  std::mutex refresh_mutex_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> newest_;  // Guarded by mutex_.
};

// Thread-safe.
class LogListeners {
 public:
  using List = std::vector<LogListener>;

  void Add(LogListener listener) {
    std::lock_guard lock(mutex_);
    auto longer = std::make_shared<List>(*list_);
    longer->push_back(std::move(listener));
    list_ = std::move(longer);
  }
  std::shared_ptr<const List> Get() const {
    std::lock_guard lock(mutex_);
    return list_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const List> list_ = std::make_shared<List>();
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LANE_PUBLISHED_H_
