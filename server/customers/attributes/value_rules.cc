#include "server/customers/attributes/value_rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "absl/time/civil_time.h"
#include "comptoir/types/v1/address.pb.h"
#include "fmt/format.h"
#include "server/customers/attributes/definition_rules.h"
#include "server/values/decimal.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using types::v1::Address;
using v1::AttributeDefinition;
using v1::AttributeSelection;
using v1::AttributeValue;

// By AttributeType.
constexpr std::array<ValueKind, 10> kKinds = {{
    {AttributeValue::KIND_NOT_SET, "", ""},
    {AttributeValue::kText, "text", "text"},
    {AttributeValue::kNumber, "number", "a number"},
    {AttributeValue::kBoolean, "boolean", "a boolean"},
    {AttributeValue::kDate, "date", "a date"},
    {AttributeValue::kEmail, "email", "an email address"},
    {AttributeValue::kPhone, "phone", "a phone number"},
    {AttributeValue::kAddress, "address", "an address"},
    {AttributeValue::kSelection, "selection", "a selection"},
    {AttributeValue::kSelection, "selection", "a selection"},
}};

std::string TextProblem(const AttributeDefinition& definition,
                        std::string_view text) {
  if (!HasVisibleCharacter(text)) {
    return "must hold something to be seen; leave the value out to clear it";
  }
  const int most =
      definition.max_length() > 0 ? definition.max_length() : kAttributeTextMax;
  if (CodePointCount(text) <= static_cast<size_t>(most)) return "";
  return fmt::format("must have at most {} characters", most);
}

std::string NumberProblem(const AttributeDefinition& definition,
                          const std::string& number) {
  std::string problem = DecimalProblem(number);
  if (!problem.empty()) return problem;
  const int64_t units = DecimalUnits(number);
  if (!definition.minimum().empty() &&
      units < DecimalUnits(definition.minimum())) {
    return fmt::format("must be at least {}", definition.minimum());
  }
  if (!definition.maximum().empty() &&
      units > DecimalUnits(definition.maximum())) {
    return fmt::format("must be at most {}", definition.maximum());
  }
  return "";
}

void TrimAddress(Address* address) {
  for (std::string& line : *address->mutable_lines()) line = Trim(line);
  auto* lines = address->mutable_lines();
  lines->erase(std::remove(lines->begin(), lines->end(), ""), lines->end());
  address->set_locality(Trim(address->locality()));
  address->set_administrative_area(Trim(address->administrative_area()));
  address->set_postal_code(Trim(address->postal_code()));
}

// Keeps the options of the definition alone, in its order.
void SortOptions(const AttributeDefinition& definition,
                 AttributeSelection* selection) {
  const std::set<std::string> chosen(selection->option_ids().begin(),
                                     selection->option_ids().end());
  selection->clear_option_ids();
  for (const v1::AttributeOption& option : definition.options()) {
    if (chosen.contains(option.id())) selection->add_option_ids(option.id());
  }
}

std::string SelectionProblem(const AttributeDefinition& definition,
                             const AttributeSelection& selection) {
  std::set<std::string_view> known;
  for (const v1::AttributeOption& option : definition.options()) {
    known.insert(option.id());
  }
  if (selection.option_ids().empty()) {
    return "must choose an option; leave the value out to clear it";
  }
  for (const std::string& id : selection.option_ids()) {
    if (!known.contains(id)) {
      return fmt::format("{} is no option of the attribute (any more)", id);
    }
    if (std::count(selection.option_ids().begin(), selection.option_ids().end(),
                   id) > 1) {
      return "must choose an option once";
    }
  }
  const bool is_single =
      definition.type() == v1::ATTRIBUTE_TYPE_SINGLE_SELECTION;
  return is_single && selection.option_ids_size() > 1
             ? "must choose one option alone"
             : "";
}

// Of a value of the right kind; normalizes it.
std::string Problem(const AttributeDefinition& definition,
                    AttributeValue* value) {
  switch (value->kind_case()) {
    case AttributeValue::kText:
      value->set_text(Trim(value->text()));
      return TextProblem(definition, value->text());
    case AttributeValue::kNumber: {
      const std::string number = Trim(value->number());
      std::string problem = NumberProblem(definition, number);
      if (problem.empty()) value->set_number(PlainDecimal(number));
      return problem;
    }
    case AttributeValue::kDate:
      value->set_date(Trim(value->date()));
      return DayOfDate(value->date()) ? ""
                                      : "must be YYYY-MM-DD, a day that exists";
    case AttributeValue::kEmail:
      return value->email().empty() ? "must be one email address" : "";
    case AttributeValue::kPhone:
      return value->phone().empty() ? "must be a phone number" : "";
    case AttributeValue::kAddress:
      TrimAddress(value->mutable_address());
      return value->address().ByteSizeLong() == 0 ? "must not be empty" : "";
    case AttributeValue::kSelection: {
      std::string problem = SelectionProblem(definition, value->selection());
      if (problem.empty()) SortOptions(definition, value->mutable_selection());
      return problem;
    }
    default:
      return "";
  }
}

}  // namespace

const ValueKind& KindOf(const AttributeDefinition& definition) {
  return kKinds.at(static_cast<size_t>(definition.type()));
}

std::optional<absl::CivilDay> DayOfDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  std::array<int, 3> parts = {};
  size_t part = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
      ++part;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return {};
    parts[part] = parts[part] * 10 + (text[i] - '0');
  }
  const absl::CivilDay day(parts[0], parts[1], parts[2]);
  const bool is_there =
      parts[0] > 0 && day.month() == parts[1] && day.day() == parts[2];
  return is_there ? std::optional(day) : std::nullopt;
}

bool IsCleared(const v1::AttributeChange& change) {
  return change.value().kind_case() == AttributeValue::KIND_NOT_SET;
}

bool IsOfType(const AttributeDefinition& definition,
              const AttributeValue& value) {
  return value.kind_case() == KindOf(definition).field;
}

void ReadValue(const AttributeDefinition& definition, std::string_view field,
               AttributeValue* value, FieldViolations* violations) {
  const ValueKind& kind = KindOf(definition);
  if (!IsOfType(definition, *value)) {
    violations->Add(field, fmt::format("must be {}: set its field `{}`",
                                       kind.what, kind.name));
    return;
  }
  const std::string problem = Problem(definition, value);
  if (problem.empty()) return;
  violations->Add(fmt::format("{}.{}", field, kind.name), problem);
}

bool KeepKnown(const AttributeDefinition& definition, AttributeValue* value) {
  if (!value->has_selection()) return true;
  SortOptions(definition, value->mutable_selection());
  return !value->selection().option_ids().empty();
}

}  // namespace comptoir::customers
