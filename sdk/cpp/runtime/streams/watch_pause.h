// When a watch opens another stream, how long it waits before, and what it says
// about that.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_PAUSE_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_PAUSE_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/retry_policy.h"

namespace comptoir::sdk {

// Whether a watch opens a new stream after one that ended with `status`: when
// the connection or the server went away, not when the server refused.
bool WatchGoesOn(const absl::Status& status);

// Tells an application whether a watch hears its server. Of one thread.
class WatchConnection {
 public:
  using Listener = std::function<void(const absl::Status&)>;

  // `listener` may be null.
  explicit WatchConnection(Listener listener)
      : listener_(std::move(listener)) {}

  // A message came: tells of the first of a connection.
  void OnMessage();
  // The connection ended with `status`, and another one will be made.
  void OnEnd(const absl::Status& status);

 private:
  const Listener listener_;
  bool is_heard_ = false;
};

// The waits of a watch, which end at once when it is cancelled. Thread-safe.
class WatchPause {
 public:
  // `deadline` is from now on.
  explicit WatchPause(Backoff backoff,
                      absl::Duration deadline = absl::InfiniteDuration());

  // Waits after so many failures in a row, until the deadline at most. False
  // when cancelled, before or while waiting.
  bool Wait(int failures);
  // Until the deadline; nothing and less when it has passed.
  absl::Duration Left() const;
  void Cancel();
  bool is_cancelled() const;

 private:
  const Backoff backoff_;
  const absl::Time deadline_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_cancelled_ = false;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_PAUSE_H_
