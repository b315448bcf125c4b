// Reads a command line.
#ifndef COMPTOIR_TOOLS_CLI_COMMAND_PARSE_H_
#define COMPTOIR_TOOLS_CLI_COMMAND_PARSE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/command/command.h"

namespace comptoir::cli {

struct Parsed {
  // The work that was asked for; empty when there is none.
  std::function<absl::Status()> run;
  // What to print on standard output instead: --help and --version.
  std::string text;
  // What is wrong with the words, and where to look; empty when nothing is.
  std::string error;
};

// `words` are those after the program's name. The values of arguments are
// taken before this returns.
Parsed Parse(const Program& program, const std::vector<std::string>& words);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_COMMAND_PARSE_H_
