// What an area implements for one kind of long operation.
#ifndef COMPTOIR_SERVER_OPERATIONS_OPERATION_KIND_H_
#define COMPTOIR_SERVER_OPERATIONS_OPERATION_KIND_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/store/transaction.h"

namespace comptoir::operations {

// An operation as its kind sees it.
struct OperationRun {
  std::string merchant_id;
  std::string operation_id;
  // Who started it.
  std::string actor_id;
  // As it was started with.
  std::string input;
  // What the last step left; empty at the first.
  std::string cursor;
  absl::Time now;
};

// What one step came to.
struct StepOutcome {
  // Where the next step begins; nullopt when the operation has succeeded.
  std::optional<std::string> cursor;
  // Altogether so far; see merchants.v1.Operation.
  int64_t done_units = 0;
  int64_t total_units = 0;
  // What came out, once it has succeeded; may be null.
  std::shared_ptr<const google::protobuf::Message> result = nullptr;
};

// The write of a step, in the lane; see store::JobWrite. It does not run when
// the operation was canceled meanwhile.
using OperationWrite =
    std::function<absl::StatusOr<StepOutcome>(store::Transaction& txn)>;

// Takes one bounded step: reads outside of the lane and returns what to write;
// see store::JobStepper. Each step has its effect exactly once. UNAVAILABLE,
// ABORTED and RESOURCE_EXHAUSTED are tried again a few times; any other error
// ends the operation with it, and what that step wrote is taken back.
using OperationStepper = std::function<absl::StatusOr<OperationWrite>(
    const store::Snapshot& snapshot, const OperationRun& run)>;

// A kind of operation.
struct OperationKind {
  // Shown and stored, such as "customers.export".
  std::string name;
  OperationStepper step;
  // Whether a merchant can have only one at a time.
  bool is_alone = false;
};

}  // namespace comptoir::operations

#endif  // COMPTOIR_SERVER_OPERATIONS_OPERATION_KIND_H_
