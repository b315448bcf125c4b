// The command line of a daemon: Abseil's flags, with the exit codes that we
// document.
#ifndef COMPTOIR_SERVER_BASE_COMMAND_LINE_H_
#define COMPTOIR_SERVER_BASE_COMMAND_LINE_H_

#include <string>
#include <string_view>
#include <vector>

namespace comptoir {

// Of whoever is started in a way that makes no sense.
inline constexpr int kWrongCommandLine = 2;

struct CommandLine {
  // What --help shows above the flags: what this is, examples, commands.
  std::string_view usage;
  // What --version prints.
  std::string_view version;
  // The source file whose flags --help shows, as __FILE__ names it.
  std::string_view source;
};

// Sets the flags; gives the words that are no flags, without the program's
// name. Ends the process itself for --help and --version, with 0, and for a
// flag that is unknown or has no meaning, with kWrongCommandLine. Once, before
// any thread starts; what `line` refers to must live as long as the process.
std::vector<std::string> ParseCommandLineOrExit(int argc, char** argv,
                                                const CommandLine& line);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_COMMAND_LINE_H_
