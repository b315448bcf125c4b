#include "tools/cli/import/calls/outstanding.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"

namespace comptoir::cli {
namespace {

// Lives until the last call is done.
class Outstanding {
 public:
  // Waits for a free place, then takes it; false when the work has to stop.
  bool Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] {
      return outstanding_ < kOutstandingMax || !stopped_.ok();
    });
    if (!stopped_.ok()) return false;
    ++outstanding_;
    return true;
  }

  void Finish(const absl::Status& status) {
    const std::lock_guard lock(mutex_);
    stopped_.Update(status);
    --outstanding_;
    ++done_;
    // Under the lock, since the waiter destroys this.
    changed_.notify_all();
  }

  int64_t done() {
    const std::lock_guard lock(mutex_);
    return done_;
  }

  // Waits for those that are out; reports as they come in.
  absl::Status Wait(const std::function<void(int64_t)>& progress) {
    std::unique_lock lock(mutex_);
    while (outstanding_ > 0) {
      changed_.wait(lock);
      const int64_t done = done_;
      lock.unlock();
      progress(done);
      lock.lock();
    }
    const int64_t done = done_;
    absl::Status stopped = stopped_;
    lock.unlock();
    // Some may have ended while nobody waited for one.
    progress(done);
    return stopped;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int outstanding_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status stopped_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::Status ForEachOutstanding(
    size_t count, const std::function<void(size_t index, Done done)>& start,
    const std::function<void(int64_t done)>& progress) {
  Outstanding outstanding;
  for (size_t i = 0; i < count && outstanding.Take(); ++i) {
    start(i, [&outstanding](const absl::Status& status) {
      outstanding.Finish(status);
    });
    progress(outstanding.done());
  }
  return outstanding.Wait(progress);
}

}  // namespace comptoir::cli
