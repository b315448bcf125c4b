#include "tools/cli/terminal/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/base/files/durable_file.h"
#include "server/base/files/private_file.h"

namespace comptoir::cli {
namespace {

constexpr size_t kInputBytesMax = size_t{1} << 30;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Turns the echo of standard input off while it lives.
class SilentInput {
 public:
  SilentInput() {
    tcgetattr(STDIN_FILENO, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  SilentInput(const SilentInput&) = delete;
  SilentInput& operator=(const SilentInput&) = delete;
  ~SilentInput() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }

 private:
  termios before_;
};

}  // namespace

bool Terminal::CanAsk() const {
  return !options_.no_input && isatty(STDIN_FILENO) != 0 &&
         isatty(STDERR_FILENO) != 0;
}

bool Terminal::HasColor() const {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 &&
         (no_color == nullptr || *no_color == '\0');
}

bool Terminal::CanRedraw() const { return isatty(STDERR_FILENO) != 0; }

int Terminal::Width() const {
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 80;
}

void Terminal::Say(std::string_view message) const {
  if (!options_.quiet) Complain(message);
}

void Terminal::Complain(std::string_view message) const {
  std::cerr << message << std::endl;
}

absl::Status Terminal::Confirm(std::string_view question) const {
  if (options_.yes) return absl::OkStatus();
  if (!CanAsk()) {
    return absl::InvalidArgumentError(
        fmt::format("{} Give --yes to go ahead", question));
  }
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "Y" || answer == "yes") {
    return absl::OkStatus();
  }
  return absl::CancelledError("nothing was done");
}

absl::StatusOr<std::string> Terminal::AskSecret(std::string_view what) const {
  if (!CanAsk()) {
    return absl::InvalidArgumentError(
        fmt::format("no {} given, and nobody to ask", what));
  }
  std::cerr << what << ": " << std::flush;
  std::string secret;
  {
    const SilentInput silent;
    std::getline(std::cin, secret);
  }
  std::cerr << std::endl;
  return secret;
}

absl::StatusOr<std::string> ReadInput(const std::string& path) {
  if (path == "-") {
    return ReadAll(STDIN_FILENO, "standard input", kInputBytesMax);
  }
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return ErrnoStatus("opening", path);
  return ReadAll(file.get(), path, kInputBytesMax);
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  absl::StatusOr<std::string> text = ReadInput(path);
  if (text.ok() && text->starts_with(kByteOrderMark)) {
    text->erase(0, kByteOrderMark.size());
  }
  return text;
}

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  absl::StatusOr<std::string> secret;
  if (path == "-") {
    secret = ReadAll(STDIN_FILENO, "standard input", kPrivateFileBytesMax);
    if (secret.ok()) secret = SecretLineOf(*secret, "standard input");
  } else {
    secret = ReadPrivateLine(path, NamedBy::kPerson);
  }
  // The file is an argument, and it is wrong.
  if (absl::IsFailedPrecondition(secret.status())) {
    return absl::InvalidArgumentError(secret.status().message());
  }
  return secret;
}

}  // namespace comptoir::cli
