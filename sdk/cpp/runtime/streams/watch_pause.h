// When a watch opens another stream, and how long it waits before.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_PAUSE_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_PAUSE_H_

#include <condition_variable>
#include <mutex>

#include "absl/status/status.h"
#include "comptoir/sdk/retry_policy.h"

namespace comptoir::sdk {

// Whether a watch opens a new stream after one that ended with `status`: when
// the connection or the server went away, not when the server refused.
bool WatchGoesOn(const absl::Status& status);

// The waits of a watch, which end at once when it is cancelled. Thread-safe.
class WatchPause {
 public:
  explicit WatchPause(Backoff backoff) : backoff_(backoff) {}

  // False when cancelled, before or while waiting.
  bool Wait(int failures);
  void Cancel();
  bool is_cancelled() const;

 private:
  const Backoff backoff_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_cancelled_ = false;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_PAUSE_H_
