// Remembers the first failure of something that must not go on after it.
#ifndef COMPTOIR_SERVER_KV_FAILURE_LATCH_H_
#define COMPTOIR_SERVER_KV_FAILURE_LATCH_H_

#include <atomic>
#include <mutex>
#include <utility>

#include "absl/status/status.h"

namespace comptoir::kv {

// Thread-safe. Costs no lock until something has failed.
class FailureLatch {
 public:
  bool ok() const { return !has_failed_; }
  // OK, or the first failure.
  absl::Status status() const {
    if (ok()) return absl::OkStatus();
    std::lock_guard lock(mutex_);
    return failure_;
  }
  // Keeps `failure`, which must not be OK, if it is the first. Returns the
  // first.
  absl::Status Fail(absl::Status failure) {
    std::lock_guard lock(mutex_);
    if (!has_failed_) {
      failure_ = std::move(failure);
      has_failed_ = true;
    }
    return failure_;
  }

 private:
  mutable std::mutex mutex_;
  std::atomic<bool> has_failed_ = false;
  absl::Status failure_;  // Guarded by mutex_.
};

}  // namespace comptoir::kv

#endif  // COMPTOIR_SERVER_KV_FAILURE_LATCH_H_
