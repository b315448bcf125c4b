#include "sdk/generator/lint/message_lint.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "fmt/format.h"

namespace comptoir::generator::lint {
namespace {

bool IsInEventsFile(const Descriptor& message) {
  return absl::EndsWith(message.file()->name(), "_events.proto");
}

const Descriptor& OutermostOf(const Descriptor& message) {
  const Descriptor* at = &message;
  while (at->containing_type() != nullptr) at = at->containing_type();
  return *at;
}

void LintPlace(const Descriptor& message, const Api& api, Findings& findings) {
  if (api.served.contains(&message) || IsInEventsFile(message)) return;
  // Named by what it stands in, when that is served.
  if (api.served.contains(&OutermostOf(message))) return;
  findings.push_back(At(message, "event",
                        "is of no method; an event stands in an "
                        "..._events.proto, anything else is not of the API"));
}

bool IsPersonal(const FieldDescriptor& field) {
  const PiiClass pii_class = field.options().GetExtension(pii);
  return pii_class != PII_CLASS_UNSPECIFIED && pii_class != PII_CLASS_PAYMENT;
}

// Adds the personal fields of a message and of those in it. `seen` ends
// recursion.
void FindPersonal(const Descriptor& message, std::set<const Descriptor*>& seen,
                  std::vector<const FieldDescriptor*>& found) {
  if (!seen.insert(&message).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (IsPersonal(field)) found.push_back(&field);
    if (field.message_type() != nullptr) {
      FindPersonal(*field.message_type(), seen, found);
    }
  }
}

// Events go to whoever may watch, and out of the house by webhooks: nothing
// redacts them.
void LintPersonal(const Descriptor& message, Findings& findings) {
  // What stands in another message is found with it.
  if (!IsInEventsFile(message) || message.containing_type() != nullptr) return;
  std::set<const Descriptor*> seen;
  std::vector<const FieldDescriptor*> found;
  FindPersonal(message, seen, found);
  for (const FieldDescriptor* field : found) {
    findings.push_back(
        At(message, "personal",
           fmt::format("is of an event and holds {}, which is personal; name "
                       "the record by its id instead",
                       field->full_name())));
  }
}

std::string TypeOf(const FieldDescriptor& field) {
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  if (field.enum_type() != nullptr) return field.enum_type()->full_name();
  return field.type_name();
}

// The fields by name and type, in the order of their names; empty when they
// are too few to say anything.
std::string ShapeOf(const Descriptor& message) {
  constexpr int kFieldsMin = 2;
  if (message.field_count() < kFieldsMin) return "";
  std::set<std::string> fields;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    fields.insert(fmt::format("{} {} {}", field.name(), TypeOf(field),
                              field.is_repeated()));
  }
  return absl::StrJoin(fields, ";");
}

// Reports `message` when `seen` has another under `key`.
void LintTwice(const Descriptor& message, const std::string& key,
               std::map<std::string, const Descriptor*>& seen, const char* what,
               Findings& findings) {
  const auto [first, is_new] = seen.emplace(key, &message);
  if (is_new) return;
  findings.push_back(At(message, "twice",
                        fmt::format("has {} {}; use that one", what,
                                    first->second->full_name())));
}

}  // namespace

void LintMessages(const Api& api, Findings& findings) {
  std::map<std::string, const Descriptor*> names;
  std::map<std::string, const Descriptor*> shapes;
  for (const Descriptor* message : api.messages) {
    LintPlace(*message, api, findings);
    LintPersonal(*message, findings);
    if (message->containing_type() == nullptr) {
      LintTwice(*message, message->name(), names, "the name of", findings);
    }
    if (IsRequest(*message) || IsResponse(*message)) continue;
    if (IsInEventsFile(*message)) continue;
    const std::string shape = ShapeOf(*message);
    if (!shape.empty()) {
      LintTwice(*message, shape, shapes, "the fields of", findings);
    }
  }
}

}  // namespace comptoir::generator::lint
