#include "tools/cli/core/call_command.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

namespace comptoir::cli {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr char kNextPage[] = "next_page_token";
constexpr char kPage[] = "page_token";

}  // namespace

CLI::App& AddArea(CLI::App& app, const std::string& name,
                  const std::string& about) {
  CLI::App* area = app.add_subcommand(name, about);
  area->require_subcommand(1);
  // Not the examples of the whole program.
  area->footer("");
  area->fallthrough();
  return *area;
}

CLI::App& AddCommand(CLI::App& area, const std::string& name,
                     const std::string& about, const std::string& example) {
  CLI::App* command = area.add_subcommand(name, about);
  command->footer(example);
  command->fallthrough();
  return *command;
}

bool HasPages(const Message& answer) {
  return answer.GetDescriptor()->FindFieldByName(kNextPage) != nullptr;
}

std::string TakeNextPage(Message& answer) {
  const FieldDescriptor* field =
      answer.GetDescriptor()->FindFieldByName(kNextPage);
  std::string token = answer.GetReflection()->GetString(answer, field);
  answer.GetReflection()->ClearField(&answer, field);
  return token;
}

void SetPage(Message& request, const std::string& token) {
  const FieldDescriptor* field =
      request.GetDescriptor()->FindFieldByName(kPage);
  request.GetReflection()->SetString(&request, field, token);
}

}  // namespace comptoir::cli
