#include "tools/cli/import/report.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/rows/row_cells.h"
#include "server/customers/import/shown_cell.h"
#include "server/values/text.h"

namespace comptoir::cli {
namespace {

using customers::LeftOut;
using customers::List;
using customers::Reject;

// Lines that are named before "and N more".
constexpr size_t kLinesMax = 8;
constexpr size_t kChangesMax = 20;
// Letters of a value that a line shows.
constexpr size_t kShownLettersMax = 60;
constexpr char kOverruled[] =
    "another row of the same customer, or the customer itself, holds another "
    "one";

struct OutcomeName {
  RowOutcome outcome;
  std::string_view name;
  // In JSON.
  std::string_view key;
};

// Those that are always told, and then those that are told when there are any.
constexpr OutcomeName kNames[] = {
    {RowOutcome::kCreated, "created", "created"},
    {RowOutcome::kUpdated, "updated", "updated"},
    {RowOutcome::kUnchanged, "unchanged", "unchanged"},
    {RowOutcome::kRejected, "rejected", "rejected"},
    {RowOutcome::kPerhapsUpdated, "perhaps updated", "perhapsUpdated"},
    {RowOutcome::kSkipped, "skipped", "skipped"},
    {RowOutcome::kPartOfMerged, "part of a merged profile",
     "partOfMergedProfile"},
    {RowOutcome::kSameCustomer, "same as another row", "sameCustomer"},
    {RowOutcome::kNotReached, "not reached", "notReached"},
};
constexpr size_t kAlwaysTold = 4;

std::string_view NameOf(RowOutcome outcome) {
  for (const OutcomeName& name : kNames) {
    if (name.outcome == outcome) return name.name;
  }
  return "";
}

bool IsChange(RowOutcome outcome) {
  return outcome == RowOutcome::kUpdated ||
         outcome == RowOutcome::kPerhapsUpdated;
}

// The error of a row in one cell, with all that is wrong, once.
std::string MessageOf(const absl::Status& status) {
  const auto violations = sdk::FieldViolationsOf(status);
  if (violations.empty()) return std::string(status.message());
  std::vector<std::string> wrong;
  for (const sdk::FieldViolation& violation : violations) {
    wrong.push_back(
        fmt::format("{}: {}", violation.field, violation.description));
  }
  return fmt::format("{}", fmt::join(wrong, "; "));
}

// What a profile that was left as it is could have been told.
std::string LeftAsItIs(const RowResult& row) {
  std::string text = fmt::format("part of the merged profile {}: left as it is",
                                 row.customer_id);
  if (row.not_taken.empty()) return text;
  return fmt::format("{}: {}", text, fmt::join(row.not_taken, ", "));
}

// Why a row is not in the book as it stands; empty for others.
std::string MessageOf(const RowResult& row) {
  if (row.outcome == RowOutcome::kPartOfMerged) return LeftAsItIs(row);
  return MessageOf(row.status);
}

std::string ColumnName(const List& list, size_t column) {
  const std::string& name = list.plan.columns[column].name;
  return name.empty() ? fmt::format("#{}", column + 1) : name;
}

// The cells of a row that are not part of its customer.
const std::vector<LeftOut>& LeftOutOf(const List& list, size_t row) {
  static const auto* const none = new std::vector<LeftOut>;
  return list.rows[row].ok() ? list.rows[row]->left_out : *none;
}

std::string LinesText(const std::vector<int>& lines) {
  const size_t shown = std::min(lines.size(), kLinesMax);
  std::string text = fmt::format(
      "{} {}", lines.size() == 1 ? "line" : "lines",
      fmt::join(lines.begin(), lines.begin() + static_cast<ptrdiff_t>(shown),
                ", "));
  if (lines.size() > shown) {
    text += fmt::format(" and {} more", lines.size() - shown);
  }
  return text;
}

std::string ShownValue(std::string_view value) {
  const std::string shown = customers::ShownCell(value);
  if (shown.empty()) return "nothing";
  std::string_view rest = shown;
  for (size_t i = 0; i < kShownLettersMax && !rest.empty(); ++i) {
    rest.remove_prefix(FirstCodePoint(rest).bytes);
  }
  return fmt::format("\"{}{}\"", shown.substr(0, shown.size() - rest.size()),
                     rest.empty() ? "" : "...");
}

// Which fields of whom, and what each of them becomes.
std::string ChangeText(const RowResult& row) {
  std::vector<std::string> paths;
  std::vector<std::string> values;
  for (const auto& [path, before, after] : row.changed) {
    paths.push_back(path);
    values.push_back(
        fmt::format("{} becomes {}", ShownValue(before), ShownValue(after)));
  }
  return fmt::format("{} of {}: {}", fmt::join(paths, ", "), row.customer_id,
                     fmt::join(values, ", "));
}

}  // namespace

std::string CountsText(const ImportResult& result, bool is_dry_run) {
  std::string text;
  for (size_t i = 0; i < std::size(kNames); ++i) {
    const int64_t count = result.Count(kNames[i].outcome);
    if (i >= kAlwaysTold && count == 0) continue;
    if (!text.empty()) text += ", ";
    const bool would_be = is_dry_run && (i == 0 || i == 1);
    text += fmt::format("{} {}{}", count, would_be ? "would be " : "",
                        kNames[i].name);
  }
  return text;
}

std::string CountsJson(const ImportResult& result, const List& list) {
  std::string text = fmt::format("{{\"rows\":{}", list.rows.size());
  for (const OutcomeName& name : kNames) {
    text += fmt::format(",\"{}\":{}", name.key, result.Count(name.outcome));
  }
  size_t left_out = 0;
  for (size_t i = 0; i < list.rows.size(); ++i) {
    left_out += LeftOutOf(list, i).size() + result.rows[i].overruled.size();
  }
  return text + fmt::format(",\"cellsLeftOut\":{}}}", left_out);
}

std::vector<std::string> ChangesText(const ImportResult& result,
                                     const List& list) {
  std::vector<std::string> lines;
  size_t count = 0;
  for (size_t i = 0; i < result.rows.size(); ++i) {
    if (!IsChange(result.rows[i].outcome)) continue;
    if (++count > kChangesMax) continue;
    lines.push_back(fmt::format("line {}: {}", list.table.rows[i].line,
                                ChangeText(result.rows[i])));
  }
  if (count > kChangesMax) {
    lines.push_back(fmt::format("and {} more updated (--report has them all)",
                                count - kChangesMax));
  }
  return lines;
}

std::vector<std::string> LeftAsItIsText(const ImportResult& result,
                                        const List& list) {
  std::vector<std::string> lines;
  size_t count = 0;
  for (size_t i = 0; i < result.rows.size(); ++i) {
    if (result.rows[i].outcome != RowOutcome::kPartOfMerged) continue;
    if (++count > kChangesMax) continue;
    lines.push_back(fmt::format("line {}: {}", list.table.rows[i].line,
                                LeftAsItIs(result.rows[i])));
  }
  if (count > kChangesMax) {
    lines.push_back(
        fmt::format("and {} more part of merged profiles (--report has them "
                    "all)",
                    count - kChangesMax));
  }
  return lines;
}

std::vector<std::string> LeftOutText(const ImportResult& result,
                                     const List& list) {
  std::map<std::pair<std::string, std::string>, std::vector<int>> found;
  for (size_t i = 0; i < list.rows.size(); ++i) {
    const int line = list.table.rows[i].line;
    for (const auto& [column, reason] : LeftOutOf(list, i)) {
      found[{ColumnName(list, column), reason}].push_back(line);
    }
    for (const std::string& path : result.rows[i].overruled) {
      found[{path, kOverruled}].push_back(line);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [what, at] : found) {
    lines.push_back(fmt::format("left out of {}: {}: {}", what.first,
                                what.second, LinesText(at)));
  }
  return lines;
}

std::string WriteReportHeading(const List& list) {
  return "\xEF\xBB\xBF" +
         WriteCsvRow({"line", "outcome", "customer_id", "changed", "before",
                      "left_out", "message"},
                     list.table.delimiter);
}

std::string WriteReportRow(size_t row, const RowResult& result,
                           const List& list) {
  std::vector<std::string> changed;
  std::vector<std::string> before;
  for (const FieldChange& change : result.changed) {
    changed.push_back(change.path);
    if (change.before.empty()) continue;
    before.push_back(fmt::format("{}: {}", change.path,
                                 customers::ShownCell(change.before)));
  }
  std::vector<std::string> left_out;
  for (const auto& [column, reason] : LeftOutOf(list, row)) {
    left_out.push_back(fmt::format("{}: {}", ColumnName(list, column), reason));
  }
  for (const std::string& path : result.overruled) {
    left_out.push_back(fmt::format("{}: {}", path, kOverruled));
  }
  return WriteCsvRow(
      {std::to_string(list.table.rows[row].line),
       std::string(NameOf(result.outcome)), result.customer_id,
       fmt::format("{}", fmt::join(changed, " ")),
       fmt::format("{}", fmt::join(before, "; ")),
       fmt::format("{}", fmt::join(left_out, "; ")), MessageOf(result)},
      list.table.delimiter);
}

std::string WriteReport(const ImportResult& result, const List& list) {
  std::string text = WriteReportHeading(list);
  for (size_t i = 0; i < result.rows.size(); ++i) {
    text += WriteReportRow(i, result.rows[i], list);
  }
  return text;
}

std::vector<Reject> RejectsOf(const ImportResult& result, const List& list) {
  std::vector<Reject> rejects;
  for (size_t i = 0; i < result.rows.size(); ++i) {
    const RowResult& row = result.rows[i];
    if (row.outcome != RowOutcome::kRejected) continue;
    rejects.push_back({.row = &list.table.rows[i],
                       .code = absl::StatusCodeToString(row.status.code()),
                       .message = MessageOf(row.status)});
  }
  return rejects;
}

}  // namespace comptoir::cli
