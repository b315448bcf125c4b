#include "tools/cli/message/flags/flag_help.h"

#include <google/protobuf/descriptor.h>

#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/message/field_text.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

// A line names at most so many fields of a group.
constexpr size_t kFieldsNamed = 6;

const FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(comptoir::rules);
}

// What a text looks like, by an example; empty for any text.
std::string FormOf(const FieldRules& rules) {
  switch (rules.format()) {
    case FORMAT_COUNTRY:
      return "country code such as FR";
    case FORMAT_CURRENCY:
      return "currency code such as EUR";
    case FORMAT_LANGUAGE:
      return "language such as fr-CA";
    case FORMAT_TIME_ZONE:
      return "time zone such as Europe/Paris";
    case FORMAT_BIRTHDAY:
      return "YYYY-MM-DD or MM-DD";
    case FORMAT_REQUEST_ID:
      return "makes the call safe to repeat; new each time when left out";
    default:
      return "";
  }
}

// "number=...,label=...": what is one word, then what is in groups.
std::string FieldsOf(const Descriptor& type) {
  std::vector<std::string> words;
  std::vector<std::string> inner;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (RulesOf(field).output_only() || field.is_repeated()) continue;
    if (IsOneWord(field)) {
      words.push_back(field.name() + "=...");
      continue;
    }
    for (int j = 0; j < field.message_type()->field_count(); ++j) {
      const FieldDescriptor& child = *field.message_type()->field(j);
      if (child.is_repeated() || RulesOf(child).output_only()) continue;
      inner.push_back(fmt::format("{}.{}=...", field.name(), child.name()));
    }
  }
  words.insert(words.end(), inner.begin(), inner.end());
  const bool has_more = words.size() > kFieldsNamed;
  if (has_more) words.resize(kFieldsNamed);
  return fmt::format("{}{}", fmt::join(words, ","), has_more ? ",..." : "");
}

// How a message is written in one word.
std::string FormOfMessage(const FieldDescriptor& field) {
  const std::string& type = field.message_type()->name();
  if (!IsOneWord(field)) {
    const std::string fields = FieldsOf(*field.message_type());
    return fields.empty() ? "JSON" : fields + " or JSON";
  }
  if (type == "Money") return "such as '12.50 EUR'";
  if (type == "Timestamp") return "such as 2031-05-04T09:00:00Z";
  if (type == "Duration") return "such as 15s";
  return type;
}

// What the field takes, in a few words; empty when the sentence says it.
std::string FormOfValue(const FieldDescriptor& field) {
  const FieldRules& rules = RulesOf(field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return fmt::format("{}", fmt::join(EnumNames(field), " | "));
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes or no";
    case FieldDescriptor::CPPTYPE_STRING:
      if (!rules.id_prefix().empty()) return rules.id_prefix() + "_...";
      return FormOf(rules);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FormOfMessage(field);
    default:
      return "";
  }
}

// What it takes when nothing better is known.
std::string Plainly(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "number";
  const int most = RulesOf(field).max_length();
  return most == 0 ? "text" : fmt::format("up to {} letters", most);
}

// Sentences that only send the reader elsewhere.
bool SaysNothing(std::string_view sentence) {
  return sentence.starts_with("See ") || sentence.starts_with("As in ");
}

}  // namespace

std::string HelpOf(const FieldDescriptor& field, const FlagHelp& help) {
  const std::string_view sentence =
      SaysNothing(help.sentence) ? "" : help.sentence;
  std::vector<std::string> facts;
  if (help.is_required) facts.emplace_back("required");
  if (std::string form = FormOfValue(field); !form.empty()) {
    facts.push_back(std::move(form));
  }
  if (field.is_repeated()) facts.emplace_back("may be repeated");
  if (help.replaces_list) {
    facts.emplace_back("replaces the whole list, '' empties it");
  }
  if (facts.empty()) {
    return sentence.empty() ? Plainly(field) : std::string(sentence);
  }
  const std::string form = fmt::format("{}", fmt::join(facts, "; "));
  return sentence.empty() ? form : fmt::format("{} ({})", sentence, form);
}

}  // namespace comptoir::cli
