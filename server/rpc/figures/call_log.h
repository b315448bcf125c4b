// One JSON line per call, without personal data.
#ifndef COMPTOIR_SERVER_RPC_FIGURES_CALL_LOG_H_
#define COMPTOIR_SERVER_RPC_FIGURES_CALL_LOG_H_

#include <atomic>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace comptoir::rpc {

struct CallLogOptions {
  // Calls that went well and fast are logged one in this many; 0 means none,
  // 1 means all. Failures and slow calls are always logged.
  int sample = 1000;
  absl::Duration slow = absl::Milliseconds(500);
};

// What is said of a call. Holds ids only.
struct CallFacts {
  std::string_view method;
  std::string_view merchant;
  std::string_view principal;
  absl::Duration duration;
  bool replayed = false;
  // Streams are long: their duration is not slowness.
  bool is_stream = false;
};

// Thread-safe. Writes to the process's log (server/base/log).
class CallLog {
 public:
  explicit CallLog(CallLogOptions options) : options_(options) {}

  // `status` is the handler's, before it is made fit for callers: the log is
  // where the text of an internal error goes.
  void Write(const CallFacts& facts, const absl::Status& status);

 private:
  const CallLogOptions options_;
  std::atomic<uint64_t> calls_{0};
};

}  // namespace comptoir::rpc

#endif  // COMPTOIR_SERVER_RPC_FIGURES_CALL_LOG_H_
