// A stream of events that outlives its connections: when one is lost, the next
// goes on after the last revision seen.
//
//   auto watch = client.WatchEventsResuming(request);
//   for (auto answer = watch.Next(); answer.ok(); answer = watch.Next()) ...
#ifndef COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_H_
#define COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/position.h"
#include "comptoir/sdk/stream.h"
#include "comptoir/sdk/watch_options.h"
#include "comptoir/sdk/watch_pause.h"

namespace comptoir::sdk {

// One thread calls Next(); Cancel() is thread-safe. Movable.
template <typename Response>
class Watch {
 public:
  using Stream = ServerStream<Response>;
  using Position = sdk::Position;
  // Opens a stream after a position; nullopt: as the application asked.
  using Open = std::function<std::unique_ptr<Stream>(
      const std::optional<Position>& after)>;

  Watch(Open open, WatchOptions options)
      : state_(std::make_unique<State>(std::move(open), options)) {}

  // Waits for the next answer of the server, over as many connections as it
  // takes. Answers without events tell where the stream stands. An error is
  // final, later calls give it again: CANCELLED after Cancel(), or the server's
  // refusal, such as reason HISTORY_COMPACTED when the events to resume from
  // are no longer kept, and HISTORY_CHANGED or REVISION_IN_FUTURE when the
  // server was restored from a backup.
  absl::StatusOr<Response> Next() { return state_->Next(); }

  // The last revision seen and its history: what to keep to resume another
  // time.
  const std::optional<Position>& position() const { return state_->position; }

  void Cancel() { state_->Cancel(); }

 private:
  struct State {
    State(Open open, const WatchOptions& options)
        : open(std::move(open)),
          pause(options.backoff),
          connection(options.on_connection) {}

    absl::StatusOr<Response> Next() {
      if (!end.ok()) return end;
      Response response;
      while (true) {
        if (!Connect()) return End(absl::CancelledError("watch cancelled"));
        if (stream->Read(&response)) {
          failures = 0;
          connection.OnMessage();
          position.emplace();
          position->revision = response.revision();
          if constexpr (requires { response.history(); }) {
            position->history = response.history();
          }
          return response;
        }
        const absl::Status status = stream->Finish();
        Disconnect();
        if (pause.is_cancelled()) continue;
        if (!WatchGoesOn(status)) return End(status);
        ++failures;
        connection.OnEnd(status);
      }
    }

    absl::Status End(absl::Status status) {
      end = std::move(status);
      return end;
    }

    // False when cancelled.
    bool Connect() {
      if (pause.is_cancelled()) return false;
      if (stream != nullptr) return true;
      if (failures > 0 && !pause.Wait(failures)) return false;
      std::shared_ptr<Stream> opened = open(position);
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
    WatchConnection connection;
    std::mutex mutex;  // Guards the pointer for Cancel().
    std::shared_ptr<Stream> stream;
    std::optional<Position> position;
    absl::Status end;  // Once the watch has ended: why.
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
       call_options](const std::optional<Position>& after) mutable {
        if (after) {
          request.set_after_revision(after->revision);
          if constexpr (requires { request.set_history(after->history); }) {
            request.set_history(after->history);
          }
        }
        return call(request, call_options);
      },
      options);
}

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_STREAMS_WATCH_H_
