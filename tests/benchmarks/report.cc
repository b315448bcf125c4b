#include "tests/benchmarks/report.h"

#include "fmt/format.h"

namespace comptoir::benchmarks {

std::string Table(const std::vector<Row>& rows) {
  std::string table =
      fmt::format("{:<16} {:>12} {:>12} {:>7}  {:>8}  {:<4} {}\n", "name",
                  "ours", "reference", "ratio", "goal", "met", "unit");
  for (const Row& row : rows) {
    const char* sign = row.want == Row::Want::kAtLeast ? ">=" : "<=";
    table += fmt::format(
        "{:<16} {:>12.1f} {:>12.1f} {:>7.2f}  {:>2} {:>5.2f}"
        "  {:<4} {}; {}\n",
        row.name, row.ours, row.reference, row.Ratio(), sign, row.goal,
        row.Met() ? "yes" : "NO", row.unit, row.note);
  }
  return table;
}

std::string Json(const std::vector<Row>& rows) {
  // Names, units and notes are ours and hold nothing that JSON escapes.
  std::string json = "[\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    json += fmt::format(
        "  {{\"name\": \"{}\", \"ours\": {:.3f}, \"reference\": {:.3f}, "
        "\"ratio\": {:.4f}, \"unit\": \"{}\", \"goal\": {}, \"met\": {}, "
        "\"note\": \"{}\"}}{}\n",
        row.name, row.ours, row.reference, row.Ratio(), row.unit, row.goal,
        row.Met(), row.note, i + 1 < rows.size() ? "," : "");
  }
  return json + "]\n";
}

}  // namespace comptoir::benchmarks
