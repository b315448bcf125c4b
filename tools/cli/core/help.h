// How the command explains itself: help, suggestions, completion.
#ifndef COMPTOIR_TOOLS_CLI_CORE_HELP_H_
#define COMPTOIR_TOOLS_CLI_CORE_HELP_H_

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace comptoir::cli {

// Help with the examples first, right below the description.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();
  std::string make_description(const CLI::App* app) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
};

// What `words` probably meant: for an unknown command or flag the nearest
// known one; empty when nothing is near.
std::string Suggest(const CLI::App& app, const std::vector<std::string>& words);

// What may come in the place of the last of `words`: commands, or flags when it
// begins with a dash. Only those that begin with it.
std::vector<std::string> Complete(const CLI::App& app,
                                  const std::vector<std::string>& words);

// The script that teaches a shell to complete; empty for an unknown shell.
std::string CompletionScript(std::string_view shell);

// How many letters must change to make one of the other; neighbours swapped
// count once.
int Distance(std::string_view a, std::string_view b);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_HELP_H_
