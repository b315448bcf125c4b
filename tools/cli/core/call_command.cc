#include "tools/cli/core/call_command.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "tools/cli/core/answer.h"

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

std::shared_ptr<std::map<std::string, std::string>> AddSaveFlags(
    CLI::App& command, const Message& answer) {
  auto files = std::make_shared<std::map<std::string, std::string>>();
  for (const std::string& name : SecretsOf(answer)) {
    std::string flag = "--save-" + name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    command
        .add_option(flag, (*files)[name],
                    "write it to a private file instead of showing it")
        ->type_name("FILE");
  }
  return files;
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
