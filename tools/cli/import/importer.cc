#include "tools/cli/import/importer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/import/known/recognition.h"
#include "tools/cli/import/calls/outstanding.h"
#include "tools/cli/import/calls/request_ids.h"
#include "tools/cli/import/calls/rights.h"
#include "tools/cli/import/lookup.h"
#include "tools/cli/import/merged_profile.h"
#include "tools/cli/import/placement.h"
#include "tools/cli/import/recorded_calls.h"

namespace comptoir::cli {
namespace {

using customers::Listed;
using customers::Recognised;
using customers::Recognition;
using customers::Verdict;
using customers::v1::Customer;

// Of a row that is neither new nor somebody who is known.
absl::Status WhyNot(Verdict verdict, const std::string& customer_id) {
  if (verdict == Verdict::kReferenceTaken) {
    return absl::AlreadyExistsError(
        "reference_id: the customer who has it is somebody else: too little of "
        "what is known there agrees with the row");
  }
  return absl::AlreadyExistsError(fmt::format(
      "may be {}, who has the same email or phone, but too little tells: no "
      "full name, or another birthday, family name or email. Neither was "
      "created nor changed; change {} or create the other by hand, or add the "
      "reference_id or name that tells",
      customer_id, customer_id));
}

// One import, while it runs.
class Import {
 public:
  Import(const customers::List& list, CustomerCalls& calls,
         const ImportOptions& options)
      : list_(list), calls_(calls), options_(options) {
    result_.rows.resize(list.rows.size());
  }

  ImportResult Run() {
    TakeGoodRows();
    std::vector<size_t> all(listed_.size());
    std::iota(all.begin(), all.end(), size_t{0});
    result_.stopped = Place(all, /*unless_known=*/true);
    if (result_.stopped.ok()) {
      // Others of the list have the same phone, or another import runs.
      std::erase_if(
          all, [this](size_t i) { return !placements_[i]->WasOvertaken(); });
      if (!all.empty()) result_.stopped = Place(all, /*unless_known=*/false);
    }
    for (size_t i = 0; i < placements_.size(); ++i) {
      if (placements_[i] == nullptr) continue;
      for (size_t j = 0; j < listed_[i].rows.size(); ++j) {
        TakeResult(placements_[i]->ResultOf(j),
                   result_.rows[good_[listed_[i].rows[j]]]);
      }
    }
    const std::lock_guard lock(mutex_);
    // Whatever that made of the calls that were out.
    if (!unrecorded_.ok()) result_.stopped = unrecorded_;
    return std::move(result_);
  }

 private:
  // The rows that can be read, by customer; the others are rejected.
  void TakeGoodRows() {
    std::vector<Customer> rows;
    for (size_t i = 0; i < list_.rows.size(); ++i) {
      if (!list_.rows[i].ok()) {
        result_.rows[i] = {.outcome = RowOutcome::kRejected,
                           .status = list_.rows[i].status()};
        continue;
      }
      rows.push_back(list_.rows[i]->customer);
      good_.push_back(i);
    }
    listed_ = customers::GroupRows(rows);
    placements_.resize(listed_.size());
    recorded_calls_.resize(listed_.size());
    RequestIds ids;
    for (const Listed& one : listed_) {
      request_ids_.push_back(
          ids.Next(ForCreation(one.customer, options_.rows)));
    }
  }

  // What was about to be replaced, and was not heard of again, stays known.
  static void TakeResult(const RowResult& placed, RowResult& result) {
    if (placed.outcome == RowOutcome::kNotReached) return;
    result = placed;
  }

  absl::Status Record(size_t row, const RowResult& result) {
    absl::Status status = options_.record(row, result);
    if (status.ok()) return status;
    const std::lock_guard lock(mutex_);
    unrecorded_.Update(status);
    // No fault of the row, whatever it is.
    return absl::CancelledError("what becomes of rows cannot be recorded");
  }

  // What is about to be replaced. Each customer has a row of their own.
  absl::Status RecordChanges(size_t i, const std::string& customer_id,
                             std::vector<FieldChange> changes) {
    const size_t row = good_[listed_[i].rows[0]];
    result_.rows[row] = {.outcome = RowOutcome::kPerhapsUpdated,
                         .customer_id = customer_id,
                         .changed = std::move(changes)};
    absl::Status status = Record(row, result_.rows[row]);
    // Nothing is sent then.
    if (!status.ok()) result_.rows[row] = RowResult();
    return status;
  }

  // Unless the customer is looked up again.
  absl::Status RecordPlaced(size_t i) {
    if (placements_[i]->WasOvertaken()) return absl::OkStatus();
    for (size_t j = 0; j < listed_[i].rows.size(); ++j) {
      RETURN_IF_ERROR(
          Record(good_[listed_[i].rows[j]], placements_[i]->ResultOf(j)));
    }
    return absl::OkStatus();
  }

  absl::Status RecordUnreadable() {
    for (size_t i = 0; i < result_.rows.size(); ++i) {
      if (result_.rows[i].outcome != RowOutcome::kRejected) continue;
      RETURN_IF_ERROR(Record(i, result_.rows[i]));
    }
    return absl::OkStatus();
  }

  // Before the first of them is created or updated.
  absl::Status PrepareToWrite() {
    if (!listed_.empty()) {
      RETURN_IF_ERROR(
          AskForRights(calls_, options_.known != customers::KnownRule::kSkip,
                       options_.has_storage_consent));
    }
    return RecordUnreadable();
  }

  // Looks up the listed of these indexes, decides, and does what is decided.
  absl::Status Place(const std::vector<size_t>& which, bool unless_known) {
    std::vector<Listed> listed;
    for (const size_t i : which) listed.push_back(listed_[i]);
    auto found = LookUp(listed, calls_, options_.progress);
    if (!found.ok()) return found.status();
    customers::Candidates& candidates = found->candidates;
    if (unless_known) RETURN_IF_ERROR(PrepareToWrite());
    NotePlaced();
    LeaveOutOthers(candidates);
    const size_t rest = listed_.size() - which.size();
    const Recognition recognition =
        Recognise(listed, candidates, {.listed = rest, .known = known_});
    has_our_references_ |= recognition.has_our_references;
    known_ += recognition.known;
    for (size_t i = 0; i < which.size(); ++i) {
      const Recognised& one = recognition.each[i];
      if (one.verdict == Verdict::kKnown) {
        others_.insert(candidates[i][one.candidate]->id());
      }
    }
    for (size_t i = 0; i < which.size(); ++i) {
      MakePlacement(which[i], unless_known, recognition.each[i], candidates[i],
                    PartOf(listed[i].customer, found->merged[i]));
    }
    return ForEachOutstanding(
        which.size(),
        [this, &which](size_t i, Done done) {
          const size_t listed = which[i];
          placements_[listed]->Start(
              [this, listed, done = std::move(done)](absl::Status status) {
                if (status.ok()) status = RecordPlaced(listed);
                done(status);
              });
        },
        [this, &which](int64_t done) {
          options_.progress("importing", done,
                            static_cast<int64_t>(which.size()));
        });
  }

  void NotePlaced() {
    for (const auto& placement : placements_) {
      if (placement != nullptr) {
        others_.insert(placement->ResultOf(0).customer_id);
      }
    }
  }

  // Who is one of the list already is no other one.
  void LeaveOutOthers(customers::Candidates& candidates) const {
    for (auto& some : candidates) {
      std::erase_if(some, [this](const auto& candidate) {
        return others_.contains(candidate->id());
      });
    }
  }

  // `merged` is the profile that the customer is part of unseen, or null.
  void MakePlacement(size_t i, bool unless_known, const Recognised& recognised,
                     const customers::Candidates::value_type& candidates,
                     const MergedProfile* merged) {
    std::vector<Customer> rows;
    for (const size_t row : listed_[i].rows) {
      rows.push_back(list_.rows[good_[row]]->customer);
    }
    recorded_calls_[i] = std::make_unique<RecordedCalls>(
        calls_, [this, i](const std::string& customer_id,
                          std::vector<FieldChange> changes) {
          return RecordChanges(i, customer_id, std::move(changes));
        });
    placements_[i] = std::make_unique<Placement>(
        *recorded_calls_[i],
        PlacementOptions{.changes = {.rule = options_.known,
                                     .country = options_.rows.country,
                                     .replaces_reference = has_our_references_},
                         .rows = options_.rows,
                         .is_dry_run = options_.is_dry_run,
                         .has_storage_consent = options_.has_storage_consent,
                         .creates_unless_known = unless_known,
                         .others = &others_},
        std::move(rows),
        unless_known ? request_ids_[i]
                     : RequestIdAfter(request_ids_[i], "overtaken"));
    if (recognised.verdict == Verdict::kNew) {
      if (merged != nullptr) placements_[i]->Leave(*merged);
      return;
    }
    const Customer& candidate = *candidates[recognised.candidate];
    if (recognised.verdict == Verdict::kKnown) {
      recorded_calls_[i]->SetKnown(candidates[recognised.candidate]);
      placements_[i]->SetKnown(candidate);
    } else if (merged != nullptr && merged->profile->id() == candidate.id()) {
      placements_[i]->Leave(*merged);
    } else {
      placements_[i]->Refuse(WhyNot(recognised.verdict, candidate.id()));
    }
  }

  const customers::List& list_;
  CustomerCalls& calls_;
  const ImportOptions& options_;
  // Indexes of the rows that can be read, and the customers whom they are of,
  // whose rows are indexes in that.
  std::vector<size_t> good_;
  std::vector<Listed> listed_;
  // One for each listed customer.
  std::vector<std::string> request_ids_;
  std::vector<std::unique_ptr<Placement>> placements_;
  std::vector<std::unique_ptr<RecordedCalls>> recorded_calls_;
  // Customers who are one of the list; not changed while placements are out.
  std::set<std::string> others_;
  bool has_our_references_ = false;
  size_t known_ = 0;  // Of listed_, so far.
  // The row of a customer who is being placed is that customer's.
  ImportResult result_;
  std::mutex mutex_;
  absl::Status unrecorded_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

int64_t ImportResult::Count(RowOutcome outcome) const {
  return std::count_if(rows.begin(), rows.end(), [outcome](const auto& row) {
    return row.outcome == outcome;
  });
}

ImportResult RunImport(const customers::List& list, CustomerCalls& calls,
                       const ImportOptions& options) {
  return Import(list, calls, options).Run();
}

}  // namespace comptoir::cli
