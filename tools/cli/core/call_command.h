// A command for an RPC, from a few words about it.
#ifndef COMPTOIR_TOOLS_CLI_CORE_CALL_COMMAND_H_
#define COMPTOIR_TOOLS_CLI_CORE_CALL_COMMAND_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sdk/call_options.h"
#include "tools/cli/core/answer.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/secret_files.h"
#include "tools/cli/message/request_flags.h"

namespace comptoir::cli {

struct CallCommand {
  // The word of the command.
  std::string name;
  // One line, in the imperative.
  std::string about;
  // How it is used: whole command lines, one a line.
  std::string example;
  RequestFlagsOptions flags = {};
  // Columns of a list; see AnswerOptions.
  std::vector<std::string> columns = {};
  // A question to be confirmed first; empty: none.
  std::string question = "";
};

// A group of commands, such as `comptoir customers`.
CLI::App& AddArea(CLI::App& app, const std::string& name,
                  const std::string& about);

// A command without its work.
CLI::App& AddCommand(CLI::App& area, const std::string& name,
                     const std::string& about, const std::string& example);

// Whether `answer` comes in pages, and the token of the next one.
bool HasPages(const google::protobuf::Message& answer);
std::string TakeNextPage(google::protobuf::Message& answer);
void SetPage(google::protobuf::Message& request, const std::string& token);

// Adds a command that calls `method` of `Client` with a request made of its
// flags, and shows the answer. Lists get --all, which follows every page.
template <typename Client, typename Request, typename Response>
void AddCall(CLI::App& area, Context& context, CallCommand spec,
             absl::StatusOr<Response> (Client::*method)(const Request&,
                                                        const sdk::CallOptions&)
                 const) {
  CLI::App& command = AddCommand(area, spec.name, spec.about, spec.example);
  auto request = std::make_shared<Request>();
  auto flags =
      std::make_shared<RequestFlags>(command, request, std::move(spec.flags));
  auto secrets = std::make_shared<SecretFiles>(command, Response());
  auto has_all = std::make_shared<bool>(false);
  if (HasPages(Response())) {
    command.add_flag("--all", *has_all, "every page");
  }
  context.Run(command, [=, &context]() -> absl::Status {
    absl::Status status = flags->Finish(context.terminal());
    if (status.ok() && !spec.question.empty()) {
      status = context.terminal().Confirm(spec.question);
    }
    if (status.ok()) status = secrets->Prepare();
    if (!status.ok()) return status;
    auto channel = context.Channel();
    if (!channel.ok()) return channel.status();
    const Client client(*channel);
    auto answer = (client.*method)(*request, context.CallOptions());
    if (!answer.ok()) return answer.status();
    while (*has_all) {
      const std::string next = TakeNextPage(*answer);
      if (next.empty()) break;
      SetPage(*request, next);
      const auto page = (client.*method)(*request, context.CallOptions());
      if (!page.ok()) return page.status();
      answer->MergeFrom(*page);
    }
    return ShowAnswer(context, *answer, {.columns = spec.columns}, *secrets);
  });
}

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_CALL_COMMAND_H_
