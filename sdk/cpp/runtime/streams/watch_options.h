// How a watch keeps its connection, and tells of it.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_OPTIONS_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_OPTIONS_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/retry_policy.h"

namespace comptoir::sdk {

struct WatchOptions {
  // A connection that is silent for so long is given up for a new one. The
  // server sends something at least every 15 s.
  absl::Duration idle_max = absl::Seconds(45);
  // The waits before new connections; starts over with each message.
  Backoff backoff = {.max = absl::Seconds(10)};
  // Told whether the server is heard, so that an application can show that it
  // is offline: OK with the first message of a connection, before that message
  // is given out; an error when a connection was lost, or could not be made,
  // each time, before the wait for the next. What is wrong for good is not told
  // here, but ends the watch. A network that swallows everything is noticed
  // after `idle_max`. Called on the thread that waits for the watch, which it
  // may cancel: Watch::Cancel(), OperationWait::Cancel().
  std::function<void(const absl::Status& connection)> on_connection = {};
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_OPTIONS_H_
