#include "server/store/upkeep/merchant_verifier.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/log/created_rows.h"
#include "server/store/store.h"
#include "server/store/upkeep/log_rows.h"
#include "server/store/upkeep/record_check.h"
#include "server/store/upkeep/report.h"
#include "server/store/upkeep/store_checks.h"

namespace comptoir::store {
namespace {

using Owners = std::map<Space, MerchantVerifier::Owner>;
using comptoir::storage::v1::LogEntry;
using comptoir::storage::v1::VerifyProgress;

constexpr int kSpaceMax = 0xff;
// Bytes of a value that cost as much as a row.
constexpr size_t kBytesOfARow = 4096;

// The rows of one step, on one snapshot.
class Walk {
 public:
  Walk(const kv::View& view, const Owners& owners, const Verified& verified,
       std::string_view merchant_id, VerifyProgress& progress)
      : view_(view),
        owners_(owners),
        merchant_id_(merchant_id),
        progress_(progress),
        chain_({.merchant_id = progress.log_revision() == 0 ? "" : merchant_id_,
                .revision = progress.log_revision(),
                .hash = progress.log_hash()}),
        checks_(view, report_),
        created_(view, verified.tables) {
    AddStoreChecks(checks_);
    if (verified.add_checks) verified.add_checks(checks_);
  }

  // False when `rows_max` are used up before the end.
  absl::StatusOr<bool> Run(int64_t rows_max) {
    rows_left_ = rows_max;
    if (!progress_.has_seen_rows()) {
      if (progress_.next_key().empty()) RETURN_IF_ERROR(CheckOrigin());
      ASSIGN_OR_RETURN(const bool has_seen_rows, WalkRows());
      progress_.set_has_seen_rows(has_seen_rows);
      return has_seen_rows && checks_.sums() == 0;
    }
    return AddUp();
  }

  // Adds what was found to the progress.
  void Note() {
    progress_.set_log_revision(chain_.last().revision);
    progress_.set_log_hash(chain_.last().hash);
    progress_.set_rows(progress_.rows() + report_.rows());
    progress_.set_problem_count(progress_.problem_count() +
                                report_.problem_count());
    for (const VerifyProblem& problem : report_.problems()) {
      if (progress_.problems_size() >=
          static_cast<int>(VerifyReport::kListedMax)) {
        return;
      }
      auto& listed = *progress_.add_problems();
      listed.set_space(problem.space);
      listed.set_text(problem.text);
    }
  }

 private:
  // The rows that were made with the merchant: the log of the installation
  // tells of them, in the entries that stand in its feed of the merchant.
  absl::Status CheckOrigin() {
    const auto rows =
        view_.Scan(Key(Space::kFeed, kInstallation).Id(merchant_id_).Prefix());
    for (; rows->Valid(); rows->Next()) {
      KeyReader key(rows->key());
      std::string id;
      uint64_t revision = 0;
      if (!key.Id("mer", &id) || !key.U64(&revision)) continue;
      --rows_left_;
      ASSIGN_OR_RETURN(
          const std::optional<std::string> row,
          view_.Get(Key(Space::kLog, kInstallation).U64(revision).str()));
      LogEntry entry;
      if (!row || !entry.ParseFromString(*row)) continue;
      rows_left_ -= entry.created_rows_size();
      RETURN_IF_ERROR(
          created_.Check(std::string(kInstallation), entry, report_));
    }
    return rows->status();
  }

  absl::StatusOr<bool> WalkRows() {
    const std::string next_key = progress_.next_key();
    const int first =
        next_key.empty() ? 0 : static_cast<unsigned char>(next_key[0]);
    for (int space = first; space <= kSpaceMax; ++space) {
      ASSIGN_OR_RETURN(
          const bool is_through,
          WalkSpace(static_cast<Space>(space), space == first ? next_key : ""));
      if (!is_through) return false;
    }
    return true;
  }

  absl::StatusOr<bool> WalkSpace(Space space, std::string_view from) {
    kv::Range range = Key(space, merchant_id_).Prefix();
    if (!from.empty()) range.start = from;
    const bool is_known = SpaceName(space) != "unknown";
    const std::unique_ptr<kv::Iterator> rows = view_.Scan(range);
    for (; rows->Valid(); rows->Next()) {
      if (rows_left_ <= 0) {
        progress_.set_next_key(std::string(rows->key()));
        return false;
      }
      if (!is_known) {
        report_.Add(space, merchant_id_, TextOfUnknown(space));
        return true;
      }
      report_.CountRow();
      const int64_t spent = checks_.spent();
      RETURN_IF_ERROR(CheckRow(space, rows->key(), rows->value()));
      rows_left_ -= 1 + checks_.spent() - spent +
                    static_cast<int64_t>(rows->value().size() / kBytesOfARow);
    }
    RETURN_IF_ERROR(rows->status());
    return true;
  }

  // One sum: each may take as long as a step should.
  absl::StatusOr<bool> AddUp() {
    const size_t next = progress_.sums_done();
    if (next < checks_.sums()) {
      RETURN_IF_ERROR(checks_.CheckSum(next, merchant_id_));
    }
    progress_.set_sums_done(static_cast<uint32_t>(next + 1));
    return next + 1 >= checks_.sums();
  }

  absl::Status CheckRow(Space space, std::string_view key,
                        std::string_view value) {
    const auto owner = owners_.find(space);
    if (space == Space::kLog) {
      RETURN_IF_ERROR(CheckLogEntry(key, value));
    } else if (space == Space::kFeed) {
      ASSIGN_OR_RETURN(std::string problem, ProblemOfFeedRow(view_, key));
      Report(space, std::move(problem));
    } else if (owner != owners_.end() && owner->second.index == nullptr) {
      RETURN_IF_ERROR(CheckRecord(*owner->second.table, key, value));
    } else if (owner != owners_.end()) {
      RETURN_IF_ERROR(
          CheckIndexRow(*owner->second.table, *owner->second.index, key));
    }
    return checks_.CheckRow(space, key, value);
  }

  absl::Status CheckRecord(const TableBase& table, std::string_view key,
                           std::string_view value) {
    RecordCheck& record = CheckOf(table);
    if (std::string problem = record.Load(key, value); !problem.empty()) {
      Report(table.declaration().space, std::move(problem));
      return absl::OkStatus();
    }
    for (const IndexDeclaration& index : table.declaration().indexes) {
      absl::Status failure;
      record.ForEachIndexRow(index, key, [&](std::string_view row_key) {
        checks_.Spend(1);
        const auto row = view_.Get(row_key);
        if (!row.ok()) failure = row.status();
        if (!row.ok() || row->has_value()) return;
        Report(index.space, record.MissingRowOf(key));
      });
      RETURN_IF_ERROR(failure);
    }
    return absl::OkStatus();
  }

  absl::Status CheckIndexRow(const TableBase& table,
                             const IndexDeclaration& index,
                             std::string_view key) {
    checks_.Spend(1);
    ASSIGN_OR_RETURN(std::string problem,
                     CheckOf(table).ProblemOfIndexRow(index, key));
    Report(index.space, std::move(problem));
    return absl::OkStatus();
  }

  absl::Status CheckLogEntry(std::string_view key, std::string_view value) {
    const std::optional<LogEntry> entry = chain_.Follow(key, value, report_);
    if (!entry) return absl::OkStatus();
    for (const std::string& row_key : FeedRowsOf(merchant_id_, *entry)) {
      checks_.Spend(1);
      ASSIGN_OR_RETURN(const std::optional<std::string> row,
                       view_.Get(row_key));
      if (row) continue;
      Report(Space::kFeed,
             fmt::format("row missing for entry {}", entry->revision()));
    }
    checks_.Spend(entry->created_rows_size());
    return created_.Check(merchant_id_, *entry, report_);
  }

  RecordCheck& CheckOf(const TableBase& table) {
    std::unique_ptr<RecordCheck>& check = records_[&table];
    if (!check) check = std::make_unique<RecordCheck>(view_, table);
    return *check;
  }

  void Report(Space space, std::string problem) {
    if (problem.empty()) return;
    report_.Add(space, merchant_id_, std::move(problem));
  }

  const kv::View& view_;
  const Owners& owners_;
  const std::string merchant_id_;
  VerifyProgress& progress_;
  LogChain chain_;
  VerifyReport report_;
  Checks checks_;
  const CreatedRows created_;
  std::map<const TableBase*, std::unique_ptr<RecordCheck>> records_;
  int64_t rows_left_ = 0;
};

}  // namespace

MerchantVerifier::MerchantVerifier(Verified verified)
    : verified_(std::move(verified)) {
  for (const TableBase* table : verified_.tables) {
    const TableBase::Declaration& declaration = table->declaration();
    owners_[declaration.space] = {.table = table, .index = nullptr};
    for (const IndexDeclaration& index : declaration.indexes) {
      owners_[index.space] = {.table = table, .index = &index};
    }
  }
}

absl::StatusOr<bool> MerchantVerifier::Step(const kv::View& snapshot,
                                            std::string_view merchant_id,
                                            int64_t rows_max,
                                            VerifyProgress* progress) const {
  Walk walk(snapshot, owners_, verified_, merchant_id, *progress);
  ASSIGN_OR_RETURN(const bool is_done, walk.Run(rows_max));
  walk.Note();
  return is_done;
}

}  // namespace comptoir::store
