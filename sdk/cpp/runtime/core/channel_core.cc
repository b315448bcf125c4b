#include "comptoir/sdk/channel_core.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "sdk/cpp/runtime/core/unary_call.h"

namespace comptoir::sdk {
namespace {

// The thread of who waits for a call: whatever other threads do, it is there.
class WaitingCaller final : public Executor {
 public:
  void Run(std::function<void()> task) override {
    std::lock_guard<std::mutex> lock(mutex_);
    task_ = std::move(task);
    changed_.notify_one();
  }

  // Waits for a task and runs it.
  void RunNext() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return task_ != nullptr; });
    const auto task = std::exchange(task_, nullptr);
    lock.unlock();
    task();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> task_;  // A call has one at a time.
};

}  // namespace

void Channel::Start(const MethodInfo& method,
                    const google::protobuf::MessageLite& request,
                    const CallOptions& options,
                    google::protobuf::MessageLite* response,
                    std::function<void(absl::Status)> done) {
  std::make_shared<UnaryCall>(parts_, budget_, parts_.callbacks, method,
                              request.SerializeAsString(), response, options,
                              std::move(done))
      ->Start();
}

absl::Status Channel::Call(const MethodInfo& method,
                           const google::protobuf::MessageLite& request,
                           const CallOptions& options,
                           google::protobuf::MessageLite* response) {
  const auto caller = std::make_shared<WaitingCaller>();
  std::optional<absl::Status> result;
  std::make_shared<UnaryCall>(
      parts_, budget_, caller, method, request.SerializeAsString(), response,
      options, [&](absl::Status status) { result = std::move(status); })
      ->Start();
  while (!result) caller->RunNext();
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
