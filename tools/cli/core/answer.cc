#include "tools/cli/core/answer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/secret_files.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/message/list_answer.h"
#include "tools/cli/terminal/table.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;
using ::google::protobuf::util::JsonPrintOptions;
using ::google::protobuf::util::MessageToJsonString;

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr char kNextPage[] = "next_page_token";
constexpr char kTotal[] = "total_size";

// "totals.total" -> "TOTAL", "create_time" -> "CREATE TIME".
std::string HeadingOf(const std::string& path) {
  std::string heading = path.substr(path.rfind('.') + 1);
  for (char& c : heading) {
    c = c == '_' ? ' ' : static_cast<char>(std::toupper(c));
  }
  return heading;
}

// "api_keys" -> "api keys".
std::string Spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string Json(const Message& message, bool has_lines) {
  JsonPrintOptions options;
  options.add_whitespace = has_lines;
  std::string json;
  if (!MessageToJsonString(message, &json, options).ok()) {
    return fmt::format("{{\"@type\":\"{}\"}}", message.GetTypeName());
  }
  return json;
}

// What a list is told with beside its rows, such as the ids that nobody has.
void SayWords(const Context& context, const Message& answer) {
  const Reflection* reflection = answer.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(answer, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!field->is_repeated() || !IsOneWord(*field)) continue;
    std::string words;
    for (int i = 0; i < reflection->FieldSize(answer, field); ++i) {
      words += ' ' + ValueText(answer, *field, i);
    }
    context.terminal().Say(fmt::format("{}:{}", Spaced(field->name()), words));
  }
}

// Whether pages say how many there are on all of them.
bool HasTotal(const Descriptor& answer) {
  return answer.FindFieldByName(kTotal) != nullptr &&
         answer.FindFieldByName(kNextPage) != nullptr;
}

void PrintTable(const Context& context, const Message& answer,
                const FieldDescriptor& list,
                const std::vector<std::string>& columns) {
  const Reflection* reflection = answer.GetReflection();
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < reflection->FieldSize(answer, &list); ++i) {
    const Message& element = reflection->GetRepeatedMessage(answer, &list, i);
    std::vector<std::string>& row = rows.emplace_back();
    for (const std::string& column : columns) {
      row.push_back(FieldText(element, column));
    }
  }
  std::vector<std::string> headings;
  for (const std::string& column : columns) {
    headings.push_back(HeadingOf(column));
  }
  if (rows.empty()) {
    context.terminal().Say(fmt::format("no {}", Spaced(list.name())));
  } else {
    std::cout << FormatTable(headings, rows,
                             {.has_color = context.terminal().HasColor()});
  }
  SayWords(context, answer);
  if (HasTotal(*answer.GetDescriptor()) && !rows.empty()) {
    context.terminal().Say(fmt::format("{} of {} {}", rows.size(),
                                       FieldText(answer, kTotal),
                                       Spaced(list.name())));
  }
  const std::string next = FieldText(answer, kNextPage);
  if (!next.empty()) {
    context.terminal().Say(
        fmt::format("more: --page-token {}, or --all", next));
  }
}

void AddPairs(const Message& message, const std::string& path, Pairs& pairs) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string name = path + field->name();
    if (IsOneWord(*field) && !field->is_repeated()) {
      pairs.emplace_back(name, ValueText(message, *field, 0));
      continue;
    }
    if (!field->is_repeated()) {
      AddPairs(reflection->GetMessage(message, field), name + ".", pairs);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      const std::string element = fmt::format("{}[{}]", name, i);
      if (IsOneWord(*field)) {
        pairs.emplace_back(element, ValueText(message, *field, i));
      } else {
        AddPairs(reflection->GetRepeatedMessage(message, field, i),
                 element + ".", pairs);
      }
    }
  }
}

// When an answer holds one group alone, its name says nothing.
const Message& Unwrapped(const Message& answer) {
  const Reflection* reflection = answer.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(answer, &fields);
  if (fields.size() != 1 || fields[0]->is_repeated() || IsOneWord(*fields[0])) {
    return answer;
  }
  return reflection->GetMessage(answer, fields[0]);
}

}  // namespace

absl::Status ShowAnswer(const Context& context, const Message& answer,
                        const AnswerOptions& options,
                        const SecretFiles& secrets) {
  const std::unique_ptr<Message> shown(answer.New());
  shown->CopyFrom(answer);
  // Shown in any case: what could not be saved is lost otherwise.
  const absl::Status saved = secrets.Save(context.terminal(), *shown);
  if (context.has_json()) {
    std::cout << Json(*shown, /*has_lines=*/true);
    return saved;
  }
  const FieldDescriptor* list =
      options.columns.empty() ? nullptr : ListOf(*shown->GetDescriptor());
  if (list != nullptr) {
    PrintTable(context, *shown, *list, options.columns);
  } else {
    std::cout << FormatMessage(Unwrapped(*shown));
  }
  return saved;
}

void PrintJsonLine(const Message& message) {
  std::cout << Json(message, /*has_lines=*/false) << std::endl;
}

std::string FormatMessage(const Message& message) {
  Pairs pairs;
  AddPairs(message, "", pairs);
  return FormatPairs(pairs);
}

}  // namespace comptoir::cli
