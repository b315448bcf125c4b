#include "sdk/generator/lint/id_lint.h"

#include <map>
#include <string>
#include <string_view>

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

// The noun that a name is after: `team_member`, or `owner_team_member` where
// more needs to be said.
const Descriptor* NounOf(std::string_view name, const Api& api) {
  for (;;) {
    const auto noun = api.nouns.find(std::string(name));
    if (noun != api.nouns.end()) return noun->second;
    const size_t end = name.find('_');
    if (end == std::string_view::npos) return nullptr;
    name.remove_prefix(end + 1);
  }
}

void LintSent(const FieldDescriptor& field, const Api& api,
              const Prefixes& prefixes, Findings& findings) {
  const std::string_view name = NamedBy(field);
  const FieldRules& rules = RulesOf(field);
  if (name == "request" || rules.output_only()) return;
  const Descriptor* noun = name.empty() ? nullptr : NounOf(name, api);
  if (noun == nullptr) {
    const auto meant = prefixes.find(rules.id_prefix());
    if (meant == prefixes.end()) return;
    findings.push_back(At(
        field, kRule,
        fmt::format("names a {0}; call it {1}_id, or let it "
                    "end in _{1}_id",
                    meant->second->name(), SnakeCase(meant->second->name()))));
    return;
  }
  // A noun that gives no prefix has a finding of its own.
  const std::string& prefix = RulesOf(*IdOf(*noun)).id_prefix();
  const bool is_right =
      prefix.empty() ? !rules.id_prefix().empty() : rules.id_prefix() == prefix;
  if (rules.format() != FORMAT_ID || !is_right) {
    findings.push_back(
        At(field, kRule,
           fmt::format("names a {}; format: FORMAT_ID with id_prefix: \"{}\"",
                       noun->name(), prefix)));
  }
}

}  // namespace

void LintIds(const Api& api, Findings& findings) {
  const Prefixes prefixes = LintNouns(api, findings);
  for (const Descriptor* message : api.messages) {
    if (!api.sent.contains(message)) continue;
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor& field = *message->field(i);
      if (field.type() != FieldDescriptor::TYPE_STRING) continue;
      if (&field != IdOf(*message)) LintSent(field, api, prefixes, findings);
    }
  }
}

}  // namespace comptoir::generator::lint
