#include "server/operations/operations.h"

#include <optional>
#include <utility>

#include "comptoir/merchants/v1/operation_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/operations/failure.h"
#include "server/records/stamps.h"

namespace comptoir::operations {
namespace {

using merchants::v1::Operation;
using merchants::v1::OperationState;
using storage::v1::StoredOperation;
using store::JobRun;
using store::NextStep;

std::string JobKindOf(std::string_view kind) {
  return fmt::format("operation/{}", kind);
}

// Whether the same step may go well when it is tried again.
bool MayPass(const absl::Status& failure) {
  return absl::IsUnavailable(failure) || absl::IsAborted(failure) ||
         absl::IsResourceExhausted(failure);
}

absl::Status CheckRoom(const store::Transaction& txn) {
  ASSIGN_OR_RETURN(const bool has_room,
                   HasFewerOpen(txn, txn.merchant_id(), kOpenOperationsMax));
  if (has_room) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_OPERATIONS",
               fmt::format("{} operations of the merchant have not ended, and "
                           "no more can be open: wait for one or cancel it",
                           kOpenOperationsMax));
}

absl::Time ForgetTime(const Operation& operation) {
  return ToTime(operation.end_time()) + kOperationKept;
}

// Sends each state that differs from the last one it sent.
class OperationSource final : public rpc::Source<Operation> {
 public:
  OperationSource(const store::Store& store, const OperationTable& table,
                  std::string merchant_id, std::string id)
      : store_(store),
        table_(table),
        merchant_id_(std::move(merchant_id)),
        id_(std::move(id)) {}

  void Keep(std::unique_ptr<OperationWatchers::Registration> registration) {
    registration_ = std::move(registration);
  }

  absl::StatusOr<bool> Next(Operation* operation) override {
    if (has_ended_) return absl::OutOfRangeError("");
    ASSIGN_OR_RETURN(StoredOperation stored,
                     table_.Get(*store_.Read(), merchant_id_, id_));
    if (stored.operation().etag() == sent_etag_) return false;
    *operation = std::move(*stored.mutable_operation());
    sent_etag_ = operation->etag();
    has_ended_ = IsFinal(operation->state());
    return true;
  }

 private:
  const store::Store& store_;
  const OperationTable& table_;
  const std::string merchant_id_;
  const std::string id_;
  std::unique_ptr<OperationWatchers::Registration> registration_;
  std::string sent_etag_;
  bool has_ended_ = false;
};

}  // namespace

absl::Status CheckAlone(const store::Transaction& txn, std::string_view kind) {
  ASSIGN_OR_RETURN(const std::optional<std::string> open,
                   FindOpen(txn, txn.merchant_id(), kind));
  if (!open) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "OPERATION_RUNNING",
               fmt::format("{} is at {} already, and only one can be: wait for "
                           "it or cancel it",
                           *open, kind),
               {{"operation_id", *open}});
}

Operations::Operations(store::Store& store) : store_(store) {}

void Operations::Register(OperationKind kind) {
  kinds_[kind.name] = kind.is_alone;
  store_.RegisterSteps(
      JobKindOf(kind.name),
      {.step = [this, step = std::move(kind.step)](
                   const store::Snapshot& snapshot,
                   const JobRun& run) { return Step(snapshot, run, step); },
       .failures_max = kStepFailuresMax,
       .may_pass = MayPass,
       .give_up =
           [this](store::Transaction& txn, const JobRun& run,
                  const absl::Status& failure) {
             return Fail(txn, run, failure);
           }});
}

std::vector<std::string> Operations::KindNames() const {
  std::vector<std::string> names;
  for (const auto& [name, is_alone] : kinds_) names.push_back(name);
  return names;
}

absl::StatusOr<Operation> Operations::Begin(store::Transaction& txn,
                                            std::string_view kind,
                                            std::string input) const {
  const auto known = kinds_.find(kind);
  if (known == kinds_.end()) {
    return absl::InternalError(fmt::format("nothing does {}", kind));
  }
  if (known->second) RETURN_IF_ERROR(CheckAlone(txn, kind));
  RETURN_IF_ERROR(CheckRoom(txn));
  StoredOperation stored;
  stored.set_input(std::move(input));
  Operation& operation = *stored.mutable_operation();
  operation.set_id(txn.NewId("ope"));
  operation.set_kind(std::string(kind));
  operation.set_state(merchants::v1::OPERATION_STATE_PENDING);
  operation.set_actor_id(txn.actor());
  *operation.mutable_create_time() = ToTimestamp(txn.now());
  RETURN_IF_ERROR(Save(txn, stored));
  merchants::v1::OperationStarted event;
  event.set_operation_id(operation.id());
  event.set_kind(operation.kind());
  txn.AppendEvent(event, {operation.id()});
  txn.AddJob(
      {.kind = JobKindOf(kind), .due = txn.now(), .payload = operation.id()});
  return std::move(operation);
}

absl::StatusOr<Operation> Operations::Cancel(store::Transaction& txn,
                                             std::string_view id) const {
  ASSIGN_OR_RETURN(StoredOperation stored,
                   table_.Get(txn, txn.merchant_id(), id));
  if (!IsFinal(stored.operation().state())) {
    RETURN_IF_ERROR(
        SaveEnd(txn, stored, merchants::v1::OPERATION_STATE_CANCELED));
  }
  return std::move(*stored.mutable_operation());
}

absl::StatusOr<std::unique_ptr<rpc::Source<Operation>>> Operations::Watch(
    const std::string& merchant_id, const std::string& id,
    rpc::Wake wake) const {
  auto source =
      std::make_unique<OperationSource>(store_, table_, merchant_id, id);
  // Before the first look, so that no change falls between.
  source->Keep(watchers_->Watch(id, std::move(wake)));
  RETURN_IF_ERROR(table_.Get(*store_.Read(), merchant_id, id).status());
  return source;
}

absl::StatusOr<store::JobWrite> Operations::Step(
    const store::Snapshot& snapshot, const JobRun& run,
    const OperationStepper& stepper) const {
  ASSIGN_OR_RETURN(const std::optional<StoredOperation> stored,
                   table_.Find(snapshot, run.merchant_id, run.payload));
  if (!stored || IsFinal(stored->operation().state())) {
    return [this, run](store::Transaction& txn) { return Forget(txn, run); };
  }
  ASSIGN_OR_RETURN(
      OperationWrite write,
      stepper(snapshot, {.merchant_id = run.merchant_id,
                         .operation_id = run.payload,
                         .actor_id = stored->operation().actor_id(),
                         .input = stored->input(),
                         .cursor = run.cursor,
                         .now = run.now}));
  return [this, run, write = std::move(write)](store::Transaction& txn) {
    return WriteStep(txn, run, write);
  };
}

absl::StatusOr<NextStep> Operations::WriteStep(
    store::Transaction& txn, const JobRun& run,
    const OperationWrite& write) const {
  ASSIGN_OR_RETURN(std::optional<StoredOperation> stored,
                   table_.Find(txn, run.merchant_id, run.payload));
  if (!stored || IsFinal(stored->operation().state())) return Forget(txn, run);
  ASSIGN_OR_RETURN(const StepOutcome outcome, write(txn));
  Operation& operation = *stored->mutable_operation();
  operation.set_done_units(outcome.done_units);
  operation.set_total_units(outcome.total_units);
  if (!operation.has_start_time()) {
    *operation.mutable_start_time() = ToTimestamp(txn.now());
  }
  if (outcome.cursor) {
    operation.set_state(merchants::v1::OPERATION_STATE_RUNNING);
    RETURN_IF_ERROR(Save(txn, *stored));
    return NextStep::GoOn(*outcome.cursor);
  }
  if (outcome.result) operation.mutable_result()->PackFrom(*outcome.result);
  RETURN_IF_ERROR(
      SaveEnd(txn, *stored, merchants::v1::OPERATION_STATE_SUCCEEDED));
  return NextStep::At(ForgetTime(operation), "");
}

absl::StatusOr<NextStep> Operations::Forget(store::Transaction& txn,
                                            const JobRun& run) const {
  ASSIGN_OR_RETURN(const std::optional<StoredOperation> stored,
                   table_.Find(txn, run.merchant_id, run.payload));
  if (!stored) return NextStep::Done();
  const absl::Time due = ForgetTime(stored->operation());
  if (txn.now() < due) return NextStep::At(due, "");
  RETURN_IF_ERROR(table_.Delete(txn, run.payload).status());
  return NextStep::Done();
}

absl::Status Operations::Fail(store::Transaction& txn, const JobRun& run,
                              const absl::Status& failure) const {
  ASSIGN_OR_RETURN(std::optional<StoredOperation> stored,
                   table_.Find(txn, run.merchant_id, run.payload));
  if (!stored) return absl::OkStatus();
  Operation& operation = *stored->mutable_operation();
  if (!IsFinal(operation.state())) {
    *operation.mutable_error() = FailureOf(failure);
    RETURN_IF_ERROR(
        SaveEnd(txn, *stored, merchants::v1::OPERATION_STATE_FAILED));
  }
  txn.AddJob({.kind = JobKindOf(operation.kind()),
              .due = ForgetTime(operation),
              .payload = run.payload});
  return absl::OkStatus();
}

absl::Status Operations::Save(store::Transaction& txn,
                              StoredOperation& stored) const {
  records::StampChange(txn, stored.mutable_operation());
  txn.OnCommit([watchers = watchers_, id = stored.operation().id()] {
    watchers->Changed(id);
  });
  return table_.Put(txn, stored);
}

absl::Status Operations::SaveEnd(store::Transaction& txn,
                                 StoredOperation& stored,
                                 OperationState state) const {
  Operation& operation = *stored.mutable_operation();
  operation.set_state(state);
  *operation.mutable_end_time() = ToTimestamp(txn.now());
  merchants::v1::OperationEnded event;
  event.set_operation_id(operation.id());
  event.set_kind(operation.kind());
  event.set_state(state);
  event.set_reason(operation.error().reason());
  txn.AppendEvent(event, {operation.id()});
  return Save(txn, stored);
}

}  // namespace comptoir::operations
