#include "server/store/upkeep/verify_tables.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/upkeep/record_check.h"
#include "server/store/upkeep/row_sum.h"

namespace comptoir::store {
namespace {

// Compares sums of rows, and names single ones only where the sums differ.
class TableCheck {
 public:
  TableCheck(const kv::View& snapshot, const TableBase& table,
             VerifyReport& report)
      : snapshot_(snapshot),
        declaration_(table.declaration()),
        report_(report),
        record_(snapshot, table) {}

  absl::Status Run() {
    RETURN_IF_ERROR(SumRecords());
    for (size_t i = 0; i < declaration_.indexes.size(); ++i) {
      const IndexDeclaration& index = declaration_.indexes[i];
      ASSIGN_OR_RETURN(const RowSum found, SumIndex(index));
      if (found == expected_[i]) continue;
      RETURN_IF_ERROR(NameMissingRows(index));
      RETURN_IF_ERROR(NameExtraRows(index));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status SumRecords() {
    expected_.resize(declaration_.indexes.size());
    const auto rows = snapshot_.Scan(AllOf(declaration_.space));
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      if (std::string problem = record_.Load(rows->key(), rows->value());
          !problem.empty()) {
        Report(declaration_.space, rows->key(), std::move(problem));
        continue;
      }
      for (size_t i = 0; i < expected_.size(); ++i) {
        record_.ForEachIndexRow(
            declaration_.indexes[i], rows->key(),
            [&](std::string_view key) { expected_[i].Add(key); });
      }
    }
    return rows->status();
  }

  absl::StatusOr<RowSum> SumIndex(const IndexDeclaration& index) {
    RowSum sum;
    const auto rows = snapshot_.Scan(AllOf(index.space));
    for (; rows->Valid(); rows->Next()) {
      report_.CountRow();
      sum.Add(rows->key());
    }
    RETURN_IF_ERROR(rows->status());
    return sum;
  }

  absl::Status NameMissingRows(const IndexDeclaration& index) {
    const auto rows = snapshot_.Scan(AllOf(declaration_.space));
    for (; rows->Valid(); rows->Next()) {
      if (!record_.Load(rows->key(), rows->value()).empty()) continue;
      absl::Status failure;
      record_.ForEachIndexRow(index, rows->key(), [&](std::string_view key) {
        const auto row = snapshot_.Get(key);
        if (!row.ok()) failure = row.status();
        if (!row.ok() || row->has_value()) return;
        Report(index.space, rows->key(), record_.MissingRowOf(rows->key()));
      });
      RETURN_IF_ERROR(failure);
    }
    return rows->status();
  }

  absl::Status NameExtraRows(const IndexDeclaration& index) {
    const auto rows = snapshot_.Scan(AllOf(index.space));
    for (; rows->Valid(); rows->Next()) {
      ASSIGN_OR_RETURN(std::string problem,
                       record_.ProblemOfIndexRow(index, rows->key()));
      if (problem.empty()) continue;
      Report(index.space, rows->key(), std::move(problem));
    }
    return rows->status();
  }

  void Report(Space space, std::string_view key, std::string text) {
    report_.Add(space, KeyReader(key).merchant_id(), std::move(text));
  }

  const kv::View& snapshot_;
  const TableBase::Declaration& declaration_;
  VerifyReport& report_;
  RecordCheck record_;
  std::vector<RowSum> expected_;  // Of each index.
};

}  // namespace

absl::Status VerifyTable(const kv::View& snapshot, const TableBase& table,
                         VerifyReport& report) {
  return TableCheck(snapshot, table, report).Run();
}

}  // namespace comptoir::store
