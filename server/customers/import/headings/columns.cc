#include "server/customers/import/headings/columns.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/customers/import/headings/headings.h"

namespace comptoir::customers {
namespace {

// Titles stand at most so many rows above the headings.
constexpr size_t kTitlesMax = 10;
// Headings that an error names.
constexpr size_t kNamedMax = 12;
// Cells with so many digits are numbers of somebody, not headings.
constexpr int kNumberDigitsMin = 5;

using Choices = std::map<std::string, std::string>;

absl::StatusOr<Choices> ReadGiven(const std::vector<std::string>& given,
                                  const std::vector<std::string>& heading) {
  Choices chosen;
  for (const std::string& pair : given) {
    const size_t equals = pair.rfind('=');
    const std::string name = pair.substr(0, equals);
    const std::string field =
        equals == std::string::npos ? "" : pair.substr(equals + 1);
    if (!field.empty() && !IsColumnField(field)) {
      return absl::InvalidArgumentError(
          fmt::format("{}: a customer has no field {}", pair, field));
    }
    if (std::find(heading.begin(), heading.end(), name) == heading.end()) {
      return absl::InvalidArgumentError(
          fmt::format("no column has the heading {}", name));
    }
    chosen[name] = field;
  }
  return chosen;
}

bool IsChosen(const Choices& chosen, std::string_view field) {
  return std::any_of(chosen.begin(), chosen.end(), [field](const auto& choice) {
    return choice.second == field;
  });
}

Heading HeadingOf(const std::string& name, const Choices& chosen) {
  const auto choice = chosen.find(name);
  if (choice != chosen.end()) return {.field = choice->second};
  Heading heading = ReadHeading(name);
  // Whoever names the column of a field means that one alone.
  return IsChosen(chosen, heading.field) ? Heading() : heading;
}

bool Has(const ColumnPlan& plan, std::string_view field) {
  return !plan.ColumnsOf(field).empty();
}

// What "Name" means follows from the columns beside it.
std::string_view MeaningOfName(const ColumnPlan& plan) {
  const bool has_given = Has(plan, "given_name");
  const bool has_family = Has(plan, "family_name");
  if (has_given == has_family) return kFullName;
  return has_given ? std::string_view("family_name") : "given_name";
}

// Whether the table is of a program that has whole names only, and says so.
bool HasWholeNames(const ColumnPlan& plan) {
  if (Has(plan, "given_name")) return false;
  const std::vector<size_t> whole = plan.ColumnsOf(kFullName);
  return Has(plan, kIsCompany) ||
         std::any_of(whole.begin(), whole.end(), [&plan](size_t i) {
           const Heading& heading = plan.columns[i].heading;
           return heading.group == 0 && heading.rank == kDisplayName;
         });
}

void SettleNames(ColumnPlan& plan) {
  // "Nom" is the family name, but beside "Nom de famille" it is the whole, as
  // it is in Odoo's tables.
  const std::vector<size_t> family = plan.ColumnsOf("family_name");
  const bool has_whole_names = HasWholeNames(plan);
  for (size_t i = 0; i < family.size(); ++i) {
    Heading& heading = plan.columns[family[i]].heading;
    const bool is_main = heading.group == 0;
    const bool is_nom = heading.rank == kNomRank && has_whole_names;
    if (is_main &&
        (is_nom || heading.rank > plan.columns[family[0]].heading.rank)) {
      heading.field = kFullName;
    }
  }
  const std::string_view meaning = MeaningOfName(plan);
  for (Column& column : plan.columns) {
    if (column.heading.field == kName) column.heading.field = meaning;
  }
}

// "Geburtstag" beside year and month is the day of the month.
void SettleBirthday(ColumnPlan& plan) {
  if (!Has(plan, kBirthMonth) || Has(plan, kBirthDay)) return;
  for (const size_t i : plan.ColumnsOf("birthday")) {
    plan.columns[i].heading.field = kBirthDay;
  }
}

// Profiles need one of these.
bool NamesAnybody(const ColumnPlan& plan) {
  const std::vector<std::string_view> fields = {
      "given_name",   "family_name",   kFullName,     kFullNameFamilyFirst,
      "company_name", "email_address", "phone_number"};
  return std::any_of(fields.begin(), fields.end(),
                     [&plan](std::string_view f) { return Has(plan, f); });
}

// Whether a first row has customers in it rather than headings.
bool LooksLikeData(const std::vector<std::string>& heading) {
  return std::any_of(heading.begin(), heading.end(), [](const auto& cell) {
    return cell.find('@') != std::string::npos ||
           std::count_if(cell.begin(), cell.end(), [](unsigned char c) {
             return std::isdigit(c) != 0;
           }) >= kNumberDigitsMin;
  });
}

absl::Status NobodyIn(std::vector<std::string> heading) {
  // Which may be somebody's name and number: not for an error to repeat.
  if (LooksLikeData(heading)) {
    return absl::InvalidArgumentError(
        "the first row looks like a customer: put a row of headings above it, "
        "such as given_name,family_name,email,phone");
  }
  const bool is_more = heading.size() > kNamedMax;
  if (is_more) heading.resize(kNamedMax);
  return absl::InvalidArgumentError(fmt::format(
      "the headings were read as \"{}\"{}: none of them is known to hold a "
      "name, a company, an email or a phone number; name one with --column "
      "'Heading=given_name'",
      fmt::join(heading, "\", \""), is_more ? ", ..." : ""));
}

}  // namespace

std::vector<size_t> ColumnPlan::ColumnsOf(std::string_view field) const {
  std::vector<size_t> found;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].heading.field == field) found.push_back(i);
  }
  std::stable_sort(found.begin(), found.end(), [this](size_t a, size_t b) {
    return columns[a].heading.rank < columns[b].heading.rank;
  });
  return found;
}

absl::StatusOr<ColumnPlan> PlanColumns(const std::vector<std::string>& heading,
                                       const std::vector<std::string>& given) {
  const auto chosen = ReadGiven(given, heading);
  if (!chosen.ok()) return chosen.status();
  ColumnPlan plan;
  for (const std::string& name : heading) {
    plan.columns.push_back({.name = name, .heading = HeadingOf(name, *chosen)});
  }
  SettleNames(plan);
  SettleBirthday(plan);
  for (const Column& column : plan.columns) {
    if (column.heading.field.empty() && !column.name.empty()) {
      plan.ignored.push_back(column.name);
    }
  }
  if (!NamesAnybody(plan)) return NobodyIn(heading);
  return plan;
}

void FindHeading(const std::vector<std::string>& given, CsvTable& table) {
  const auto count_known = [&given](const CsvRow& row) {
    return std::count_if(
        row.cells.begin(), row.cells.end(), [&given](const std::string& cell) {
          const auto names_it = [&cell](const std::string& pair) {
            return pair.starts_with(cell + "=");
          };
          return !cell.empty() &&
                 (!ReadHeading(cell).field.empty() ||
                  std::any_of(given.begin(), given.end(), names_it));
        });
  };
  constexpr auto kEnough = 2;
  auto most = std::max<ptrdiff_t>(count_known(table.heading), kEnough - 1);
  auto best = table.rows.end();
  const size_t count = std::min(table.rows.size(), kTitlesMax);
  for (size_t i = 0; i < count && most < kEnough; ++i) {
    const auto known = count_known(table.rows[i]);
    if (known <= most) continue;
    most = known;
    best = table.rows.begin() + static_cast<ptrdiff_t>(i);
  }
  if (best == table.rows.end()) return;
  table.heading = std::move(*best);
  table.rows.erase(table.rows.begin(), best + 1);
}

}  // namespace comptoir::customers
