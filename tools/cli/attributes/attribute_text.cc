#include "tools/cli/attributes/attribute_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "tools/cli/message/facts.h"
#include "tools/cli/message/field_text.h"

namespace comptoir::cli {
namespace {

using customers::v1::AttributeChange;
using customers::v1::AttributeDefinition;
using customers::v1::AttributeOption;
using customers::v1::AttributeValue;
using customers::v1::CustomerAttribute;

absl::Status Wrong(const AttributeDefinition& definition,
                   std::string_view what) {
  return absl::InvalidArgumentError(
      fmt::format("{}: {}", definition.key(), what));
}

std::string OptionNames(const AttributeDefinition& definition) {
  std::string names;
  for (const AttributeOption& option : definition.options()) {
    if (!names.empty()) names += ", ";
    names += option.display_name();
  }
  return names;
}

absl::Status ReadBoolean(const AttributeDefinition& definition,
                         const std::string& text, AttributeValue* value) {
  const bool is_yes = text == "yes" || text == "true";
  if (!is_yes && text != "no" && text != "false") {
    return Wrong(definition, "must be yes or no");
  }
  value->set_boolean(is_yes);
  return absl::OkStatus();
}

// A name may have a comma: the whole text is tried first.
absl::Status ReadSelection(const AttributeDefinition& definition,
                           const std::string& text, AttributeValue* value) {
  const auto find = [&](const std::string& name) {
    return std::find_if(
        definition.options().begin(), definition.options().end(),
        [&](const AttributeOption& option) {
          return option.id() == name ||
                 absl::EqualsIgnoreCase(option.display_name(), name);
        });
  };
  std::vector<std::string> names = {text};
  if (find(text) == definition.options().end()) {
    names = absl::StrSplit(text, ',');
  }
  for (std::string& name : names) {
    absl::StripAsciiWhitespace(&name);
    const auto option = find(name);
    if (option == definition.options().end()) {
      return Wrong(definition, fmt::format("has no option {}, but {}", name,
                                           OptionNames(definition)));
    }
    value->mutable_selection()->add_option_ids(option->id());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadAttributeValue(const AttributeDefinition& definition,
                                const std::string& text,
                                AttributeValue* value) {
  switch (definition.type()) {
    case customers::v1::ATTRIBUTE_TYPE_TEXT:
      value->set_text(text);
      return absl::OkStatus();
    case customers::v1::ATTRIBUTE_TYPE_NUMBER:
      value->set_number(text);
      return absl::OkStatus();
    case customers::v1::ATTRIBUTE_TYPE_BOOLEAN:
      return ReadBoolean(definition, text, value);
    case customers::v1::ATTRIBUTE_TYPE_DATE:
      value->set_date(text);
      return absl::OkStatus();
    case customers::v1::ATTRIBUTE_TYPE_EMAIL:
      value->set_email(text);
      return absl::OkStatus();
    case customers::v1::ATTRIBUTE_TYPE_PHONE:
      value->set_phone(text);
      return absl::OkStatus();
    case customers::v1::ATTRIBUTE_TYPE_ADDRESS:
      return SetFieldText(*value, "address", text);
    case customers::v1::ATTRIBUTE_TYPE_SINGLE_SELECTION:
    case customers::v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION:
      return ReadSelection(definition, text, value);
    default:
      return Wrong(definition, "is of a type that this program does not know");
  }
}

absl::StatusOr<AttributeChange> ReadAssignment(
    const std::vector<AttributeDefinition>& definitions,
    std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    return absl::InvalidArgumentError(
        fmt::format("{}: must be KEY=VALUE", text));
  }
  AttributeChange change;
  change.set_key(std::string(text.substr(0, equals)));
  const auto definition = std::find_if(
      definitions.begin(), definitions.end(),
      [&](const AttributeDefinition& candidate) {
        return absl::EqualsIgnoreCase(candidate.key(), change.key());
      });
  if (definition == definitions.end()) {
    return absl::InvalidArgumentError(
        fmt::format("there is no attribute {}: see comptoir attributes list",
                    change.key()));
  }
  const std::string value(text.substr(equals + 1));
  if (value.empty()) {
    return Wrong(*definition, "has no value: comptoir customers unset clears");
  }
  const absl::Status read =
      ReadAttributeValue(*definition, value, change.mutable_value());
  if (!read.ok()) return read;
  return change;
}

std::string AttributeText(const CustomerAttribute& attribute) {
  if (attribute.is_redacted()) return "(redacted)";
  const AttributeValue& value = attribute.value();
  switch (value.kind_case()) {
    case AttributeValue::kText:
      return value.text();
    case AttributeValue::kNumber:
      return value.number();
    case AttributeValue::kBoolean:
      return value.boolean() ? "yes" : "no";
    case AttributeValue::kDate:
      return value.date();
    case AttributeValue::kEmail:
      return value.email();
    case AttributeValue::kPhone:
      return value.phone();
    case AttributeValue::kAddress:
      return FactsOf(value.address());
    default:
      break;
  }
  std::string names;
  for (const AttributeOption& option : attribute.options()) {
    if (!names.empty()) names += ", ";
    names += option.display_name();
  }
  return names;
}

}  // namespace comptoir::cli
