#include "server/customers/import/rows/row_address.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/customers/import/spelling/cells.h"
#include "server/customers/import/spelling/countries.h"

namespace comptoir::customers {
namespace {

// As many as an address takes (address.proto).
constexpr int kLinesMax = 5;
constexpr std::string_view kLines = "address.lines";
constexpr std::string_view kLocality = "address.locality";
constexpr std::string_view kArea = "address.administrative_area";
constexpr std::string_view kPostalCode = "address.postal_code";
constexpr std::string_view kCountry = "address.country";

// Fields of an address beside its country, which alone is none.
constexpr std::string_view kParts[] = {
    kLines,       kLocality,         kArea,        kPostalCode,
    kHouseNumber, kHouseNumberFirst, kWholeAddress};

// The filled cells of one address, by field.
using Parts = std::map<std::string_view, std::vector<FilledCell>>;

// The filled addresses, the preferred first.
std::map<int, Parts> PartsByGroup(const RowCells& cells) {
  std::map<int, Parts> groups;
  for (const std::string_view field : kParts) {
    for (FilledCell& cell : cells.All(field)) {
      groups[cells.heading(cell.column).group][field].push_back(
          std::move(cell));
    }
  }
  return groups;
}

// "California (US)", as Odoo has it.
std::string WithoutCountry(std::string area) {
  constexpr size_t kSuffix = 5;
  const size_t open = area.rfind(" (");
  if (open != std::string::npos && open + kSuffix == area.size() &&
      area.ends_with(')')) {
    area.resize(open);
  }
  return area;
}

std::string TextOf(Parts& parts, std::string_view field) {
  const std::vector<FilledCell>& filled = parts[field];
  return filled.empty() ? "" : filled[0].text;
}

// TextOf(), leaving out what other columns say of the same part.
std::string TakeText(Parts& parts, std::string_view field, RowCells& cells) {
  std::vector<FilledCell>& filled = parts[field];
  for (size_t i = 1; i < filled.size(); ++i) {
    if (filled[i].text == filled[0].text ||
        cells.heading(filled[i].column).rank >= kOtherForm) {
      continue;
    }
    cells.LeaveOut(filled[i].column, "another column holds this part");
  }
  return TextOf(parts, field);
}

// The lines of the address, from top to bottom.
std::vector<std::string> LinesOf(Parts& parts) {
  std::vector<std::string> lines;
  for (const FilledCell& cell : parts[kLines]) {
    for (std::string& line : SplitLines(cell.text)) {
      lines.push_back(std::move(line));
    }
  }
  if (lines.empty() && TextOf(parts, kLocality).empty()) {
    lines = SplitLines(TextOf(parts, kWholeAddress));
  }
  const std::string first = TextOf(parts, kHouseNumberFirst);
  const std::string last = TextOf(parts, kHouseNumber);
  if (lines.empty() && !(first + last).empty()) lines.emplace_back();
  if (!first.empty()) lines[0] = CleanCell(first + ' ' + lines[0]);
  if (!last.empty()) lines[0] = CleanCell(lines[0] + ' ' + last);
  // What is too much for lines of its own goes on the last one.
  while (lines.size() > kLinesMax) {
    lines[kLinesMax - 1] += ", " + lines[kLinesMax];
    lines.erase(lines.begin() + kLinesMax);
  }
  return lines;
}

// Sets the country of the address in `group`: its own, or one that is said of
// no place.
void ReadCountryOf(int group, bool has_address, RowCells& cells,
                   v1::Customer& customer) {
  for (const FilledCell& cell : cells.All(kCountry)) {
    const int other = cells.heading(cell.column).group;
    if (has_address && other != group && other != 0 && group != 0) continue;
    const absl::StatusOr<std::string> country = ReadCountry(cell.text);
    if (!country.ok()) {
      cells.LeaveOut(cell.column, std::string(country.status().message()));
    } else if (customer.address().country().empty()) {
      customer.mutable_address()->set_country(*country);
    }
  }
}

}  // namespace

void ReadAddress(RowCells& cells, v1::Customer& customer) {
  std::map<int, Parts> groups = PartsByGroup(cells);
  const bool has_address = !groups.empty();
  const int group = has_address ? groups.begin()->first : 0;
  if (has_address) {
    Parts& parts = groups.begin()->second;
    comptoir::types::v1::Address& address = *customer.mutable_address();
    for (std::string& line : LinesOf(parts)) {
      address.add_lines(std::move(line));
    }
    address.set_locality(TakeText(parts, kLocality, cells));
    address.set_administrative_area(
        WithoutCountry(TakeText(parts, kArea, cells)));
    address.set_postal_code(TakeText(parts, kPostalCode, cells));
    groups.erase(groups.begin());
  }
  for (const auto& [other, parts] : groups) {
    for (const auto& [field, filled] : parts) {
      for (const FilledCell& cell : filled) {
        cells.LeaveOut(cell.column, "a customer has one address");
      }
    }
  }
  ReadCountryOf(group, has_address, cells, customer);
}

}  // namespace comptoir::customers
