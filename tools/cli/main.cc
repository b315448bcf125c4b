// `comptoir`: the customer book from the command line.
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/command/command.h"
#include "tools/cli/command/help.h"
#include "tools/cli/command/parse.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/version/version.h"

namespace comptoir::cli {
namespace {

constexpr char kComplete[] = "__complete";

// Nothing needs to be put in order: every write is whole or not there, such as
// that of a row of an import's report.
void ExitAtOnce(int) { _exit(kExitInterrupted); }

// `words` are "__complete", "--" and the line so far.
int PrintCompletions(const Program& program, std::vector<std::string> words) {
  words.erase(words.begin(), words.begin() + (words.size() > 1 ? 2 : 1));
  for (const std::string& word : Complete(program, words)) {
    std::cout << word << '\n';
  }
  return kExitOk;
}

int Main(const std::vector<std::string>& words) {
  Context context;
  const Program program = {.root = AllCommands(context),
                           .globals = context.Globals(),
                           .version = VersionText()};
  if (!words.empty() && words[0] == kComplete) {
    return PrintCompletions(program, words);
  }
  const Parsed parsed = Parse(program, words);
  if (!parsed.error.empty()) {
    std::cerr << "comptoir: " << parsed.error << '\n';
    return kExitUsage;
  }
  std::cout << parsed.text;
  if (!parsed.run) return kExitOk;
  const absl::Status status = parsed.run();
  if (status.ok()) return context.exit_code();
  context.terminal().Complain(DescribeError(status));
  const std::string hint = context.ConnectionHint();
  if ((absl::IsUnavailable(status) || IsOfTls(status)) && !hint.empty()) {
    context.terminal().Complain("  " + hint);
  }
  return ExitCodeFor(status);
}

}  // namespace
}  // namespace comptoir::cli

int main(int argc, char** argv) {
  std::signal(SIGINT, comptoir::cli::ExitAtOnce);
  // A reader that goes away, such as `head`, ends the command quietly.
  std::signal(SIGPIPE, SIG_DFL);
  return comptoir::cli::Main(std::vector<std::string>(argv + 1, argv + argc));
}
