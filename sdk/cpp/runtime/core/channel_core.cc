#include "comptoir/sdk/channel_core.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "sdk/cpp/runtime/core/unary_call.h"

namespace comptoir::sdk {

void Channel::Start(const MethodInfo& method,
                    const google::protobuf::MessageLite& request,
                    const CallOptions& options,
                    google::protobuf::MessageLite* response,
                    std::function<void(absl::Status)> done) {
  std::make_shared<UnaryCall>(parts_, budget_, method,
                              request.SerializeAsString(), response, options,
                              std::move(done))
      ->Start();
}

absl::Status Channel::Call(const MethodInfo& method,
                           const google::protobuf::MessageLite& request,
                           const CallOptions& options,
                           google::protobuf::MessageLite* response) {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<absl::Status> result;
  Start(method, request, options, response, [&](absl::Status status) {
    std::lock_guard<std::mutex> lock(mutex);
    result = std::move(status);
    // Under the lock, since the waiter destroys `changed`.
    changed.notify_one();
  });
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return result.has_value(); });
  return *std::move(result);
}

std::unique_ptr<RawStream> Channel::Open(
    const MethodInfo& method, const google::protobuf::MessageLite* request,
    const CallOptions& options) {
  StreamStart start{
      .path = method.path,
      .deadline = options.deadline ? parts_.timer->Now() + *options.deadline
                                   : absl::InfiniteFuture(),
      .idle_max = options.idle_max,
  };
  if (request != nullptr) start.request = request->SerializeAsString();
  return parts_.transport->Open(std::move(start));
}

}  // namespace comptoir::sdk
