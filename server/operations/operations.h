// Long work: started by a call, done in steps by the store's jobs, looked at,
// followed and canceled by others. One shape for verifications, imports,
// exports and whatever else takes longer than a call.
//
//   operations.Register({.name = "customers.export", .step = ...});  // once
//
//   ASSIGN_OR_RETURN(*response.mutable_operation(),  // in a handler
//                    operations.Begin(txn, "customers.export", input));
#ifndef COMPTOIR_SERVER_OPERATIONS_OPERATIONS_H_
#define COMPTOIR_SERVER_OPERATIONS_OPERATIONS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/merchants/v1/operation.pb.h"
#include "server/operations/operation_kind.h"
#include "server/operations/operation_table.h"
#include "server/operations/operation_watchers.h"
#include "server/rpc/stream.h"
#include "server/store/jobs/job.h"
#include "server/store/store.h"
#include "server/store/transaction.h"

namespace comptoir::operations {

// How long an operation is kept after its end.
inline constexpr absl::Duration kOperationKept = absl::Hours(24 * 30);
// Operations of a merchant that have not ended: one more is refused.
inline constexpr int kOpenOperationsMax = 20;
// Failures of one step in a row after which the operation fails: with the
// delays of store/jobs/backoff.h about ten seconds.
inline constexpr int kStepFailuresMax = 5;

// FAILED_PRECONDITION, reason OPERATION_RUNNING, metadata `operation_id`, when
// an operation of the kind has not ended: for one that would disturb it.
absl::Status CheckAlone(const store::Transaction& txn, std::string_view kind);

// Thread-safe once the store has started. `store` must outlive it, and it the
// store's jobs.
class Operations {
 public:
  explicit Operations(store::Store& store);

  const OperationTable& table() const { return table_; }

  // Says what does the operations of a kind. Before the store starts.
  void Register(OperationKind kind);

  bool Knows(std::string_view kind) const { return kinds_.contains(kind); }
  std::vector<std::string> KindNames() const;

  // Starts an operation with the transaction. FAILED_PRECONDITION, reason
  // OPERATION_RUNNING, metadata `operation_id`, when it would not be alone;
  // RESOURCE_EXHAUSTED, reason TOO_MANY_OPERATIONS.
  absl::StatusOr<merchants::v1::Operation> Begin(store::Transaction& txn,
                                                 std::string_view kind,
                                                 std::string input) const;

  // Stops it before its next step; does nothing when it has ended. NOT_FOUND.
  absl::StatusOr<merchants::v1::Operation> Cancel(store::Transaction& txn,
                                                  std::string_view id) const;

  // The states of one operation as they come; ends with OK after the last one.
  // Slow readers miss states between. NOT_FOUND.
  absl::StatusOr<std::unique_ptr<rpc::Source<merchants::v1::Operation>>> Watch(
      const std::string& merchant_id, const std::string& id,
      rpc::Wake wake) const;

 private:
  absl::StatusOr<store::JobWrite> Step(const store::Snapshot& snapshot,
                                       const store::JobRun& run,
                                       const OperationStepper& stepper) const;
  absl::StatusOr<store::NextStep> WriteStep(store::Transaction& txn,
                                            const store::JobRun& run,
                                            const OperationWrite& write) const;
  // The life of one that has ended: kept for a while, then forgotten.
  absl::StatusOr<store::NextStep> Forget(store::Transaction& txn,
                                         const store::JobRun& run) const;
  absl::Status Fail(store::Transaction& txn, const store::JobRun& run,
                    const absl::Status& failure) const;
  // Stamps and stores the operation, and tells who watches it.
  absl::Status Save(store::Transaction& txn,
                    storage::v1::StoredOperation& stored) const;
  absl::Status SaveEnd(store::Transaction& txn,
                       storage::v1::StoredOperation& stored,
                       merchants::v1::OperationState state) const;

  store::Store& store_;
  const OperationTable table_ = MakeOperationTable();
  const std::shared_ptr<OperationWatchers> watchers_ =
      std::make_shared<OperationWatchers>();
  // Whether operations of a kind are alone, by its name. Fixed once started.
  std::map<std::string, bool, std::less<>> kinds_;
};

}  // namespace comptoir::operations

#endif  // COMPTOIR_SERVER_OPERATIONS_OPERATIONS_H_
