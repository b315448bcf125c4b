#include "sdk/generator/lint/field_lint.h"

#include <string>

#include "absl/strings/match.h"
#include "fmt/format.h"

namespace comptoir::generator::lint {
namespace {

bool IsOrEndsIn(const std::string& name, const std::string& word) {
  return name == word || absl::EndsWith(name, "_" + word);
}

void LintState(const FieldDescriptor& field, Findings& findings) {
  constexpr char kRule[] = "state";
  const std::string& name = field.name();
  const google::protobuf::EnumDescriptor* type = field.enum_type();
  if (IsOrEndsIn(name, "status") && field.message_type() == nullptr) {
    findings.push_back(
        At(field, kRule, "is a status; call it a state, as everywhere"));
  }
  if (type == nullptr) return;
  if (absl::EndsWith(type->name(), "Status")) {
    findings.push_back(
        At(field, kRule,
           fmt::format("is of enum {}; call that ...State", type->name())));
  }
  const bool is_state =
      IsOrEndsIn(name, field.is_repeated() ? "states" : "state");
  if (is_state != absl::EndsWith(type->name(), "State")) {
    findings.push_back(
        At(field, kRule,
           fmt::format("is of enum {}; the field is called state, or ends in "
                       "_state, when its enum is an ...State",
                       type->name())));
  }
}

void LintTime(const FieldDescriptor& field, Findings& findings) {
  constexpr char kRule[] = "time";
  const Descriptor* type = field.message_type();
  const bool is_time =
      type != nullptr && type->full_name() == "google.protobuf.Timestamp";
  const bool is_called_so = absl::EndsWith(field.name(), "_time");
  // A message may be about a time, such as a range of them.
  if (is_time ? is_called_so : !is_called_so || type != nullptr) return;
  findings.push_back(
      At(field, kRule,
         is_time ? "is a point in time; let its name end in _time"
                 : "is no Timestamp; make it one, or call it otherwise"));
}

void LintEtag(const FieldDescriptor& field, Findings& findings) {
  constexpr char kRule[] = "etag";
  if (!absl::StrContains(field.name(), "etag")) return;
  if (field.name() != "etag" || !IsOne(&field, FieldDescriptor::TYPE_STRING)) {
    findings.push_back(At(field, kRule, "is called otherwise; string etag"));
  }
}

void LintToken(const FieldDescriptor& field, Findings& findings) {
  constexpr char kRule[] = "token";
  const std::string& name = field.name();
  if (!IsOrEndsIn(name, "token") || IsOrEndsIn(name, "page_token")) return;
  if (name == "token") {
    findings.push_back(
        At(field, kRule, "does not say whose; such as session_token"));
  }
  if (!IsSecret(field)) {
    findings.push_back(At(field, kRule, "would be logged; PII_CLASS_SECRET"));
  }
}

void LintActor(const FieldDescriptor& field, Findings& findings) {
  constexpr char kRule[] = "actor";
  if (field.type() != FieldDescriptor::TYPE_STRING) return;
  for (const char* word : {"actor", "by", "by_id"}) {
    if (!IsOrEndsIn(field.name(), word)) continue;
    findings.push_back(
        At(field, kRule,
           "says who did it; call it actor_id, or let it end in _actor_id"));
  }
}

bool CanBeUpdated(const Descriptor& noun, const Api& api) {
  for (const MethodDescriptor* method : api.methods) {
    if (method->name() == "Update" + noun.name()) return true;
  }
  return false;
}

void LintNounRules(const FieldDescriptor& field, const Api& api,
                   Findings& findings) {
  constexpr char kRule[] = "noun";
  const FieldRules& rules = RulesOf(field);
  const Descriptor& message = *field.containing_type();
  if (IdOf(message) == nullptr) {
    if (rules.required_on_create() || rules.immutable()) {
      findings.push_back(
          At(field, kRule,
             "is in no noun; required_on_create and immutable mean nothing"));
    }
    return;
  }
  if (rules.required() && CanBeUpdated(message, api)) {
    findings.push_back(At(field, kRule,
                          "need not be in an update; required_on_create "
                          "instead of required"));
  }
  if (rules.output_only() &&
      (rules.required() || rules.required_on_create() || rules.immutable())) {
    findings.push_back(
        At(field, kRule, "is output_only; clients' rules mean nothing"));
  }
}

}  // namespace

void LintFields(const Api& api, Findings& findings) {
  for (const Descriptor* message : api.messages) {
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor& field = *message->field(i);
      LintState(field, findings);
      LintTime(field, findings);
      LintEtag(field, findings);
      LintToken(field, findings);
      LintActor(field, findings);
      LintNounRules(field, api, findings);
    }
  }
}

}  // namespace comptoir::generator::lint
