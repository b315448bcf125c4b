#include "tools/cli/terminal/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"

namespace comptoir::cli {
namespace {

constexpr size_t kInputBytesMax = size_t{1} << 30;

absl::Status FileError(std::string_view verb, const std::string& path) {
  const std::string text =
      fmt::format("cannot {} {}: {}", verb, path, std::strerror(errno));
  if (errno == ENOENT) return absl::NotFoundError(text);
  if (errno == EACCES) return absl::PermissionDeniedError(text);
  return absl::FailedPreconditionError(text);
}

absl::StatusOr<std::string> ReadAll(int fd, const std::string& path) {
  std::string content;
  char buffer[1 << 16];
  while (content.size() < kInputBytesMax) {
    const ssize_t count = read(fd, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read", path);
    if (count == 0) return content;
    content.append(buffer, static_cast<size_t>(count));
  }
  return absl::InvalidArgumentError(fmt::format("{} is over 1 GiB", path));
}

void TrimLineEnd(std::string& text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
}

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
  if (path == "-") return ReadAll(STDIN_FILENO, "standard input");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError("open", path);
  absl::StatusOr<std::string> content = ReadAll(fd, path);
  close(fd);
  return content;
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  absl::StatusOr<std::string> secret = ReadInput(path);
  if (!secret.ok()) return secret;
  TrimLineEnd(*secret);
  if (secret->empty()) {
    return absl::InvalidArgumentError(fmt::format("{} is empty", path));
  }
  return secret;
}

absl::Status WritePrivateFile(const std::string& path,
                              std::string_view content) {
  const std::filesystem::path folder =
      std::filesystem::path(path).parent_path();
  std::error_code ignored;
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  const std::string fresh = fmt::format("{}.{}.new", path, getpid());
  const int fd =
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return FileError("write", fresh);
  const ssize_t written = write(fd, content.data(), content.size());
  const bool is_whole = written == static_cast<ssize_t>(content.size());
  if (!is_whole || fsync(fd) != 0 || close(fd) != 0 ||
      rename(fresh.c_str(), path.c_str()) != 0) {
    return FileError("write", path);
  }
  return absl::OkStatus();
}

}  // namespace comptoir::cli
