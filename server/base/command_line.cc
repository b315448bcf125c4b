#include "server/base/command_line.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "fmt/format.h"
#include "server/base/strings.h"

namespace comptoir {
namespace {

// Abseil ends the process with 1 both for a wrong flag and for --help. This
// gives it another code on its way out, while a command line is parsed.
class ExitCodes {
 public:
  explicit ExitCodes(bool asks_for_help) {
    is_parsing_ = true;
    code_ = asks_for_help ? 0 : kWrongCommandLine;
    on_exit(
        [](int status, void*) {
          if (!is_parsing_ || status == 0) return;
          std::cout.flush();
          std::fflush(nullptr);
          _exit(code_);
        },
        nullptr);
  }
  ~ExitCodes() { is_parsing_ = false; }
  ExitCodes(const ExitCodes&) = delete;
  ExitCodes& operator=(const ExitCodes&) = delete;

 private:
  static inline bool is_parsing_ = false;
  static inline int code_ = 0;
};

bool AsksForHelp(std::string_view word) {
  return word.starts_with("--help") || word.starts_with("-help");
}

}  // namespace

std::vector<std::string> ParseCommandLineOrExit(int argc, char** argv,
                                                const CommandLine& line) {
  absl::FlagsUsageConfig config;
  config.version_string = [version = line.version] {
    return fmt::format("{}\n", version);
  };
  config.contains_help_flags = [source = line.source](absl::string_view file) {
    return ToStd(file).ends_with(source);
  };
  absl::SetFlagsUsageConfig(config);
  absl::SetProgramUsageMessage(ToAbsl(line.usage));
  const ExitCodes exit_codes(std::any_of(argv, argv + argc, AsksForHelp));
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  return {words.begin() + 1, words.end()};
}

}  // namespace comptoir
