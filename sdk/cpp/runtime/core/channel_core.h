// What a Channel is made of. For the runtime and its tests; applications need
// channel.h alone.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_CHANNEL_CORE_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_CHANNEL_CORE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/executor.h"
#include "comptoir/sdk/method_info.h"
#include "comptoir/sdk/retry_policy.h"
#include "comptoir/sdk/transport.h"
#include "google/protobuf/message_lite.h"

namespace comptoir::sdk {

// Default deadlines.
inline constexpr int kUnaryDeadlineSeconds = 5;
inline constexpr int kBulkDeadlineSeconds = 60;

struct ChannelParts {
  std::shared_ptr<Transport> transport;
  std::shared_ptr<Timer> timer;
  // Runs what calls that nobody waits for call back; they alone need it.
  std::shared_ptr<Executor> callbacks;
  // In [0, 1). Thread-safe.
  std::function<double()> random;
  int attempts = 5;
  Backoff backoff;
};

class Channel {
 public:
  explicit Channel(ChannelParts parts) : parts_(std::move(parts)) {}

  // Sends `request`, and again while that is safe and may help. `response`
  // lives until `done`, which is called once, by `callbacks`.
  void Start(const MethodInfo& method,
             const google::protobuf::MessageLite& request,
             const CallOptions& options,
             google::protobuf::MessageLite* response,
             std::function<void(absl::Status)> done);

  // Start() for callers that wait: needs no thread but theirs and gRPC's.
  absl::Status Call(const MethodInfo& method,
                    const google::protobuf::MessageLite& request,
                    const CallOptions& options,
                    google::protobuf::MessageLite* response);

  // Opens a stream; with `request`, one that sends nothing else.
  std::unique_ptr<RawStream> Open(const MethodInfo& method,
                                  const google::protobuf::MessageLite* request,
                                  const CallOptions& options);

 private:
  const ChannelParts parts_;
  const std::shared_ptr<RetryBudget> budget_ = std::make_shared<RetryBudget>();
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_CHANNEL_CORE_H_
