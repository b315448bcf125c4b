// One merchant's watchers and the newest entries of its log.
#ifndef COMPTOIR_SERVER_EVENTS_WATCH_CHANNEL_H_
#define COMPTOIR_SERVER_EVENTS_WATCH_CHANNEL_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/rpc/stream.h"

namespace comptoir::events {

// What the hub knows of one stream.
struct Watcher {
  rpc::Wake wake;
  // When the stream should say where it stands; microseconds since 1970.
  std::atomic<int64_t> bookmark_due_micros = 0;
};

// Thread-safe.
class WatchChannel {
 public:
  using Entry = std::shared_ptr<const storage::v1::LogEntry>;

  WatchChannel(std::string merchant_id, int entries_max, size_t bytes_max)
      : merchant_id_(std::move(merchant_id)),
        entries_max_(entries_max),
        bytes_max_(bytes_max) {}

  const std::string& merchant_id() const { return merchant_id_; }

  // Takes the newest entry of the log.
  void Append(Entry entry);

  // What is known of the entry of a revision.
  struct Lookup {
    Entry entry;
    // True when it is not in memory and may be in the store; otherwise no entry
    // means that there is none yet.
    bool is_in_store = false;
  };
  Lookup Find(uint64_t revision) const;

  // False when there are `max` already.
  bool AddWatcher(std::shared_ptr<Watcher> watcher, int max);
  // Whether it was the last one.
  bool RemoveWatcher(const std::shared_ptr<Watcher>& watcher);

  std::vector<std::shared_ptr<Watcher>> Watchers() const;

  // Set while the channel waits for its watchers to be woken.
  std::atomic<bool> is_marked = false;

 private:
  const std::string merchant_id_;
  const int entries_max_;
  const size_t bytes_max_;
  mutable std::mutex mutex_;
  // Consecutive revisions.
  std::deque<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_set<std::shared_ptr<Watcher>> watchers_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WATCH_CHANNEL_H_
