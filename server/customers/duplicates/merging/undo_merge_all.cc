#include "server/customers/duplicates/merging/undo_merge_all.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "comptoir/customers/v1/duplicate.pb.h"
#include "comptoir/storage/v1/duplicate.pb.h"
#include "comptoir/storage/v1/log.pb.h"
#include "comptoir/storage/v1/operation.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/duplicates/merging/merge_all.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/scan_ids.h"
#include "server/store/store.h"

namespace comptoir::customers {
namespace {

using merchants::v1::Operation;
using operations::OperationRun;
using operations::OperationWrite;
using operations::StepOutcome;
using storage::v1::StoredCustomer;
using storage::v1::UndoMergeAllInput;
using storage::v1::UndoMergeAllProgress;
using store::Key;
using store::Space;
using v1::UndoMergeAllResult;

// One merge of the operation.
struct MadeMerge {
  uint64_t revision = 0;
  // From the end of what the revision merged, this one included.
  int number = 0;
  std::string customer_id;
  std::string survivor_id;
};

Key FeedOf(std::string_view merchant_id, std::string_view operation_id) {
  return Key(Space::kFeed, merchant_id).Id(operation_id);
}

// What the revision merged for the operation, the last one first.
absl::StatusOr<std::vector<MadeMerge>> MergesIn(const store::Snapshot& snapshot,
                                                const std::string& merchant_id,
                                                uint64_t revision,
                                                std::string_view operation_id) {
  ASSIGN_OR_RETURN(const storage::v1::LogEntry entry,
                   store::ReadLog(snapshot, merchant_id, revision));
  std::vector<MadeMerge> merges;
  for (int i = entry.events_size() - 1; i >= 0; --i) {
    v1::CustomerMerged event;
    if (!entry.events(i).data().UnpackTo(&event) ||
        event.operation_id() != operation_id) {
      continue;
    }
    for (const std::string& customer_id : event.merged_customer_ids()) {
      merges.push_back({.revision = revision,
                        .number = static_cast<int>(merges.size()) + 1,
                        .customer_id = customer_id,
                        .survivor_id = event.customer_id()});
    }
  }
  return merges;
}

// What the next step takes back.
struct Batch {
  std::vector<MadeMerge> merges;
  // Nothing is left after it.
  bool is_last = false;
};

absl::StatusOr<Batch> ReadBatch(const store::Snapshot& snapshot,
                                const std::string& merchant_id,
                                std::string_view operation_id,
                                const UndoMergeAllProgress& progress) {
  const std::string from =
      progress.revision() == 0
          ? ""
          : FeedOf(merchant_id, operation_id).U64(progress.revision()).Take();
  constexpr auto kNewestFirst = kv::Direction::kReverse;
  const auto rows =
      snapshot.Scan(store::RestOf(FeedOf(merchant_id, operation_id).Prefix(),
                                  from, kNewestFirst),
                    kNewestFirst);
  Batch batch;
  for (; rows->Valid(); rows->Next()) {
    if (batch.merges.size() >= kMergesPerStep) return batch;
    store::KeyReader key(rows->key());
    std::string id;
    uint64_t revision = 0;
    if (!key.Id("ope", &id) || !key.U64(&revision)) return Corrupt("feed row");
    ASSIGN_OR_RETURN(std::vector<MadeMerge> merges,
                     MergesIn(snapshot, merchant_id, revision, operation_id));
    for (MadeMerge& merge : merges) {
      const bool is_done = revision == progress.revision() &&
                           merge.number <= progress.done_merges();
      if (!is_done) batch.merges.push_back(std::move(merge));
    }
  }
  RETURN_IF_ERROR(rows->status());
  batch.is_last = true;
  return batch;
}

void AddLeft(const MadeMerge& merge, std::string_view reason,
             UndoMergeAllResult* result) {
  result->set_left_count(result->left_count() + 1);
  if (result->left_size() == kLeftListedMax) return;
  v1::LeftMerge& left = *result->add_left();
  left.set_customer_id(merge.customer_id);
  left.set_survivor_customer_id(merge.survivor_id);
  left.set_reason(std::string(reason));
}

// Why the merge is left as it is; empty when it is to be taken back.
std::string_view ReasonToLeave(const std::optional<StoredCustomer>& identity,
                               std::string_view operation_id) {
  if (!identity) return "DELETED";
  if (identity->merged_into().empty()) return "UNMERGED";
  if (identity->merged_by_operation_id() != operation_id) {
    return "MERGED_AGAIN";
  }
  return "";
}

// Takes merges back, of each profile one.
class Undoer {
 public:
  Undoer(const CustomerDirectory& directory, const MergeBook& book,
         store::Transaction& txn, const OperationRun& run,
         const std::string& undone_id, UndoMergeAllResult* result)
      : directory_(directory),
        book_(book),
        txn_(txn),
        run_(run),
        undone_id_(undone_id),
        result_(*result) {}

  // False when its profile was changed in this step already.
  absl::StatusOr<bool> Undo(const MadeMerge& merge) {
    ASSIGN_OR_RETURN(const auto identity,
                     directory_.tables().customers.Find(txn_, run_.merchant_id,
                                                        merge.customer_id));
    const std::string_view reason = ReasonToLeave(identity, undone_id_);
    if (!reason.empty()) {
      AddLeft(merge, reason, &result_);
      return true;
    }
    ASSIGN_OR_RETURN(
        const std::optional<std::string> survivor,
        directory_.SurvivorOf(txn_, run_.merchant_id, merge.customer_id));
    if (!survivor) return Corrupt("a customer's merges");
    if (!changed_.insert(*survivor).second) return false;
    changed_.insert(merge.customer_id);
    RETURN_IF_ERROR(book_
                        .Unmerge(txn_, merge.customer_id, /*survivor_etag=*/"",
                                 run_.operation_id)
                        .status());
    result_.set_unmerged_count(result_.unmerged_count() + 1);
    return true;
  }

 private:
  const CustomerDirectory& directory_;
  const MergeBook& book_;
  store::Transaction& txn_;
  const OperationRun& run_;
  const std::string& undone_id_;
  UndoMergeAllResult& result_;
  // Survivors whose rows this step has written.
  std::set<std::string> changed_;
};

absl::StatusOr<StepOutcome> WriteStep(const CustomerDirectory& directory,
                                      const MergeBook& book,
                                      store::Transaction& txn,
                                      const OperationRun& run,
                                      const UndoMergeAllInput& input,
                                      UndoMergeAllProgress progress,
                                      const Batch& batch) {
  UndoMergeAllResult& result = *progress.mutable_result();
  Undoer undoer(directory, book, txn, run, input.operation_id(), &result);
  bool is_done = batch.is_last;
  for (const MadeMerge& merge : batch.merges) {
    ASSIGN_OR_RETURN(const bool is_undone, undoer.Undo(merge));
    if (!is_undone) {
      is_done = false;
      break;
    }
    progress.set_revision(merge.revision);
    progress.set_done_merges(merge.number);
  }
  StepOutcome outcome{
      .done_units = result.unmerged_count() + result.left_count(),
      .total_units = input.merge_count()};
  if (is_done) {
    outcome.total_units = outcome.done_units;
    outcome.result = std::make_shared<UndoMergeAllResult>(std::move(result));
  } else {
    outcome.cursor = progress.SerializeAsString();
  }
  return outcome;
}

absl::StatusOr<OperationWrite> Step(const CustomerDirectory& directory,
                                    const MergeBook& book,
                                    const store::Snapshot& snapshot,
                                    const OperationRun& run) {
  UndoMergeAllInput input;
  UndoMergeAllProgress progress;
  if (!input.ParseFromString(run.input) ||
      !progress.ParseFromString(run.cursor)) {
    return Corrupt("the progress of the undoing of a merge of all");
  }
  ASSIGN_OR_RETURN(Batch batch, ReadBatch(snapshot, run.merchant_id,
                                          input.operation_id(), progress));
  return [&directory, &book, run, input = std::move(input),
          progress = std::move(progress),
          batch = std::move(batch)](store::Transaction& txn) {
    return WriteStep(directory, book, txn, run, input, progress, batch);
  };
}

absl::Status NotAMergeOfAll(const Operation& operation) {
  return Error(absl::StatusCode::kFailedPrecondition, "NOT_A_MERGE_OF_ALL",
               fmt::format("{} was {}, and only what {} did can be taken back: "
                           "name one of those",
                           operation.id(), operation.kind(), kMergeAll),
               {{"field", "operation_id"}});
}

absl::Status StillRunning(const Operation& operation) {
  return Error(
      absl::StatusCode::kFailedPrecondition, "OPERATION_RUNNING",
      fmt::format("{} has not ended: wait for it or cancel it", operation.id()),
      {{"operation_id", operation.id()}});
}

}  // namespace

operations::OperationKind UndoMergeAllKind(const CustomerDirectory& directory,
                                           const MergeBook& book) {
  return {.name = kUndoMergeAll,
          .step =
              [&directory, &book](const store::Snapshot& snapshot,
                                  const OperationRun& run) {
                return Step(directory, book, snapshot, run);
              },
          .is_alone = true};
}

absl::StatusOr<Operation> BeginUndoMergeAll(
    const operations::Operations& operations, store::Transaction& txn,
    const std::string& operation_id) {
  UndoMergeAllInput input;
  input.set_operation_id(operation_id);
  ASSIGN_OR_RETURN(
      const std::optional<storage::v1::StoredOperation> stored,
      operations.table().Find(txn, txn.merchant_id(), operation_id));
  if (stored) {
    const Operation& operation = stored->operation();
    if (operation.kind() != kMergeAll) return NotAMergeOfAll(operation);
    if (!operations::IsFinal(operation.state())) {
      return StillRunning(operation);
    }
    v1::MergeAllResult result;
    if (operation.result().UnpackTo(&result)) {
      input.set_merge_count(result.merged_count());
    }
  } else {
    // Long after it is forgotten, what it merged still stands in its feed.
    const auto rows =
        txn.Scan(FeedOf(txn.merchant_id(), operation_id).Prefix());
    RETURN_IF_ERROR(rows->status());
    if (!rows->Valid()) return operations.table().NotFoundError(operation_id);
  }
  RETURN_IF_ERROR(operations::CheckAlone(txn, kMergeAll));
  return operations.Begin(txn, kUndoMergeAll, input.SerializeAsString());
}

}  // namespace comptoir::customers
