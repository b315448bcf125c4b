#include "server/events/watch_channel.h"

#include <utility>

namespace comptoir::events {

void WatchChannel::Append(Entry entry) {
  const std::lock_guard lock(mutex_);
  if (!entries_.empty() &&
      entries_.back()->revision() + 1 != entry->revision()) {
    // Never so by the store's contract; streams then read from the store.
    entries_.clear();
    bytes_ = 0;
  }
  bytes_ += entry->ByteSizeLong();
  entries_.push_back(std::move(entry));
  while (entries_.size() > static_cast<size_t>(entries_max_) ||
         (bytes_ > bytes_max_ && entries_.size() > 1)) {
    bytes_ -= entries_.front()->ByteSizeLong();
    entries_.pop_front();
  }
}

WatchChannel::Lookup WatchChannel::Find(uint64_t revision) const {
  const std::lock_guard lock(mutex_);
  if (entries_.empty() || revision < entries_.front()->revision()) {
    return {.is_in_store = true};
  }
  const uint64_t index = revision - entries_.front()->revision();
  return {.entry = index < entries_.size() ? entries_[index] : nullptr};
}

bool WatchChannel::AddWatcher(std::shared_ptr<Watcher> watcher, int max) {
  const std::lock_guard lock(mutex_);
  if (watchers_.size() >= static_cast<size_t>(max)) return false;
  watchers_.insert(std::move(watcher));
  return true;
}

bool WatchChannel::RemoveWatcher(const std::shared_ptr<Watcher>& watcher) {
  const std::lock_guard lock(mutex_);
  watchers_.erase(watcher);
  return watchers_.empty();
}

std::vector<std::shared_ptr<Watcher>> WatchChannel::Watchers() const {
  const std::lock_guard lock(mutex_);
  return {watchers_.begin(), watchers_.end()};
}

}  // namespace comptoir::events
