#include "server/customers/import/list.h"

#include <algorithm>
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
#include "server/customers/import/shown_cell.h"

namespace comptoir::customers {

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
  for (const CsvRow& row : list.table.rows) {
    list.rows.push_back(CustomerFromRow(row, list.plan, options.rows));
  }
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
  std::vector<std::string> heading = table.heading.cells;
  const size_t width = heading.size();
  heading.insert(heading.end(), {"_line", "_error_code", "_error_message"});
  std::string text = "\xEF\xBB\xBF" + WriteCsvRow(heading, table.delimiter);
  for (const auto& [row, code, message] : rejects) {
    std::vector<std::string> cells;
    for (const std::string& cell : row->cells) {
      cells.push_back(ShownCell(cell));
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
