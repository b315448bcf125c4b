// What a caller may ask of one call, and learn about it.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CALL_OPTIONS_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CALL_OPTIONS_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace comptoir::sdk {

// How a call went.
struct CallInfo {
  // How often the request was sent; 0 when it never was, for want of a token or
  // of a connection: then nothing is done.
  int attempts = 0;
  // The server had done this write before, under the same request id, and gave
  // its first answer again.
  bool replayed = false;
  // The request id that a write was sent with; empty for other calls.
  std::string request_id;
};

// Everything has a default: `{}` is right for most calls.
struct CallOptions {
  // From the start of the call to its answer, over all attempts. Absent: 5 s,
  // 60 s for methods that work on many things at once, none for streams.
  // absl::InfiniteDuration() means none. Zero and less: nothing is sent, and
  // the call fails with DEADLINE_EXCEEDED.
  std::optional<absl::Duration> deadline = {};
  // How often to send the request at most; 0 and 1 both mean: do not retry.
  // Absent: as in ConnectOptions.
  std::optional<int> attempts = {};
  // The request id of a write whose request has none. Absent in both: a new
  // one. Keep the id of a write that must not be done twice and give it again
  // after a restart.
  std::string request_id = {};
  // For streams: fail with UNAVAILABLE, reason STREAM_IDLE, when no message
  // arrives for so long. Absent: wait for ever.
  std::optional<absl::Duration> idle_max = {};
  // Filled before the call returns or calls back, and must live until then.
  // Not used by streams.
  CallInfo* info = nullptr;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CALL_OPTIONS_H_
