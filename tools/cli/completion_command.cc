// `comptoir completion`.
#include <iostream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "tools/cli/command/command.h"
#include "tools/cli/command/help.h"
#include "tools/cli/commands.h"

namespace comptoir::cli {
namespace {

Action PrintScript() {
  const auto shell = std::make_shared<std::string>();
  Argument word = TextArgument("shell", "bash | zsh | fish", "", shell.get());
  word.is_required = true;
  return {
      .arguments = {word}, .run = [shell]() -> absl::Status {
        const std::string script = CompletionScript(*shell);
        if (script.empty()) {
          return absl::InvalidArgumentError("shells are bash, zsh and fish");
        }
        std::cout << script;
        return absl::OkStatus();
      }};
}

}  // namespace

void AddCompletionCommand(Command& root) {
  root.commands.push_back(
      {.name = "completion",
       .about = "Prints the completion script of a shell.",
       .examples = "comptoir completion bash > "
                   "~/.local/share/bash-completion/completions/comptoir\n"
                   "comptoir completion fish > "
                   "~/.config/fish/completions/comptoir.fish",
       .make = PrintScript});
}

}  // namespace comptoir::cli
