// The seam between the runtime and gRPC: one attempt, one stream, time. Tests
// put fakes here.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_TRANSPORT_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_TRANSPORT_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/sdk/errors.h"
#include "google/protobuf/message_lite.h"

namespace comptoir::sdk {

// One attempt at a unary call.
struct Attempt {
  const char* path;
  // Serialized; lives until the attempt is done.
  const std::string* request;
  // Filled when the status is OK; lives until the attempt is done.
  google::protobuf::MessageLite* response;
  // absl::InfiniteFuture() means none.
  absl::Time deadline;
};

// What `AttemptResult::explain` may take.
inline constexpr absl::Duration kExplainMax = absl::Seconds(1);

struct AttemptResult {
  absl::Status status;
  bool replayed = false;
  // False when there was no token to send the request with, or no connection to
  // send it on.
  bool was_sent = true;
  // Present: finds out more about `status`, and says it instead. Waits: for a
  // thread on which the application may block.
  std::function<absl::Status()> explain = nullptr;
};

// How a call ends whose deadline is over before it begins: nothing is sent, and
// so nothing is done, as with the server's error of that reason.
inline absl::Status DeadlineWasOver() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "the deadline was over before anything was sent");
}

// What a stream is opened with.
struct StreamStart {
  const char* path;
  absl::Time deadline;
  std::optional<absl::Duration> idle_max;
  // Present: the one and only message that is sent.
  std::optional<std::string> request;
};

// One stream of serialized messages. One thread may read while another writes;
// Cancel() is thread-safe. Cancelled when destroyed before its end.
class RawStream {
 public:
  virtual ~RawStream() = default;
  // Waits until the connection takes the message; false when the stream ended.
  virtual bool Write(const std::string& message) = 0;
  virtual void WritesDone() = 0;
  // Waits for a message; false when the stream ended.
  virtual bool Read(google::protobuf::MessageLite* message) = 0;
  // Discards what was not read, waits for the end and returns its status.
  virtual absl::Status Finish() = 0;
  virtual void Cancel() = 0;
};

// Thread-safe.
class Transport {
 public:
  virtual ~Transport() = default;
  // Does not wait. `done` is called once, on any thread, perhaps at once.
  virtual void Send(const Attempt& attempt,
                    std::function<void(AttemptResult)> done) = 0;
  // Does not wait.
  virtual std::unique_ptr<RawStream> Open(StreamStart start) = 0;
};

// Time. Thread-safe.
class Timer {
 public:
  virtual ~Timer() = default;
  virtual absl::Time Now() const = 0;
  // Runs `action` once after `delay`, on a thread of the timer.
  virtual void RunAfter(absl::Duration delay, std::function<void()> action) = 0;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_TRANSPORT_H_
