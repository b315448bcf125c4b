#include "tools/cli/import/attributes/attribute_list.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/customers/import/attributes/attribute_check.h"
#include "server/customers/import/headings/headings.h"
#include "server/customers/import/spelling/cells.h"
#include "server/values/text.h"
#include "tools/cli/attributes/attribute_text.h"

namespace comptoir::cli {
namespace {

using customers::ColumnPlan;
using customers::DateOrder;
using customers::kAttributeField;
using customers::List;
using customers::v1::AttributeDefinition;

// A column that holds an attribute.
struct AttributeColumn {
  size_t column = 0;
  size_t definition = 0;
};

std::optional<size_t> FindKey(const AttributeDefinitions& definitions,
                              std::string_view key) {
  for (size_t i = 0; i < definitions.size(); ++i) {
    if (absl::EqualsIgnoreCase(definitions[i].key(),
                               {key.data(), key.size()})) {
      return i;
    }
  }
  return std::nullopt;
}

// The key that a heading means; empty for none.
std::string KeyOfHeading(const AttributeDefinitions& definitions,
                         const std::string& heading) {
  if (heading.starts_with(kAttributeField)) {
    return heading.substr(kAttributeField.size());
  }
  const std::string folded = Fold(heading);
  if (folded.empty()) return "";
  std::vector<std::string> named;
  for (const AttributeDefinition& definition : definitions) {
    if (Fold(definition.key()) == folded) return definition.key();
    if (Fold(definition.display_name()) == folded) {
      named.push_back(definition.key());
    }
  }
  return named.size() == 1 ? named.front() : "";
}

absl::StatusOr<std::vector<AttributeColumn>> ColumnsIn(
    const ColumnPlan& plan, const AttributeDefinitions& definitions) {
  std::vector<AttributeColumn> columns;
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const std::string& field = plan.columns[i].heading.field;
    if (!field.starts_with(kAttributeField)) continue;
    const std::string key = field.substr(kAttributeField.size());
    const auto definition = FindKey(definitions, key);
    if (!definition) {
      return absl::InvalidArgumentError(
          fmt::format("column {}: there is no attribute {}: see comptoir "
                      "attributes list",
                      plan.columns[i].name, key));
    }
    columns.push_back({.column = i, .definition = *definition});
  }
  return columns;
}

// The words for people in an error, without where it stands in a request.
std::string ProblemIn(const absl::Status& status) {
  const auto violations = sdk::FieldViolationsOf(status);
  return violations.empty() ? std::string(status.message())
                            : violations.front().description;
}

absl::Status ReadCell(const AttributeDefinition& definition, DateOrder order,
                      std::string text, AttributeCell* cell) {
  // As the server keeps it.
  text = ToNfc(text);
  if (definition.type() == customers::v1::ATTRIBUTE_TYPE_DATE) {
    const auto date = customers::ReadDate(text, order);
    // Empty for what programs write when there is none.
    if (!date.ok() || date->empty()) return date.status();
    text = *date;
  } else if (definition.type() == customers::v1::ATTRIBUTE_TYPE_BOOLEAN) {
    text = ToLower(text);
    if (text == "1") text = "yes";
    if (text == "0") text = "no";
  }
  absl::Status status = ReadAttributeValue(definition, text, &cell->value);
  if (status.ok()) {
    status = customers::CheckAttributeValue(definition, &cell->value);
  }
  cell->text = std::move(text);
  return status;
}

// What a row says; all that is wrong with it, by column, at once.
absl::StatusOr<std::vector<AttributeCell>> ReadRow(
    const std::vector<AttributeColumn>& columns,
    const AttributeDefinitions& definitions, DateOrder order, size_t row,
    List* list) {
  const CsvRow& cells = list->table.rows[row];
  std::vector<AttributeCell> read;
  std::vector<std::string> problems;
  for (const AttributeColumn& column : columns) {
    if (column.column >= cells.cells.size()) continue;
    const std::string text = customers::CleanCell(cells.cells[column.column]);
    // Placeholders are left out, and told, with those of other columns.
    if (text.empty() || customers::IsPlaceholder(text)) continue;
    const auto same =
        std::find_if(read.begin(), read.end(), [&](const AttributeCell& cell) {
          return cell.definition == column.definition;
        });
    AttributeCell cell = {.definition = column.definition};
    const absl::Status status =
        ReadCell(definitions[column.definition], order, text, &cell);
    if (status.ok() && cell.text.empty()) {
      list->rows[row]->left_out.push_back(
          {.column = column.column, .reason = customers::kPlaceholderReason});
    } else if (!status.ok()) {
      problems.push_back(fmt::format("column {}: {}",
                                     list->plan.columns[column.column].name,
                                     ProblemIn(status)));
    } else if (same == read.end()) {
      read.push_back(std::move(cell));
    } else if (same->text != cell.text) {
      list->rows[row]->left_out.push_back(
          {.column = column.column,
           .reason = fmt::format("a customer has one {}",
                                 definitions[column.definition].key())});
    }
  }
  if (problems.empty()) return read;
  return absl::InvalidArgumentError(
      fmt::format("{}", fmt::join(problems, "; ")));
}

}  // namespace

bool MayHoldAttributes(const ColumnPlan& plan) {
  return !plan.ignored.empty() ||
         std::any_of(plan.columns.begin(), plan.columns.end(),
                     [](const customers::Column& column) {
                       return column.heading.field.starts_with(kAttributeField);
                     });
}

std::vector<std::string> AttributeColumns(
    const ColumnPlan& plan, const AttributeDefinitions& definitions) {
  std::vector<std::string> columns;
  for (const std::string& heading : plan.ignored) {
    const std::string key = KeyOfHeading(definitions, heading);
    if (key.empty()) continue;
    columns.push_back(fmt::format("{}={}{}", heading, kAttributeField, key));
  }
  return columns;
}

absl::StatusOr<AttributeList> ReadAttributes(AttributeDefinitions definitions,
                                             DateOrder date_order, List* list) {
  AttributeList attributes{.definitions = std::move(definitions)};
  const auto columns = ColumnsIn(list->plan, attributes.definitions);
  if (!columns.ok()) return columns.status();
  if (columns->empty()) return attributes;
  attributes.rows.resize(list->rows.size());
  for (size_t i = 0; i < list->rows.size(); ++i) {
    if (!list->rows[i].ok()) continue;
    auto read = ReadRow(*columns, attributes.definitions, date_order, i, list);
    if (read.ok()) {
      attributes.rows[i] = *std::move(read);
    } else {
      list->rows[i] = read.status();
    }
  }
  return attributes;
}

}  // namespace comptoir::cli
