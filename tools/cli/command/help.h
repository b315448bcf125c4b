// How the program helps along: hints after a mistake, completion.
#ifndef COMPTOIR_TOOLS_CLI_COMMAND_HELP_H_
#define COMPTOIR_TOOLS_CLI_COMMAND_HELP_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/command/command.h"

namespace comptoir::cli {

// What to do about a command line that was refused: what was probably meant,
// or what there is; empty when that is no help.
std::string Hint(const Program& program, const Place& place);

// What may come in the place of the last of `words`: commands, or flags when it
// begins with a dash. Only those that begin with it.
std::vector<std::string> Complete(const Program& program,
                                  const std::vector<std::string>& words);

// The nearest of `known`, when `word` can be a typo of it; else empty.
std::string Nearest(const std::string& word,
                    const std::vector<std::string>& known);

// The script that teaches a shell to complete; empty for an unknown shell.
std::string CompletionScript(std::string_view shell);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_COMMAND_HELP_H_
