// Who effects are for, in tests of the outbox.
#ifndef COMPTOIR_SERVER_STORE_OUTBOX_TESTING_HELD_RECEIVER_H_
#define COMPTOIR_SERVER_STORE_OUTBOX_TESTING_HELD_RECEIVER_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "server/store/outbox/effect.h"

namespace comptoir::store {

// A receiver: answers as told, or holds the runs until they are let go.
class HeldReceiver {
 public:
  EffectRunner Runner() {
    return [this](const Effect& effect, EffectDone done) {
      std::unique_lock lock(mutex_);
      runs_.push_back(effect);
      changed_.notify_all();
      if (holds_.count(effect.destination) > 0) {
        held_.emplace_back(effect.destination, std::move(done));
        return;
      }
      absl::Status result;
      if (!results_.empty()) {
        result = results_.front();
        results_.pop_front();
      }
      lock.unlock();
      done(result);
    };
  }

  // The results of the next runs; OK after them.
  void Answer(std::deque<absl::Status> results) {
    const std::lock_guard lock(mutex_);
    results_ = std::move(results);
  }
  void Hold(const std::string& destination) {
    const std::lock_guard lock(mutex_);
    holds_.insert(destination);
  }
  // Ends the held runs with `result`, or drops them when there is none.
  void LetGo(std::optional<absl::Status> result) {
    std::vector<std::pair<std::string, EffectDone>> held;
    {
      const std::lock_guard lock(mutex_);
      held.swap(held_);
      holds_.clear();
    }
    for (auto& [destination, done] : held) {
      if (result) done(*result);
    }
  }

  void AwaitRuns(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return runs_.size() >= count; });
  }
  // What ran since the last call, by dedupe key.
  std::vector<std::string> Take() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> keys;
    for (const Effect& effect : runs_) keys.push_back(effect.dedupe_key);
    runs_.clear();
    return keys;
  }
  Effect last() {
    const std::lock_guard lock(mutex_);
    return runs_.back();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Effect> runs_;
  std::deque<absl::Status> results_;
  std::set<std::string> holds_;
  std::vector<std::pair<std::string, EffectDone>> held_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_OUTBOX_TESTING_HELD_RECEIVER_H_
