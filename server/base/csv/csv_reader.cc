#include "server/base/csv/csv_reader.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/csv/csv_row_parser.h"

namespace comptoir {
namespace {

// Where several fit as well, the first: commas stand in texts, too.
constexpr std::string_view kDelimiters = "\t;|,";
constexpr size_t kSniffedRowsMax = 50;
// Tables with fewer columns do not tell a row from a text with a comma in it.
constexpr size_t kTellingWidth = 3;
constexpr char kStrayQuote[] = "a quote is not closed, or stands inside a cell";

bool IsEmpty(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

// What stands between delimiters, whatever the quotes say.
std::vector<std::string> SplitPlainly(std::string_view text, char delimiter) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  std::vector<std::string> cells;
  while (true) {
    const size_t end = std::min(text.find(delimiter), text.size());
    cells.emplace_back(text.substr(0, end));
    if (end == text.size()) return cells;
    text.remove_prefix(end + 1);
  }
}

// Reads rows one after the other, and finds back into the table after a row
// with a stray quote.
class Reader {
 public:
  Reader(std::string_view text, char delimiter, int first_line)
      : text_(text),
        delimiter_(delimiter),
        line_(first_line),
        parser_(delimiter) {}

  std::vector<CsvRow> Read(size_t rows_max) {
    while (!text_.empty() && rows_.size() < rows_max) {
      if (ReadGood() || ReadLoose()) continue;
      ReadBad();
    }
    return std::move(rows_);
  }

 private:
  bool ReadGood() {
    if (!parser_.Read(text_, kManyLinesBytesMax)) return false;
    const size_t bytes = parser_.bytes();
    const int lines = parser_.lines();
    std::vector<std::string> cells = std::move(parser_.cells());
    if (lines > 2 && HoldsRows(text_.substr(0, bytes))) return false;
    Add({.line = line_, .cells = std::move(cells)});
    text_.remove_prefix(bytes);
    line_ += lines;
    return true;
  }

  bool ReadLoose() {
    std::string_view rest = text_;
    const std::string_view line = TakeLine(rest);
    if (!parser_.ReadLoosely(line)) return false;
    if (!widths_.empty() && !widths_.contains(parser_.cells().size())) {
      return false;
    }
    Add({.line = line_, .cells = std::move(parser_.cells())});
    text_ = rest;
    ++line_;
    return true;
  }

  // Whether what seems to be one row with quoted lines is one quote that lost
  // its partner, with whole rows between it and the next.
  bool HoldsRows(std::string_view text) {
    TakeLine(text);
    while (true) {
      const std::string_view line = TakeLine(text);
      if (text.empty()) return true;
      if (!IsRow(line) || parser_.cells().size() < kTellingWidth) return false;
    }
  }

  // Whether a line, taken alone, is as wide as other rows are.
  bool IsRow(std::string_view line) {
    if (!parser_.Read(line, line.size())) return false;
    const size_t width = parser_.cells().size();
    return widths_.empty() ? width > 1 : widths_.contains(width);
  }

  void ReadBad() {
    std::string_view rest = text_;
    TakeLine(rest);
    int lines = 1;
    while (!rest.empty()) {
      std::string_view next = rest;
      if (IsRow(TakeLine(next))) break;
      rest = next;
      ++lines;
    }
    const std::string_view bad = text_.substr(0, text_.size() - rest.size());
    rows_.push_back({.line = line_,
                     .cells = SplitPlainly(bad, delimiter_),
                     .problem = kStrayQuote});
    text_ = rest;
    line_ += lines;
  }

  void Add(CsvRow row) {
    if (IsEmpty(row.cells)) return;
    widths_.insert(row.cells.size());
    rows_.push_back(std::move(row));
  }

  std::string_view text_;
  const char delimiter_;
  int line_;
  CsvRowParser parser_;
  // How many cells good rows have.
  std::set<size_t> widths_;
  std::vector<CsvRow> rows_;
};

// How well a delimiter fits: in how many of the first rows it makes the number
// of cells that is most frequent. One cell a row is what a text has under any
// delimiter.
size_t Fit(std::string_view text, char delimiter) {
  std::map<size_t, size_t> counts;
  for (const CsvRow& row : Reader(text, delimiter, 1).Read(kSniffedRowsMax)) {
    if (row.problem.empty()) ++counts[row.cells.size()];
  }
  counts.erase(1);
  size_t best = 0;
  for (const auto& [width, count] : counts) best = std::max(best, count);
  return best;
}

char SniffDelimiter(std::string_view text) {
  const char best = *std::max_element(
      kDelimiters.begin(), kDelimiters.end(),
      [text](char a, char b) { return Fit(text, a) < Fit(text, b); });
  return Fit(text, best) == 0 ? ',' : best;
}

// The delimiter that Excel's first line names, which is cut off; 0 without one.
char TakeNamedDelimiter(std::string_view& text) {
  std::string_view rest = text;
  std::string_view line = TakeLine(rest);
  if (line.starts_with('"')) line.remove_prefix(1);
  constexpr std::string_view kNaming = "sep=";
  if (!line.starts_with(kNaming) || line.size() == kNaming.size()) return 0;
  text = rest;
  return line[kNaming.size()];
}

}  // namespace

absl::StatusOr<CsvTable> ReadCsv(std::string_view text) {
  CsvTable table;
  const char named = TakeNamedDelimiter(text);
  table.delimiter = named == 0 ? SniffDelimiter(text) : named;
  const int first_line = named == 0 ? 1 : 2;
  std::vector<CsvRow> rows =
      Reader(text, table.delimiter, first_line).Read(text.size() + 1);
  const auto heading =
      std::find_if(rows.begin(), rows.end(),
                   [](const CsvRow& row) { return row.problem.empty(); });
  if (heading == rows.end()) {
    return absl::InvalidArgumentError(
        rows.empty() ? "has no heading"
                     : fmt::format("line {}: {}", rows.front().line,
                                   rows.front().problem));
  }
  table.heading = std::move(*heading);
  rows.erase(heading);
  table.rows = std::move(rows);
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
