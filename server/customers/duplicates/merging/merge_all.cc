#include "server/customers/duplicates/merging/merge_all.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "comptoir/storage/v1/duplicate.pb.h"
#include "server/base/status.h"
#include "server/customers/customer_directory.h"
#include "server/customers/duplicates/merging/disputes.h"
#include "server/customers/duplicates/merging/undo_merge_all.h"
#include "server/customers/duplicates/sharing_walk.h"

namespace comptoir::customers {
namespace {

using operations::OperationRun;
using operations::OperationWrite;
using operations::StepOutcome;
using storage::v1::MergeAllInput;
using storage::v1::MergeAllProgress;
using storage::v1::StoredCustomer;
using v1::DuplicateConfidence;
using v1::MergeAllResult;

constexpr std::string_view kUncertain = "UNCERTAIN";
constexpr std::string_view kChanged = "CHANGED";
// As MergeCustomers says it.
constexpr std::string_view kTooMany = "TOO_MANY_IDENTITIES";

struct PlannedMerge {
  IdPair ids;
  // The next step looks at them again, whatever becomes of it in this one.
  bool is_seen_again = false;
};

// What a step is about to do.
struct Plan {
  std::vector<PlannedMerge> merges;
  // How far it comes with that.
  MergeAllProgress progress;
  // Where it stood.
  std::string from;
};

// Two who are suggested and not merged.
struct Left {
  IdPair ids;
  std::string_view reason;
  // Because of whom it is uncertain, if it is not of themselves.
  std::vector<std::string> conflicting_ids = {};
};

void AddLeft(const Left& pair, MergeAllResult* result) {
  result->set_left_count(result->left_count() + 1);
  if (result->left_size() == kLeftListedMax) return;
  v1::LeftDuplicate& left = *result->add_left();
  left.set_customer_id(pair.ids.first);
  left.set_other_customer_id(pair.ids.second);
  left.set_reason(std::string(pair.reason));
  left.mutable_conflicting_customer_ids()->Assign(pair.conflicting_ids.begin(),
                                                  pair.conflicting_ids.end());
}

// Makes the plan of one step.
class Planner {
 public:
  Planner(const Suggester& suggester, const store::Snapshot& snapshot,
          const std::string& merchant_id, DuplicateConfidence least,
          MergeAllProgress progress)
      : suggester_(suggester),
        snapshot_(snapshot),
        merchant_id_(merchant_id),
        least_(least) {
    plan_.from = progress.place().key();
    plan_.progress = std::move(progress);
  }

  absl::StatusOr<Plan> Make() {
    SharingWalk walk(snapshot_, merchant_id_, plan_.from);
    MergeAllResult& result = *plan_.progress.mutable_result();
    int64_t compared = 0;
    while (plan_.merges.size() < kMergesPerStep &&
           compared < kComparedProfilesMax) {
      ASSIGN_OR_RETURN(const std::optional<Sharing> sharing,
                       walk.Next(kWalkedRowsMax));
      if (!sharing) break;
      if (sharing->is_of_too_many()) {
        result.set_shared_count(result.shared_count() + 1);
        continue;
      }
      ASSIGN_OR_RETURN(const Suggested suggested,
                       suggester_.Suggest(snapshot_, merchant_id_, *sharing));
      compared += static_cast<int64_t>(suggested.profiles.size());
      ASSIGN_OR_RETURN(const bool is_known,
                       FindDisputes(*sharing, suggested, &compared));
      if (!is_known || MustComeBack(*sharing, suggested)) {
        plan_.progress.mutable_place()->set_key(sharing->key);
        return std::move(plan_);
      }
    }
    plan_.progress.mutable_place()->set_key(walk.place());
    return std::move(plan_);
  }

 private:
  // Looks at everybody around those who share something: who of them is left,
  // whoever was created first, goes to disputed_. False when that is not known
  // before what is planned is done: it changes somebody around.
  absl::StatusOr<bool> FindDisputes(const Sharing& sharing,
                                    const Suggested& suggested,
                                    int64_t* compared) {
    disputed_.clear();
    std::vector<NumberPair> sure;
    for (const auto& [pair, evidence] : suggested.pairs) {
      if (evidence.confidence() >= least_) sure.push_back(pair);
    }
    if (sure.empty()) return true;
    ASSIGN_OR_RETURN(
        const Neighbourhood around,
        suggester_.Around(snapshot_, merchant_id_, sharing, suggested));
    if (around.ids.empty()) {
      *compared += static_cast<int64_t>(kNeighboursMax);
      for (const NumberPair& pair : sure) disputed_[pair];
      return true;
    }
    *compared +=
        static_cast<int64_t>(around.ids.size() - suggested.profiles.size());
    if (std::any_of(around.ids.begin(), around.ids.end(),
                    [this](const auto& id) { return touched_.contains(id); })) {
      return false;
    }
    for (const auto& [pair, two] : DisputesOf(around, sure, least_)) {
      std::vector<std::string>& ids = disputed_[pair];
      ids = {around.ids[two.first], around.ids[two.second]};
      std::sort(ids.begin(), ids.end());
    }
    return true;
  }

  // Empty when two of them can be merged.
  std::string_view ReasonToLeave(const Suggested& suggested,
                                 const NumberPair& pair,
                                 const v1::DuplicateEvidence& evidence) const {
    if (evidence.confidence() < least_ || disputed_.contains(pair)) {
      return kUncertain;
    }
    const StoredCustomer& first = suggested.profiles[pair.first];
    const StoredCustomer& second = suggested.profiles[pair.second];
    return 2 + first.merged_size() + second.merged_size() > kIdentitiesMax
               ? kTooMany
               : std::string_view();
  }

  // Plans the merges among those who share something, of each profile one.
  // Whether they must be looked at again once these are made, since that
  // changes somebody who is suggested with others, too: then nobody is left.
  bool MustComeBack(const Sharing& sharing, const Suggested& suggested) {
    const bool is_stuck =
        plan_.progress.is_stuck() && sharing.key == plan_.from;
    const size_t planned_before = plan_.merges.size();
    std::vector<Left> left;
    std::vector<IdPair> waiting;
    for (const auto& [pair, evidence] : suggested.pairs) {
      IdPair ids = {suggested.profiles[pair.first].customer().id(),
                    suggested.profiles[pair.second].customer().id()};
      std::string_view reason = ReasonToLeave(suggested, pair, evidence);
      if (reason.empty() && is_stuck) reason = kChanged;
      if (reason.empty() && !IsTouched(ids)) {
        touched_.insert({ids.first, ids.second});
        plan_.merges.push_back({.ids = std::move(ids)});
        continue;
      }
      // Who was met before is counted there.
      if (suggested.own.contains(pair)) {
        const auto disputed = disputed_.find(pair);
        left.push_back({.ids = ids, .reason = reason});
        if (disputed != disputed_.end()) {
          left.back().conflicting_ids = disputed->second;
        }
      }
      waiting.push_back(std::move(ids));
    }
    if (std::any_of(waiting.begin(), waiting.end(),
                    [this](const IdPair& ids) { return IsTouched(ids); })) {
      for (size_t i = planned_before; i < plan_.merges.size(); ++i) {
        plan_.merges[i].is_seen_again = true;
      }
      return true;
    }
    for (const Left& pair : left) {
      AddLeft(pair, plan_.progress.mutable_result());
    }
    return false;
  }

  bool IsTouched(const IdPair& ids) const {
    return touched_.contains(ids.first) || touched_.contains(ids.second);
  }

  const Suggester& suggester_;
  const store::Snapshot& snapshot_;
  const std::string& merchant_id_;
  const DuplicateConfidence least_;
  Plan plan_;
  // Of those who share what is looked at, with who excludes each other; with
  // nobody where too many are around.
  std::map<NumberPair, std::vector<std::string>> disputed_;
  // Profiles that planned merges are about.
  std::set<std::string> touched_;
};

// Makes one merge unless its profiles have changed meanwhile. Why it does not;
// empty when it does.
absl::StatusOr<std::string> MergeTwo(const Suggester& suggester,
                                     const MergeBook& book,
                                     store::Transaction& txn,
                                     const OperationRun& run, const IdPair& ids,
                                     DuplicateConfidence least) {
  ASSIGN_OR_RETURN(const std::optional<v1::DuplicateEvidence> evidence,
                   suggester.LookAgain(txn, run.merchant_id, ids));
  if (!evidence || evidence->confidence() < least) {
    return std::string(kChanged);
  }
  const absl::Status merged = book.Merge(txn,
                                         {.survivor_id = ids.first,
                                          .customer_ids = {ids.second},
                                          .operation_id = run.operation_id},
                                         /*expected=*/{})
                                  .status();
  if (absl::IsFailedPrecondition(merged)) return ReasonOf(merged);
  RETURN_IF_ERROR(merged);
  return std::string();
}

absl::StatusOr<StepOutcome> WriteStep(const Suggester& suggester,
                                      const MergeBook& book,
                                      store::Transaction& txn,
                                      const OperationRun& run,
                                      DuplicateConfidence least, Plan plan) {
  MergeAllResult& result = *plan.progress.mutable_result();
  int64_t merged = 0;
  for (const PlannedMerge& planned : plan.merges) {
    ASSIGN_OR_RETURN(const std::string reason,
                     MergeTwo(suggester, book, txn, run, planned.ids, least));
    if (reason.empty()) {
      ++merged;
    } else if (!planned.is_seen_again) {
      AddLeft({.ids = planned.ids, .reason = reason}, &result);
    }
  }
  result.set_merged_count(result.merged_count() + merged);
  const std::string& place = plan.progress.place().key();
  plan.progress.set_is_stuck(merged == 0 && place == plan.from);
  StepOutcome outcome{.done_units =
                          result.merged_count() + result.left_count()};
  if (place.empty()) {
    outcome.total_units = outcome.done_units;
    outcome.result = std::make_shared<MergeAllResult>(std::move(result));
  } else {
    outcome.cursor = plan.progress.SerializeAsString();
  }
  return outcome;
}

absl::StatusOr<OperationWrite> Step(const Suggester& suggester,
                                    const MergeBook& book,
                                    const store::Snapshot& snapshot,
                                    const OperationRun& run) {
  MergeAllInput input;
  MergeAllProgress progress;
  if (!input.ParseFromString(run.input) ||
      !progress.ParseFromString(run.cursor)) {
    return Corrupt("the progress of a merge of all");
  }
  const DuplicateConfidence least = input.least_confidence();
  ASSIGN_OR_RETURN(Plan plan, Planner(suggester, snapshot, run.merchant_id,
                                      least, std::move(progress))
                                  .Make());
  return [&suggester, &book, run, least,
          plan = std::move(plan)](store::Transaction& txn) {
    return WriteStep(suggester, book, txn, run, least, plan);
  };
}

}  // namespace

operations::OperationKind MergeAllKind(const Suggester& suggester,
                                       const MergeBook& book) {
  return {.name = kMergeAll,
          .step =
              [&suggester, &book](const store::Snapshot& snapshot,
                                  const OperationRun& run) {
                return Step(suggester, book, snapshot, run);
              },
          .is_alone = true};
}

absl::StatusOr<merchants::v1::Operation> BeginMergeAll(
    const operations::Operations& operations, store::Transaction& txn,
    DuplicateConfidence least_confidence) {
  if (least_confidence == v1::DUPLICATE_CONFIDENCE_UNSPECIFIED) {
    least_confidence = v1::DUPLICATE_CONFIDENCE_CERTAIN;
  }
  if (!v1::DuplicateConfidence_IsValid(least_confidence)) {
    return InvalidField("least_confidence",
                        "must be a confidence of this version");
  }
  RETURN_IF_ERROR(operations::CheckAlone(txn, kUndoMergeAll));
  MergeAllInput input;
  input.set_least_confidence(least_confidence);
  return operations.Begin(txn, kMergeAll, input.SerializeAsString());
}

}  // namespace comptoir::customers
