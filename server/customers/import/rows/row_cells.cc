#include "server/customers/import/rows/row_cells.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/customers/import/spelling/cells.h"

namespace comptoir::customers {
namespace {

// Numbers that a spreadsheet rounded are the same for many customers.
bool IsNumber(std::string_view field) {
  return field == "phone_number" || field == "reference_id" ||
         field == "address.postal_code";
}

}  // namespace

RowCells::RowCells(const CsvRow& row, const ColumnPlan& plan) : plan_(plan) {
  texts_.resize(plan.columns.size());
  for (size_t i = 0; i < std::min(texts_.size(), row.cells.size()); ++i) {
    const std::string& field = heading(i).field;
    if (field.empty()) continue;
    texts_[i] = CleanCell(row.cells[i]);
    if (IsPlaceholder(texts_[i])) {
      LeaveOut(i, kPlaceholderReason);
      texts_[i].clear();
    } else if (IsNumber(field) && IsRounded(texts_[i])) {
      LeaveOut(i, "a number that a spreadsheet rounded");
      texts_[i].clear();
    }
  }
}

std::vector<FilledCell> RowCells::All(std::string_view field) const {
  std::vector<FilledCell> filled;
  for (const size_t column : plan_.ColumnsOf(field)) {
    if (!texts_[column].empty()) filled.push_back({column, texts_[column]});
  }
  return filled;
}

std::string RowCells::First(std::string_view field) {
  const std::vector<FilledCell> filled = All(field);
  if (filled.empty()) return "";
  for (size_t i = 1; i < filled.size(); ++i) {
    const auto& [column, text] = filled[i];
    if (heading(column).rank >= kOtherForm ||
        SaysTheSame(text, filled[0].text)) {
      continue;
    }
    LeaveOut(column, fmt::format("a customer has one {}: that of column {}",
                                 field, plan_.columns[filled[0].column].name));
  }
  return filled[0].text;
}

std::string RowCells::Joined(std::string_view field,
                             std::string_view between) const {
  std::string joined;
  for (const FilledCell& cell : All(field)) {
    if (!joined.empty()) joined += between;
    joined += cell.text;
  }
  return joined;
}

std::vector<LeftOut>& RowCells::left_out() {
  std::stable_sort(
      left_out_.begin(), left_out_.end(),
      [](const LeftOut& a, const LeftOut& b) { return a.column < b.column; });
  return left_out_;
}

}  // namespace comptoir::customers
