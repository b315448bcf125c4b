// A stream of events that outlives its connections: when one is lost, the next
// goes on after the last revision seen.
//
//   auto watch = client.WatchEventsResuming(request);
//   for (auto answer = watch.Next(); answer.ok(); answer = watch.Next()) ...
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/retry_policy.h"
#include "comptoir/sdk/stream.h"

namespace comptoir::sdk {

struct WatchOptions {
  // A connection that is silent for so long is given up for a new one. The
  // server sends something at least every 15 s.
  absl::Duration idle_max = absl::Seconds(45);
  // The waits before new connections; starts over with each message.
  Backoff backoff = {.max = absl::Seconds(10)};
};

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

// One thread calls Next(); Cancel() is thread-safe. Movable.
template <typename Response>
class Watch {
 public:
  using Stream = ServerStream<Response>;
  // Opens a stream after a revision; empty: as the application asked.
  using Open = std::function<std::unique_ptr<Stream>(std::optional<int64_t>)>;

  Watch(Open open, WatchOptions options)
      : state_(std::make_unique<State>(std::move(open), options)) {}

  // Waits for the next answer of the server, over as many connections as it
  // takes. Answers without events tell where the stream stands. An error is
  // final: CANCELLED after Cancel(), or the server's refusal, such as reason
  // HISTORY_COMPACTED when the events to resume from are no longer kept.
  absl::StatusOr<Response> Next() { return state_->Next(); }

  // The last revision seen: what to keep to resume another time.
  std::optional<int64_t> revision() const { return state_->revision; }

  void Cancel() { state_->Cancel(); }

 private:
  struct State {
    State(Open open, const WatchOptions& options)
        : open(std::move(open)), pause(options.backoff) {}

    absl::StatusOr<Response> Next() {
      Response response;
      while (true) {
        if (!Connect()) return absl::CancelledError("watch cancelled");
        if (stream->Read(&response)) {
          failures = 0;
          revision = response.revision();
          return response;
        }
        const absl::Status status = stream->Finish();
        Disconnect();
        if (pause.is_cancelled()) continue;
        if (!WatchGoesOn(status)) return status;
        ++failures;
      }
    }

    // False when cancelled.
    bool Connect() {
      if (pause.is_cancelled()) return false;
      if (stream != nullptr) return true;
      if (failures > 0 && !pause.Wait(failures)) return false;
      std::shared_ptr<Stream> opened = open(revision);
      std::lock_guard<std::mutex> lock(mutex);
      stream = std::move(opened);
      // Cancel() may have come while the stream was opened.
      return !pause.is_cancelled();
    }

    void Disconnect() {
      std::lock_guard<std::mutex> lock(mutex);
      stream.reset();
    }

    void Cancel() {
      pause.Cancel();
      std::unique_lock<std::mutex> lock(mutex);
      const std::shared_ptr<Stream> cancelled = stream;
      lock.unlock();
      if (cancelled != nullptr) cancelled->Cancel();
    }

    const Open open;
    WatchPause pause;
    std::mutex mutex;  // Guards the pointer for Cancel().
    std::shared_ptr<Stream> stream;
    std::optional<int64_t> revision;
    int failures = 0;
  };

  std::unique_ptr<State> state_;
};

// For generated clients: `call` opens one stream.
template <typename Response, typename Request, typename Call>
Watch<Response> MakeWatch(Request request, const WatchOptions& options,
                          Call call) {
  const CallOptions call_options = {.idle_max = options.idle_max};
  return Watch<Response>(
      [request = std::move(request), call = std::move(call),
       call_options](std::optional<int64_t> revision) mutable {
        if (revision) request.set_after_revision(*revision);
        return call(request, call_options);
      },
      options);
}

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_H_
