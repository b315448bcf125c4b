// Waits for a long operation, such as VerifyMerchant starts.
//
//   const auto begun = merchants.VerifyMerchant({});
//   const std::string& id = begun->operation().id();
//   const auto ended = sdk::AwaitOperation(operations, id);
//   MerchantVerification result;
//   if (ended.ok() && ended->result().UnpackTo(&result)) ...
#ifndef COMPTOIR_SDK_CPP_OPERATIONS_AWAIT_OPERATION_H_
#define COMPTOIR_SDK_CPP_OPERATIONS_AWAIT_OPERATION_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/operation_service.client.h"
#include "comptoir/sdk/watch.h"

namespace comptoir::sdk {

// Whether the operation does nothing any more.
inline bool HasEnded(const merchants::v1::Operation& operation) {
  return operation.state() == merchants::v1::OPERATION_STATE_SUCCEEDED ||
         operation.state() == merchants::v1::OPERATION_STATE_FAILED ||
         operation.state() == merchants::v1::OPERATION_STATE_CANCELED;
}

// Follows the operation, over as many connections as it takes, until it has
// ended in whatever way: its `state` says how. Calls `see`, when given, with
// each state that it learns of, the last one included. An error is the server's
// refusal, such as NOT_FOUND; the operation goes on without who waits for it.
// `options` are as those of a watch.
inline absl::StatusOr<merchants::v1::Operation> AwaitOperation(
    const merchants::v1::OperationServiceClient& client,
    const std::string& operation_id,
    const std::function<void(const merchants::v1::Operation&)>& see = nullptr,
    const WatchOptions& options = {}) {
  merchants::v1::WatchOperationRequest request;
  request.set_operation_id(operation_id);
  const CallOptions call = {.idle_max = options.idle_max};
  WatchPause pause(options.backoff);
  WatchConnection connection(options.on_connection);
  for (int failures = 0;; ++failures) {
    if (failures > 0) pause.Wait(failures);
    const auto stream = client.WatchOperation(request, call);
    merchants::v1::WatchOperationResponse response;
    while (stream->Read(&response)) {
      failures = 0;
      connection.OnMessage();
      if (see) see(response.operation());
      if (HasEnded(response.operation())) return response.operation();
    }
    const absl::Status status = stream->Finish();
    if (!WatchGoesOn(status)) return status;
    connection.OnEnd(status);
  }
}

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_OPERATIONS_AWAIT_OPERATION_H_
