#include "server/base/csv/csv_reader.h"

#include <csv.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"

namespace comptoir {
namespace {

constexpr std::string_view kDelimiters = ",;\t|";
constexpr size_t kSniffedRowsMax = 20;

// Cuts off and returns the first physical line, with its end.
std::string_view TakeLine(std::string_view& text) {
  size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) {
    end = text.size();
  } else {
    end += text.substr(end, 2) == "\r\n" ? 2 : 1;
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  return line;
}

// libcsv with its callbacks, fed line by line so that each row knows its line.
class Parser {
 public:
  Parser(char delimiter, int first_line, size_t rows_max)
      : line_(first_line), row_line_(first_line), rows_max_(rows_max) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { csv_free(&parser_); }

  absl::Status Read(std::string_view text) {
    while (!text.empty() && rows_.size() < rows_max_) {
      const std::string_view line = TakeLine(text);
      if (row_.empty() && !in_row_) row_line_ = line_;
      in_row_ = true;
      if (csv_parse(&parser_, line.data(), line.size(), OnCell, OnRow, this) !=
          line.size()) {
        return Malformed();
      }
      ++line_;
    }
    if (rows_.size() < rows_max_ &&
        csv_fini(&parser_, OnCell, OnRow, this) != 0) {
      return Malformed();
    }
    return absl::OkStatus();
  }

  std::vector<CsvRow> TakeRows() { return std::move(rows_); }

 private:
  static void OnCell(void* data, size_t size, void* self) {
    static_cast<Parser*>(self)->row_.emplace_back(
        static_cast<const char*>(data), size);
  }

  static void OnRow(int, void* self) { static_cast<Parser*>(self)->EndRow(); }

  void EndRow() {
    const bool is_empty =
        std::all_of(row_.begin(), row_.end(),
                    [](const std::string& cell) { return cell.empty(); });
    if (!is_empty) rows_.push_back({row_line_, std::move(row_)});
    row_.clear();
    in_row_ = false;
  }

  absl::Status Malformed() const {
    return absl::InvalidArgumentError(fmt::format(
        "line {}: a quote is not closed, or stands inside an unquoted cell",
        row_line_));
  }

  csv_parser parser_;
  int line_;
  int row_line_;
  size_t rows_max_;
  bool in_row_ = false;
  std::vector<std::string> row_;
  std::vector<CsvRow> rows_;
};

absl::StatusOr<std::vector<CsvRow>> Parse(std::string_view text, char delimiter,
                                          int first_line, size_t rows_max) {
  Parser parser(delimiter, first_line, rows_max);
  absl::Status status = parser.Read(text);
  if (!status.ok()) return status;
  return parser.TakeRows();
}

// How well a delimiter fits: rows that have as many cells as the heading,
// weighed by the cells, since a text has one cell a row under most delimiters.
size_t Fit(std::string_view text, char delimiter) {
  const auto rows = Parse(text, delimiter, 1, kSniffedRowsMax);
  if (!rows.ok() || rows->empty()) return 0;
  const size_t width = rows->front().cells.size();
  const auto same = std::count_if(
      rows->begin(), rows->end(),
      [width](const CsvRow& row) { return row.cells.size() == width; });
  return (width - 1) * static_cast<size_t>(same);
}

char SniffDelimiter(std::string_view text) {
  return *std::max_element(
      kDelimiters.begin(), kDelimiters.end(),
      [text](char a, char b) { return Fit(text, a) < Fit(text, b); });
}

}  // namespace

absl::StatusOr<CsvTable> ReadCsv(std::string_view text) {
  CsvTable table;
  int first_line = 1;
  if (text.starts_with("sep=") && text.size() > 4) {
    table.delimiter = text[4];
    TakeLine(text);
    first_line = 2;
  } else {
    table.delimiter = SniffDelimiter(text);
  }
  auto rows = Parse(text, table.delimiter, first_line, text.size() + 1);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return absl::InvalidArgumentError("has no heading");
  table.heading = std::move(rows->front());
  rows->erase(rows->begin());
  table.rows = *std::move(rows);
  return table;
}

std::string WriteCsvRow(const std::vector<std::string>& cells, char delimiter) {
  std::string row;
  for (const std::string& cell : cells) {
    if (&cell != &cells.front()) row += delimiter;
    const bool is_plain = cell.find_first_of(std::string("\"\r\n") +
                                             delimiter) == std::string::npos &&
                          !cell.starts_with(' ') && !cell.ends_with(' ');
    if (is_plain) {
      row += cell;
      continue;
    }
    row += '"';
    for (const char c : cell) {
      if (c == '"') row += '"';
      row += c;
    }
    row += '"';
  }
  row += "\r\n";
  return row;
}

}  // namespace comptoir
