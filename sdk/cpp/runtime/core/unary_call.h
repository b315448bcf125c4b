// The one retry loop of all unary calls.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_UNARY_CALL_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_UNARY_CALL_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/channel_core.h"
#include "comptoir/sdk/executor.h"
#include "comptoir/sdk/method_info.h"
#include "comptoir/sdk/retry_policy.h"
#include "comptoir/sdk/transport.h"

namespace comptoir::sdk {

// One call: attempts, with waits between them, until one is final. Keeps itself
// alive until then; never blocks a thread.
class UnaryCall : public std::enable_shared_from_this<UnaryCall> {
 public:
  // `request` is sent byte for byte by every attempt. `executor` runs what is
  // the application's: `done`, and the credentials of attempts after the first;
  // and whatever else may block.
  UnaryCall(ChannelParts parts, std::shared_ptr<RetryBudget> budget,
            std::shared_ptr<Executor> executor, const MethodInfo& method,
            std::string request, google::protobuf::MessageLite* response,
            const CallOptions& options, std::function<void(absl::Status)> done);

  void Start();

 private:
  void Send();
  void SendLater(absl::Duration wait);
  void OnResult(AttemptResult result);
  // Goes on after an attempt of which all is known.
  void Judge(AttemptResult result);
  // How long to wait before the next attempt; empty when there is to be none.
  std::optional<absl::Duration> WaitAfter(const absl::Status& status);
  void Finish(AttemptResult result);

  const ChannelParts parts_;
  const std::shared_ptr<RetryBudget> budget_;
  const std::shared_ptr<Executor> executor_;
  const MethodInfo method_;
  const std::string request_;
  google::protobuf::MessageLite* const response_;
  CallInfo* const info_;
  const int attempts_max_;
  const absl::Time deadline_;
  std::function<void(absl::Status)> done_;
  int attempts_ = 0;
  // Attempts that were sent.
  int sent_ = 0;
};

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_UNARY_CALL_H_
