#include "tools/cli/api/method_words.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "tools/cli/api/naming.h"
#include "tools/cli/api/overrides.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/message/list_answer.h"
#include "tools/cli/text/api_text.h"
#include "tools/cli/text/event_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::MethodDescriptor;

// What fits a terminal beside an id.
constexpr size_t kColumnsMax = 6;
constexpr std::string_view kMask = "update_mask";
constexpr std::string_view kEventTypes = "event_types";
constexpr std::string_view kExampleId = "_01j...";

const FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(comptoir::rules);
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool IsGroupOfFields(const FieldDescriptor& field) {
  return !field.is_repeated() && !IsOneWord(field);
}

// The message that a request is about: the only one in it, or the one that is
// called as the service's noun.
const FieldDescriptor* FlattenedOf(const Descriptor& request,
                                   const std::string& noun) {
  std::string name = noun;
  std::replace(name.begin(), name.end(), '-', '_');
  const FieldDescriptor* only = nullptr;
  int groups = 0;
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor* field = request.field(i);
    if (!IsGroupOfFields(*field)) continue;
    if (field->name() == name) return field;
    only = field;
    ++groups;
  }
  return groups == 1 ? only : nullptr;
}

std::vector<std::string> IdsOf(const Descriptor& request) {
  std::vector<std::string> words;
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    const FieldRules& rules = RulesOf(field);
    if (rules.format() != FORMAT_ID) continue;
    if (field.is_repeated() ? rules.min_items() > 0 : rules.required()) {
      words.push_back(field.name());
    }
    // What follows a repeated word would be one more of it.
    if (!words.empty() && field.is_repeated()) break;
  }
  return words;
}

// The text that is all that a request must have; else nothing.
std::vector<std::string> OnlyTextOf(const Descriptor& request) {
  std::vector<std::string> words;
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    if (!RulesOf(field).required()) continue;
    const bool is_text =
        field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
        !field.is_repeated() &&
        field.options().GetExtension(comptoir::pii) != PII_CLASS_SECRET;
    if (!is_text || !words.empty()) return {};
    words.push_back(field.name());
  }
  return words;
}

std::vector<std::string> ArgumentWordsOf(const Descriptor& request,
                                         const FieldDescriptor* flattened) {
  std::vector<std::string> words = IdsOf(request);
  if (!words.empty()) return words;
  if (flattened == nullptr) return OnlyTextOf(request);
  const bool is_update = request.FindFieldByName(std::string(kMask)) != nullptr;
  const FieldDescriptor* id = flattened->message_type()->FindFieldByName("id");
  if (is_update && id != nullptr && !RulesOf(*id).output_only()) {
    words.push_back(flattened->name() + ".id");
  }
  return words;
}

bool IsName(const std::string& name) {
  return name == "name" || name.ends_with("_name");
}

// A value that is worth a column: no group, no list, no secret.
bool IsColumn(const FieldDescriptor& field) {
  return !field.is_repeated() && IsOneWord(field) && field.name() != "etag" &&
         field.options().GetExtension(comptoir::pii) != PII_CLASS_SECRET;
}

// Smaller comes first.
int Rank(const FieldDescriptor& field) {
  const std::string& name = field.name();
  if (name == "id") return 0;
  if (IsName(name)) return 1;
  if (name == "state" || name == "status") return 2;
  return name.ends_with("_time") ? 4 : 3;
}

std::vector<std::string> ColumnsOf(const Descriptor& element) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < element.field_count(); ++i) {
    if (IsColumn(*element.field(i))) fields.push_back(element.field(i));
  }
  std::stable_sort(fields.begin(), fields.end(),
                   [](const FieldDescriptor* a, const FieldDescriptor* b) {
                     return Rank(*a) < Rank(*b);
                   });
  // The first time always has its place.
  const auto time = std::find_if(
      fields.begin(), fields.end(),
      [](const FieldDescriptor* field) { return Rank(*field) == 4; });
  std::vector<std::string> columns;
  const size_t most = time == fields.end() ? kColumnsMax : kColumnsMax - 1;
  for (auto field = fields.begin(); field != time && columns.size() < most;
       ++field) {
    columns.push_back((*field)->name());
  }
  if (time != fields.end()) columns.push_back((*time)->name());
  return columns;
}

bool IsDestructive(const MethodDescriptor& method) {
  const std::string verb = WordsOfName(method.name()).front();
  return verb == "delete" || verb == "cancel" || verb == "revoke";
}

// "comptoir sales remove-line sal_01j... lin_01j..."
std::string ExampleOf(const MethodDescriptor& method,
                      const MethodWords& words) {
  std::string example = "comptoir";
  if (!words.group.empty()) example += ' ' + words.group;
  example += ' ' + words.verb;
  for (const std::string& word : words.flags.words) {
    const FieldDescriptor* field = FindField(*method.input_type(), word);
    const std::string prefix =
        field == nullptr ? "" : RulesOf(*field).id_prefix();
    example += ' ';
    if (prefix.empty()) {
      example += field == nullptr ? "" : field->name();
    } else {
      example += prefix;
      example += kExampleId;
    }
  }
  if (!words.question.empty()) example += " --yes";
  return example;
}

// Kinds of events have two names: people write the short one everywhere.
absl::StatusOr<std::string> Spelled(const FieldDescriptor& field,
                                    const std::string& text) {
  return field.name() == kEventTypes ? FullTypeName(text) : text;
}

// Of an update: what becomes of a list.
std::string DetailsOf(const Descriptor& request,
                      const FieldDescriptor* flattened) {
  if (flattened == nullptr ||
      request.FindFieldByName(std::string(kMask)) == nullptr) {
    return "";
  }
  const Descriptor& resource = *flattened->message_type();
  for (int i = 0; i < resource.field_count(); ++i) {
    const FieldDescriptor& field = *resource.field(i);
    if (field.is_repeated() && !RulesOf(field).output_only() &&
        !RulesOf(field).immutable()) {
      return "A list that is given replaces the whole list: give what is to "
             "stay, too.\n'' clears a field, and empties a list.";
    }
  }
  return "";
}

void SetCommand(std::string_view command, MethodWords& words) {
  const size_t space = command.find(' ');
  if (space == std::string_view::npos) {
    words.group.clear();
    words.verb = command;
    return;
  }
  words.group = command.substr(0, space);
  words.verb = command.substr(space + 1);
}

std::string GroupOf(const MethodDescriptor& method, const std::string& noun) {
  for (const GroupOverride& override : GroupOverrides()) {
    if (override.service == method.service()->full_name()) {
      return std::string(override.group);
    }
  }
  return Plural(noun);
}

}  // namespace

MethodWords WordsOf(const MethodDescriptor& method) {
  return WordsOf(method, FindOverride(method.full_name()));
}

MethodWords WordsOf(const MethodDescriptor& method, const Override* override) {
  const Descriptor& request = *method.input_type();
  const std::string noun = NounOf(method.service()->name());
  MethodWords words = {.group = GroupOf(method, noun),
                       .verb = VerbOf(method.name(), noun),
                       .about = std::string(SentenceOf(method.full_name()))};
  if (const FieldDescriptor* flattened = FlattenedOf(request, noun)) {
    words.flags.flattened = flattened->name();
    if (request.FindFieldByName(std::string(kMask)) == nullptr) {
      // Who is new has neither.
      words.flags.hidden = {flattened->name() + ".id",
                            flattened->name() + ".etag"};
    }
    words.flags.words = ArgumentWordsOf(request, flattened);
  } else {
    words.flags.words = ArgumentWordsOf(request, nullptr);
  }
  words.details = DetailsOf(request, FlattenedOf(request, noun));
  words.flags.sentence_of = SentenceOf;
  words.flags.spelled = Spelled;
  if (const FieldDescriptor* list = ListOf(*method.output_type())) {
    words.columns = ColumnsOf(*list->message_type());
  }
  if (IsDestructive(method)) {
    words.question = fmt::format("{} Go ahead?", words.about);
  }
  if (override != nullptr) {
    if (!override->command.empty()) SetCommand(override->command, words);
    if (override->words) words.flags.words = Split(*override->words);
    if (!override->columns.empty()) words.columns = Split(override->columns);
    words.warnings = Split(override->warnings);
    words.afterwards = override->afterwards;
    if (override->question) words.question = *override->question;
    words.examples = override->examples;
  }
  if (words.examples.empty()) words.examples = ExampleOf(method, words);
  return words;
}

}  // namespace comptoir::cli
