// The cells of one row, by the fields that they hold.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_CELLS_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_CELLS_H_

#include <string>
#include <string_view>
#include <vector>

#include "server/base/csv/csv_reader.h"
#include "server/customers/import/headings/columns.h"

namespace comptoir::customers {

// Why what programs write for nothing is left out.
inline constexpr char kPlaceholderReason[] = "a placeholder";

// A cell that did not become part of the customer.
struct LeftOut {
  // Index of its column.
  size_t column = 0;
  // Why, for people; never what stands in it.
  std::string reason;

  bool operator==(const LeftOut&) const = default;
};

// A cell that says something.
struct FilledCell {
  size_t column = 0;
  // Clean.
  std::string text;
};

// Reads a row once and is asked for its fields. `row` and `plan` must outlive
// it.
class RowCells {
 public:
  RowCells(const CsvRow& row, const ColumnPlan& plan);

  // The filled cells of a field, the preferred column first.
  std::vector<FilledCell> All(std::string_view field) const;
  // The first of them, or "". What the others say is left out, unless it is the
  // same or their columns hold another form of it.
  std::string First(std::string_view field);
  // All of them in one text.
  std::string Joined(std::string_view field, std::string_view between) const;

  const Heading& heading(size_t column) const {
    return plan_.columns[column].heading;
  }
  void LeaveOut(size_t column, std::string reason) {
    left_out_.push_back({column, std::move(reason)});
  }
  // What was left out so far, in the order of the columns; may be moved from.
  std::vector<LeftOut>& left_out();

 private:
  const ColumnPlan& plan_;
  // Clean; empty for a placeholder.
  std::vector<std::string> texts_;
  std::vector<LeftOut> left_out_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_ROWS_ROW_CELLS_H_
