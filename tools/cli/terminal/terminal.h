// What the command says to people and asks of them.
//
// Data goes to standard output; messages, prompts and progress go to standard
// error, so that `comptoir ... > file` and pipes hold data alone.
#ifndef COMPTOIR_TOOLS_CLI_TERMINAL_TERMINAL_H_
#define COMPTOIR_TOOLS_CLI_TERMINAL_TERMINAL_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::cli {

// Set by global flags before any command runs.
struct TerminalOptions {
  // Never prompt: what would be asked is an error.
  bool no_input = false;
  // Answer yes to every confirmation.
  bool yes = false;
  // Say nothing but errors.
  bool quiet = false;
};

class Terminal {
 public:
  explicit Terminal(const TerminalOptions* options) : options_(*options) {}

  // Whether a person can be asked.
  bool CanAsk() const;
  // Whether standard output takes colours: a terminal, and no NO_COLOR.
  bool HasColor() const;
  // Whether standard error is a terminal, so that a line may be redrawn.
  bool CanRedraw() const;
  // Columns of the terminal; 80 when unknown.
  int Width() const;
  bool is_quiet() const { return options_.quiet; }

  // A line of message, unless --quiet.
  void Say(std::string_view message) const;
  // A line of error, always.
  void Complain(std::string_view message) const;

  // Asks before something that cannot be undone. An error when nobody can be
  // asked and --yes was not given, or when the answer is no.
  absl::Status Confirm(std::string_view question) const;
  // Reads a secret without showing it.
  absl::StatusOr<std::string> AskSecret(std::string_view what) const;

 private:
  const TerminalOptions& options_;
};

// Reads a whole file; "-" is standard input.
absl::StatusOr<std::string> ReadInput(const std::string& path);

// As ReadInput, without the byte order mark that editors may put first.
absl::StatusOr<std::string> ReadText(const std::string& path);

// Reads a secret of one line from a private file, as
// server/base/files/private_file.h has it, or from standard input.
absl::StatusOr<std::string> ReadSecret(const std::string& path);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_TERMINAL_TERMINAL_H_
