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
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/merchants/v1/operation_service.client.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/watch.h"

namespace comptoir::sdk {

// Whether the operation does nothing any more.
inline bool HasEnded(const merchants::v1::Operation& operation) {
  return operation.state() == merchants::v1::OPERATION_STATE_SUCCEEDED ||
         operation.state() == merchants::v1::OPERATION_STATE_FAILED ||
         operation.state() == merchants::v1::OPERATION_STATE_CANCELED;
}

struct AwaitOptions {
  // From when the wait is made to its end, over all connections; then it ends
  // with DEADLINE_EXCEEDED, reason OPERATION_NOT_ENDED. Zero and less: nothing
  // is sent.
  absl::Duration deadline = absl::InfiniteDuration();
  // As in WatchOptions.
  absl::Duration idle_max = WatchOptions().idle_max;
  Backoff backoff = WatchOptions().backoff;
  // As in WatchOptions; may cancel the wait.
  std::function<void(const absl::Status& connection)> on_connection = {};
};

// One wait for one operation. One thread calls Wait(), once; Cancel() is
// thread-safe.
class OperationWait {
 public:
  using See = std::function<void(const merchants::v1::Operation&)>;

  OperationWait(merchants::v1::OperationServiceClient client,
                const std::string& operation_id, AwaitOptions options = {})
      : client_(std::move(client)),
        options_(std::move(options)),
        pause_(options_.backoff, options_.deadline),
        connection_(options_.on_connection) {
    request_.set_operation_id(operation_id);
  }
  OperationWait(const OperationWait&) = delete;
  OperationWait& operator=(const OperationWait&) = delete;

  // Follows the operation, over as many connections as it takes, until it has
  // ended in whatever way: its `state` says how. Calls `see`, when given, with
  // each state that it learns of, the last one included; it may cancel the
  // wait.
  //
  // An error is CANCELLED after Cancel(), DEADLINE_EXCEEDED, or the server's
  // refusal, such as NOT_FOUND; the operation goes on without who waits for it.
  absl::StatusOr<merchants::v1::Operation> Wait(const See& see = nullptr) {
    for (int failures = 0;; ++failures) {
      if (failures > 0) pause_.Wait(failures);
      absl::Status status = Connect();
      merchants::v1::WatchOperationResponse response;
      while (status.ok() && stream_->Read(&response)) {
        failures = 0;
        connection_.OnMessage();
        if (see) see(response.operation());
        if (HasEnded(response.operation())) return response.operation();
      }
      if (!status.ok()) return status;
      status = stream_->Finish();
      const absl::Status stopped = Stopped();
      if (!stopped.ok()) return stopped;
      // That of the stream, which has ours.
      if (absl::IsDeadlineExceeded(status)) return TooLate();
      if (!WatchGoesOn(status)) return status;
      connection_.OnEnd(status);
    }
  }

  void Cancel() {
    pause_.Cancel();
    std::unique_lock<std::mutex> lock(mutex_);
    const std::shared_ptr<Stream> cancelled = stream_;
    lock.unlock();
    if (cancelled != nullptr) cancelled->Cancel();
  }

 private:
  using Stream = ServerStream<merchants::v1::WatchOperationResponse>;

  // OK while there is somebody who waits.
  absl::Status Stopped() const {
    if (pause_.is_cancelled()) return absl::CancelledError("wait cancelled");
    return pause_.Left() > absl::ZeroDuration() ? absl::OkStatus() : TooLate();
  }

  static absl::Status TooLate() {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "OPERATION_NOT_ENDED",
                     "the operation had not ended when the deadline passed; it "
                     "goes on");
  }

  absl::Status Connect() {
    absl::Status stopped = Stopped();
    if (!stopped.ok()) return stopped;
    std::shared_ptr<Stream> opened = client_.WatchOperation(
        request_, {.deadline = pause_.Left(), .idle_max = options_.idle_max});
    std::lock_guard<std::mutex> lock(mutex_);
    stream_ = std::move(opened);
    // Cancel() may have come while the stream was opened.
    return Stopped();
  }

  const merchants::v1::OperationServiceClient client_;
  const AwaitOptions options_;
  merchants::v1::WatchOperationRequest request_;
  WatchPause pause_;
  WatchConnection connection_;
  std::mutex mutex_;  // Guards the pointer for Cancel().
  std::shared_ptr<Stream> stream_;
};

// OperationWait::Wait() of a wait that nobody cancels.
inline absl::StatusOr<merchants::v1::Operation> AwaitOperation(
    const merchants::v1::OperationServiceClient& client,
    const std::string& operation_id, const OperationWait::See& see = nullptr,
    const AwaitOptions& options = {}) {
  return OperationWait(client, operation_id, options).Wait(see);
}

}  // namespace comptoir::sdk

#endif  // COMPTOIR_SDK_CPP_OPERATIONS_AWAIT_OPERATION_H_
