#include "server/customers/import/list.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/csv/csv_reader.h"
#include "server/base/csv/file_kind.h"
#include "server/base/csv/text_encoding.h"
#include "server/base/csv/twice_encoded.h"
#include "server/customers/import/rows/birthday_order.h"
#include "server/customers/import/shown_cell.h"

namespace comptoir::customers {
namespace {

// What WriteRejects puts behind the columns of a table.
constexpr std::string_view kRejectHeadings[] = {"_line", "_error_code",
                                                "_error_message"};

// Of the order that a table shows: what is to be said of it, if anything.
const char* DoubtOf(DateOrder order) {
  switch (order) {
    case DateOrder::kDayFirst:
      return nullptr;
    case DateOrder::kMonthFirst:
      return "birthdays: read with the month first, as some of them show "
             "(--date-order dmy reads the others with the day first)";
    case DateOrder::kUncertain:
      return "birthdays: some have the day first, some the month; what may be "
             "either is left out (--date-order dmy or mdy takes it in)";
  }
  return nullptr;
}

void DoubtLetters(List& list) {
  const auto count = std::count_if(
      list.table.rows.begin(), list.table.rows.end(), [](const CsvRow& row) {
        return std::any_of(row.cells.begin(), row.cells.end(), IsTwiceEncoded);
      });
  if (count == 0) return;
  list.doubts.push_back(fmt::format(
      "letters: {} rows have such as \"Ã©\" for \"é\": the file was read in a "
      "wrong encoding before it was saved; better export it again",
      count));
}

// A day that programs write for none, when several rows have it and they are no
// small part of those with a birthday.
void DoubtEpoch(List& list) {
  constexpr char kEpoch[] = "1970-01-01";
  constexpr int kEpochRowsMin = 3;
  constexpr int kRowsPerEpochMax = 10;
  int birthdays = 0;
  int epochs = 0;
  for (const auto& row : list.rows) {
    if (!row.ok() || row->customer.birthday().empty()) continue;
    ++birthdays;
    if (row->customer.birthday() == kEpoch) ++epochs;
  }
  if (epochs < kEpochRowsMin || epochs * kRowsPerEpochMax < birthdays) return;
  list.doubts.push_back(fmt::format(
      "birthdays: {} rows have {}, the day that some programs write "
      "for none (--column 'Heading=' leaves the column out)",
      epochs, kEpoch));
}

bool IsOfRejects(const std::string& heading) {
  return std::find(std::begin(kRejectHeadings), std::end(kRejectHeadings),
                   heading) != std::end(kRejectHeadings);
}

}  // namespace

absl::StatusOr<List> ReadList(std::string_view bytes,
                              const ListOptions& options) {
  absl::Status status = CheckRowOptions(options.rows);
  if (status.ok()) status = CheckIsText(bytes);
  if (!status.ok()) return status;
  absl::StatusOr<DecodedText> decoded = DecodeText(bytes, options.encoding);
  if (!decoded.ok()) return decoded.status();
  List list{.encoding = std::move(decoded->encoding)};
  absl::StatusOr<CsvTable> table = ReadCsv(decoded->text);
  if (!table.ok()) return table.status();
  list.table = *std::move(table);
  FindHeading(options.columns, list.table);
  absl::StatusOr<ColumnPlan> plan =
      PlanColumns(list.table.heading.cells, options.columns);
  if (!plan.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("line {}: {}", list.table.heading.line,
                    std::string(plan.status().message())));
  }
  list.plan = *std::move(plan);
  RowOptions row_options = options.rows;
  if (!row_options.date_order) {
    row_options.date_order = OrderOfBirthdays(list.table, list.plan);
    if (const char* doubt = DoubtOf(*row_options.date_order)) {
      list.doubts.push_back(doubt);
    }
  }
  DoubtLetters(list);
  for (const CsvRow& row : list.table.rows) {
    list.rows.push_back(CustomerFromRow(row, list.plan, row_options));
  }
  DoubtEpoch(list);
  return list;
}

v1::Customer ForCreation(v1::Customer customer, const RowOptions& options) {
  if (customer.address().country().empty() && !options.country.empty()) {
    customer.mutable_address()->set_country(options.country);
  }
  customer.set_creation_source(v1::CREATION_SOURCE_IMPORT);
  return customer;
}

std::string WriteRejects(const CsvTable& table,
                         const std::vector<Reject>& rejects) {
  const std::vector<std::string>& columns = table.heading.cells;
  const auto is_left_out = [&columns](size_t column) {
    return column < columns.size() && IsOfRejects(columns[column]);
  };
  std::vector<std::string> heading;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!is_left_out(i)) heading.push_back(columns[i]);
  }
  const size_t width = heading.size();
  heading.insert(heading.end(), std::begin(kRejectHeadings),
                 std::end(kRejectHeadings));
  std::string text = "\xEF\xBB\xBF" + WriteCsvRow(heading, table.delimiter);
  for (const auto& [row, code, message] : rejects) {
    std::vector<std::string> cells;
    for (size_t i = 0; i < row->cells.size(); ++i) {
      if (!is_left_out(i)) cells.push_back(ShownCell(row->cells[i]));
    }
    cells.resize(std::max(width, cells.size()));
    cells.push_back(std::to_string(row->line));
    cells.push_back(code);
    cells.push_back(message);
    text += WriteCsvRow(cells, table.delimiter);
  }
  return text;
}

}  // namespace comptoir::customers
