#include "sdk/generator/lint/id_lint.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"

namespace comptoir::generator::lint {
namespace {

constexpr char kRule[] = "id";

// Nouns by the prefix of their ids.
using Prefixes = std::map<std::string, const Descriptor*>;

Prefixes LintNouns(const Api& api, Findings& findings) {
  Prefixes prefixes;
  for (const Descriptor* message : api.messages) {
    const FieldDescriptor* id = IdOf(*message);
    if (id == nullptr) continue;
    const FieldRules& rules = RulesOf(*id);
    if (rules.format() != FORMAT_ID || rules.id_prefix().empty()) {
      findings.push_back(At(*id, kRule,
                            "is a noun's; format: FORMAT_ID with the "
                            "id_prefix of the noun, output_only or not"));
      continue;
    }
    const auto [taken, is_new] = prefixes.emplace(rules.id_prefix(), message);
    if (!is_new) {
      findings.push_back(At(*id, kRule,
                            fmt::format("has the prefix of {}; take another",
                                        taken->second->full_name())));
    }
  }
  return prefixes;
}

// What the field names by its name: customer of customer_id and customer_ids;
// empty when it is not called an id.
std::string_view NamedBy(const FieldDescriptor& field) {
  const std::string_view name = field.name();
  const std::string_view suffix = field.is_repeated() ? "_ids" : "_id";
  if (!name.ends_with(suffix)) return {};
  return name.substr(0, name.size() - suffix.size());
}

using Nouns = std::vector<const Descriptor*>;

// The nouns that are called `name`, or end in it: `member` for `team_member`.
Nouns NounsCalled(std::string_view name, const Api& api) {
  const auto exact = api.nouns.find(std::string(name));
  if (exact != api.nouns.end()) return {exact->second};
  Nouns found;
  for (const auto& [noun, message] : api.nouns) {
    if (noun.ends_with(fmt::format("_{}", name))) found.push_back(message);
  }
  return found;
}

// The nouns that a name may be after: `team_member`, or `owner_team_member`
// where more needs to be said, or `member` for short.
Nouns NounsOf(std::string_view name, const Api& api) {
  while (!name.empty()) {
    Nouns found = NounsCalled(name, api);
    if (!found.empty()) return found;
    const size_t end = name.find('_');
    name.remove_prefix(end == std::string_view::npos ? name.size() : end + 1);
  }
  return {};
}

// Whether the field says that it holds an id of one of the nouns. A noun that
// gives no prefix has a finding of its own, or an exception.
bool SaysOneOf(const Nouns& nouns, const FieldRules& rules) {
  if (rules.format() != FORMAT_ID) return false;
  return std::any_of(nouns.begin(), nouns.end(), [&](const Descriptor* noun) {
    const std::string& prefix = RulesOf(*IdOf(*noun)).id_prefix();
    return prefix.empty() || prefix == rules.id_prefix();
  });
}

void LintNaming(const FieldDescriptor& field, const Api& api,
                const Prefixes& prefixes, Findings& findings) {
  const std::string_view name = NamedBy(field);
  const FieldRules& rules = RulesOf(field);
  if (name == "request") return;
  const Nouns nouns = NounsOf(name, api);
  if (nouns.empty()) {
    const auto meant = prefixes.find(rules.id_prefix());
    if (meant == prefixes.end()) return;
    findings.push_back(At(
        field, kRule,
        fmt::format("names a {0}; call it {1}_id, or let it "
                    "end in _{1}_id",
                    meant->second->name(), SnakeCase(meant->second->name()))));
    return;
  }
  if (SaysOneOf(nouns, rules)) return;
  findings.push_back(
      At(field, kRule,
         fmt::format("names a {}; format: FORMAT_ID with id_prefix: \"{}\"",
                     nouns[0]->name(), RulesOf(*IdOf(*nouns[0])).id_prefix())));
}

}  // namespace

void LintIds(const Api& api, Findings& findings) {
  const Prefixes prefixes = LintNouns(api, findings);
  for (const Descriptor* message : api.messages) {
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor& field = *message->field(i);
      if (field.type() != FieldDescriptor::TYPE_STRING) continue;
      if (&field != IdOf(*message)) LintNaming(field, api, prefixes, findings);
    }
  }
}

}  // namespace comptoir::generator::lint
