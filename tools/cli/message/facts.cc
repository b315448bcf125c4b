#include "tools/cli/message/facts.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "tools/cli/message/field_text.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

void AppendFacts(const Message& message, const std::string& path,
                 const std::vector<std::string_view>& hidden,
                 std::string& facts) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string& name = field->name();
    if (std::find(hidden.begin(), hidden.end(), name) != hidden.end()) continue;
    if (!IsOneWord(*field) && !field->is_repeated()) {
      AppendFacts(message.GetReflection()->GetMessage(message, field),
                  path + name + ".", hidden, facts);
      continue;
    }
    if (!facts.empty()) facts += ' ';
    facts +=
        fmt::format("{}{}={}", path, name, Printable(FieldText(message, name)));
  }
}

}  // namespace

std::string FactsOf(const Message& message,
                    const std::vector<std::string_view>& hidden) {
  std::string facts;
  AppendFacts(message, "", hidden, facts);
  return facts;
}

}  // namespace comptoir::cli
