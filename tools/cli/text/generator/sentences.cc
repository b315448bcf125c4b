#include "tools/cli/text/generator/sentences.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "fmt/format.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;
using ::google::protobuf::SourceLocation;

// What a full stop may follow without ending the sentence.
constexpr std::string_view kAbbreviations[] = {"e.g", "i.e", "etc", "No", "vs"};

class Collector {
 public:
  void AddService(const ServiceDescriptor& service) {
    Add(service);
    for (int i = 0; i < service.method_count(); ++i) {
      const MethodDescriptor& method = *service.method(i);
      Add(method);
      AddFields(*method.input_type());
    }
  }

  template <typename Element>
  void Add(const Element& element) {
    SourceLocation location;
    if (!element.GetSourceLocation(&location)) return;
    std::string sentence = FirstSentence(location.leading_comments);
    if (!sentence.empty()) sentences_[element.full_name()] = sentence;
  }

  std::map<std::string, std::string> Take() { return std::move(sentences_); }

 private:
  // The fields of `type` and of all that it holds.
  void AddFields(const Descriptor& type) {
    // Times and the like are written in one word.
    if (type.file()->package().rfind("google.", 0) == 0) return;
    if (!known_.insert(&type).second) return;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      Add(field);
      if (field.message_type() != nullptr) AddFields(*field.message_type());
    }
  }

  std::map<std::string, std::string> sentences_;
  std::set<const Descriptor*> known_;
};

bool EndsSentence(std::string_view text, size_t stop) {
  if (stop + 1 < text.size() && text[stop + 1] != ' ') return false;
  const std::string_view before = text.substr(0, stop);
  // One of the signs that something may have.
  if (before.ends_with(' ')) return false;
  return std::none_of(std::begin(kAbbreviations), std::end(kAbbreviations),
                      [before](std::string_view abbreviation) {
                        return before.ends_with(abbreviation);
                      });
}

}  // namespace

std::string FirstSentence(std::string_view comment) {
  std::string text;
  while (!comment.empty()) {
    const size_t end = std::min(comment.find('\n'), comment.size());
    std::string_view line = comment.substr(0, end);
    comment.remove_prefix(std::min(end + 1, comment.size()));
    while (line.starts_with(' ')) line.remove_prefix(1);
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (line.empty() && !text.empty()) break;
    if (!text.empty()) text += ' ';
    text += line;
  }
  for (size_t stop = text.find('.'); stop != std::string::npos;
       stop = text.find('.', stop + 1)) {
    if (EndsSentence(text, stop)) return text.substr(0, stop + 1);
  }
  return text;
}

std::map<std::string, std::string> SentencesOf(
    const std::vector<const FileDescriptor*>& files) {
  Collector collector;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      collector.AddService(*file->service(i));
    }
    if (!file->name().ends_with("_events.proto")) continue;
    for (int i = 0; i < file->message_type_count(); ++i) {
      collector.Add(*file->message_type(i));
    }
  }
  return collector.Take();
}

std::string TableSource(const std::vector<const FileDescriptor*>& files) {
  std::string source =
      "// Generated from the protos by //tools/cli/text/generator.\n"
      "#include <iterator>\n\n"
      "#include \"tools/cli/text/api_text.h\"\n\n"
      "namespace comptoir::cli {\n"
      "namespace {\n\n"
      "constexpr ApiSentence kSentences[] = {\n";
  for (const auto& [name, sentence] : SentencesOf(files)) {
    source += fmt::format("    {{\"{}\",\n     \"{}\"}},\n", name,
                          absl::Utf8SafeCEscape(sentence));
  }
  source += "};\n\nconstexpr std::string_view kFiles[] = {\n";
  std::set<std::string> names;
  for (const FileDescriptor* file : files) names.insert(file->name());
  for (const std::string& name : names) {
    source += fmt::format("    \"{}\",\n", name);
  }
  source +=
      "};\n\n"
      "}  // namespace\n\n"
      "std::span<const ApiSentence> ApiSentences() { return kSentences; }\n"
      "std::span<const std::string_view> ApiFiles() { return kFiles; }\n\n"
      "}  // namespace comptoir::cli\n";
  return source;
}

}  // namespace comptoir::cli
