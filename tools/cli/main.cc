// `comptoir`: the customer book from the command line.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/call_command.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/core/help.h"
#include "tools/cli/version.h"

namespace comptoir::cli {
namespace {

constexpr char kComplete[] = "__complete";

void AddShellCommands(CLI::App& app, Context& context) {
  CLI::App& command =
      AddCommand(app, "completion", "Print the completion script of a shell.",
                 "comptoir completion bash > "
                 "~/.local/share/bash-completion/completions/comptoir\n"
                 "comptoir completion fish > "
                 "~/.config/fish/completions/comptoir.fish");
  auto shell = std::make_shared<std::string>();
  command.add_option("shell", *shell, "bash | zsh | fish")
      ->required()
      ->type_name("");
  context.Run(command, [shell]() -> absl::Status {
    const std::string script = CompletionScript(*shell);
    if (script.empty()) {
      return absl::InvalidArgumentError("shells are bash, zsh and fish");
    }
    std::cout << script;
    return absl::OkStatus();
  });
}

void AddCommands(CLI::App& app, Context& context) {
  AddCustomerCommands(app, context);
  AddSaleCommands(app, context);
  AddReaderCommands(app, context);
  AddEventCommands(app, context);
  AddMerchantCommands(app, context);
  AddTeamCommands(app, context);
  AddTillCommands(app, context);
  AddProfileCommands(app, context);
  AddShellCommands(app, context);
}

// Nothing needs to be put in order: every write is whole or not there.
void ExitAtOnce(int) { _exit(kExitInterrupted); }

int ReportParseError(const CLI::App& app, const CLI::ParseError& error,
                     const std::vector<std::string>& words) {
  // --help and --version end here too.
  if (error.get_exit_code() == 0) return app.exit(error);
  std::cerr << "comptoir: " << error.what() << '\n';
  const std::string suggestion = Suggest(app, words);
  if (!suggestion.empty()) {
    std::cerr << fmt::format("did you mean {}?\n", suggestion);
  }
  std::cerr << "see: comptoir --help\n";
  return kExitUsage;
}

int Main(std::vector<std::string> words) {
  CLI::App app("comptoir: the customer book behind the counter.", "comptoir");
  app.formatter(std::make_shared<HelpFormatter>());
  app.footer(
      "comptoir profile set --server 127.0.0.1:7780 --token-file owner.token\n"
      "comptoir customers suggest helene\n"
      "comptoir customers import customers.csv --dry-run\n"
      "comptoir watch --json");
  app.set_version_flag("--version", VersionText());
  app.require_subcommand(1);
  Context context(app);
  AddCommands(app, context);

  if (!words.empty() && words[0] == kComplete) {
    words.erase(words.begin(), words.begin() + (words.size() > 1 ? 2 : 1));
    for (const std::string& word : Complete(app, words)) {
      std::cout << word << '\n';
    }
    return kExitOk;
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return ReportParseError(app, error, words);
  }
  return context.Finish();
}

}  // namespace
}  // namespace comptoir::cli

int main(int argc, char** argv) {
  std::signal(SIGINT, comptoir::cli::ExitAtOnce);
  // A reader that goes away, such as `head`, ends the command quietly.
  std::signal(SIGPIPE, SIG_DFL);
  return comptoir::cli::Main(std::vector<std::string>(argv + 1, argv + argc));
}
