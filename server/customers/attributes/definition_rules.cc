#include "server/customers/attributes/definition_rules.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/values/decimal.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using v1::AttributeDefinition;
using v1::AttributeOption;

constexpr std::string_view kNoun = "attribute_definition";

std::string Field(std::string_view name) {
  return fmt::format("{}.{}", kNoun, name);
}

std::string OptionField(int i, std::string_view name) {
  return fmt::format("{}.options[{}].{}", kNoun, i, name);
}

bool IsContactData(v1::AttributeType type) {
  return type == v1::ATTRIBUTE_TYPE_EMAIL || type == v1::ATTRIBUTE_TYPE_PHONE ||
         type == v1::ATTRIBUTE_TYPE_ADDRESS;
}

bool IsKey(std::string_view key) {
  return !ParseAnyId(key) && std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' ||
           c == '_' || c == '-';
  });
}

std::string ShortestForm(const std::string& number) {
  return DecimalProblem(number).empty() ? PlainDecimal(number) : number;
}

void CheckNames(const AttributeDefinition& definition,
                FieldViolations* violations) {
  if (!HasVisibleCharacter(definition.display_name())) {
    violations->Add(Field("display_name"), "must hold something to be seen");
  }
  if (definition.key().empty()) {
    violations->Add(Field("key"),
                    "must be given: the name has no letters or digits to make "
                    "one of");
  } else if (!IsKey(definition.key())) {
    violations->Add(Field("key"),
                    "must be 1 to 60 of A-Z a-z 0-9 . _ - and no id");
  }
}

// Enums may hold numbers of later versions.
void CheckEnums(const AttributeDefinition& definition,
                FieldViolations* violations) {
  constexpr std::string_view kUnknown =
      "must be a value that this server knows";
  if (!v1::AttributeType_IsValid(definition.type())) {
    violations->Add(Field("type"), kUnknown);
  }
  if (!v1::AttributeVisibility_IsValid(definition.visibility())) {
    violations->Add(Field("visibility"), kUnknown);
  } else if (IsContactData(definition.type()) &&
             definition.visibility() != v1::ATTRIBUTE_VISIBILITY_CONTACT) {
    violations->Add(Field("visibility"),
                    "must be CONTACT: values of this type are contact data");
  }
  if (!v1::AttributeAccess_IsValid(definition.others_access())) {
    violations->Add(Field("others_access"), kUnknown);
  } else if (definition.owner_api_key_id().empty() &&
             definition.others_access() != v1::ATTRIBUTE_ACCESS_READ_WRITE) {
    violations->Add(Field("others_access"),
                    "must be READ_WRITE without an owner_api_key_id: there is "
                    "nobody else");
  }
}

void CheckLimits(const AttributeDefinition& definition,
                 FieldViolations* violations) {
  if (definition.max_length() != 0 &&
      definition.type() != v1::ATTRIBUTE_TYPE_TEXT) {
    violations->Add(Field("max_length"), "is for text alone");
  }
  const bool is_number = definition.type() == v1::ATTRIBUTE_TYPE_NUMBER;
  bool are_numbers = true;
  for (const auto& [name, limit] :
       {std::pair("minimum", definition.minimum()),
        std::pair("maximum", definition.maximum())}) {
    if (limit.empty()) {
      are_numbers = false;
      continue;
    }
    const std::string problem =
        is_number ? DecimalProblem(limit) : "is for numbers alone";
    if (!problem.empty()) violations->Add(Field(name), problem);
    are_numbers = are_numbers && problem.empty();
  }
  if (are_numbers &&
      DecimalUnits(definition.minimum()) > DecimalUnits(definition.maximum())) {
    violations->Add(Field("minimum"), "must not be above the maximum");
  }
}

void CheckOptions(const AttributeDefinition& definition,
                  FieldViolations* violations) {
  const bool has_options = !definition.options().empty();
  if (IsSelection(definition.type()) == has_options) return;
  violations->Add(Field("options"), has_options ? "are for selections alone"
                                                : "must have one at least");
}

// The option of the id; null when there is none.
const AttributeOption* FindOption(const Options& options, std::string_view id) {
  const auto found = std::find_if(
      options.begin(), options.end(),
      [&](const AttributeOption& option) { return option.id() == id; });
  return found == options.end() ? nullptr : &*found;
}

// The option that is meant by one without an id: that of its name, unless it is
// meant by its id elsewhere in the list, maybe to get another name.
const AttributeOption* FindNamed(const Options& options,
                                 const AttributeOption& wanted,
                                 const Options& sent) {
  const auto found = std::find_if(
      options.begin(), options.end(), [&](const AttributeOption& option) {
        return option.display_name() == wanted.display_name() &&
               FindOption(sent, option.id()) == nullptr;
      });
  return found == options.end() ? nullptr : &*found;
}

}  // namespace

bool IsSelection(v1::AttributeType type) {
  return type == v1::ATTRIBUTE_TYPE_SINGLE_SELECTION ||
         type == v1::ATTRIBUTE_TYPE_MULTIPLE_SELECTION;
}

void NormalizeDefinition(AttributeDefinition* definition) {
  definition->set_display_name(Trim(definition->display_name()));
  definition->set_description(Trim(definition->description()));
  definition->set_minimum(ShortestForm(Trim(definition->minimum())));
  definition->set_maximum(ShortestForm(Trim(definition->maximum())));
  for (AttributeOption& option : *definition->mutable_options()) {
    option.set_display_name(Trim(option.display_name()));
  }
  if (definition->visibility() == v1::ATTRIBUTE_VISIBILITY_UNSPECIFIED) {
    definition->set_visibility(IsContactData(definition->type())
                                   ? v1::ATTRIBUTE_VISIBILITY_CONTACT
                                   : v1::ATTRIBUTE_VISIBILITY_CUSTOMERS);
  }
  if (definition->others_access() == v1::ATTRIBUTE_ACCESS_UNSPECIFIED) {
    definition->set_others_access(v1::ATTRIBUTE_ACCESS_READ_WRITE);
  }
}

absl::Status CheckDefinition(const AttributeDefinition& definition) {
  FieldViolations violations;
  CheckNames(definition, &violations);
  CheckEnums(definition, &violations);
  CheckLimits(definition, &violations);
  CheckOptions(definition, &violations);
  return violations.ToStatus();
}

std::string KeyOfName(std::string_view display_name) {
  std::string key;
  bool is_apart = false;
  for (const char c : Fold(display_name)) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      is_apart = true;
      continue;
    }
    if (is_apart && !key.empty()) key += '_';
    is_apart = false;
    key += c;
  }
  return key.substr(0, kAttributeKeyMax);
}

std::string NumberedKey(std::string_view key, int number) {
  const std::string end = fmt::format("_{}", number);
  return std::string(key.substr(0, kAttributeKeyMax - end.size())) + end;
}

absl::Status IdentifyOptions(const Options& before,
                             const std::function<std::string()>& new_id,
                             AttributeDefinition* definition) {
  const Options sent = definition->options();
  FieldViolations violations;
  std::set<std::string> ids;
  std::set<std::string> names;
  for (int i = 0; i < definition->options_size(); ++i) {
    AttributeOption& option = *definition->mutable_options(i);
    const AttributeOption* known = option.id().empty()
                                       ? FindNamed(before, option, sent)
                                       : FindOption(before, option.id());
    if (known == nullptr && !option.id().empty()) {
      violations.Add(OptionField(i, "id"),
                     "must be an option of this definition, or empty for a new "
                     "one");
      continue;
    }
    option.set_id(known == nullptr ? new_id() : known->id());
    if (!ids.insert(option.id()).second) {
      violations.Add(OptionField(i, "id"), "must not be there twice");
    }
    if (!HasVisibleCharacter(option.display_name())) {
      violations.Add(OptionField(i, "display_name"),
                     "must hold something to be seen");
    } else if (!names.insert(ToPlainForm(option.display_name())).second) {
      violations.Add(OptionField(i, "display_name"), "must not be there twice");
    }
  }
  return violations.ToStatus();
}

std::vector<std::string> RemovedOptions(const Options& before,
                                        const Options& after) {
  std::vector<std::string> removed;
  for (const AttributeOption& option : before) {
    const bool is_kept = FindOption(after, option.id()) != nullptr;
    if (!is_kept) removed.push_back(option.id());
  }
  return removed;
}

}  // namespace comptoir::customers
