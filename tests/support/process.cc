#include "tests/support/process.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/time/clock.h"
#include "fmt/format.h"

namespace comptoir::testing {
namespace {

std::string ReadProcFile(pid_t pid, const char* name) {
  std::ifstream file(fmt::format("/proc/{}/{}", pid, name));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

[[noreturn]] void Become(const std::vector<std::string>& arguments,
                         int output) {
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  // A test that dies must not leave servers behind.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Process>> Process::Start(
    const std::vector<std::string>& arguments, const std::string& output_file) {
  const int output = open(output_file.c_str(),
                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (output < 0) {
    return absl::UnavailableError(
        fmt::format("{}: {}", output_file, std::strerror(errno)));
  }
  const pid_t pid = fork();
  if (pid == 0) Become(arguments, output);
  close(output);
  if (pid < 0) return absl::UnavailableError(std::strerror(errno));
  return std::unique_ptr<Process>(new Process(pid));
}

Process::~Process() { Stop(SIGKILL); }

bool Process::Running() {
  if (reaped_) return false;
  if (waitpid(pid_, &wait_status_, WNOHANG) == pid_) reaped_ = true;
  return !reaped_;
}

int Process::Stop(int signal) {
  if (!reaped_) {
    kill(pid_, signal);
    waitpid(pid_, &wait_status_, 0);
    reaped_ = true;
  }
  return wait_status_;
}

absl::Duration Process::CpuTime() const {
  const std::string stat = ReadProcFile(pid_, "stat");
  // Fields 14 and 15, counted after the parenthesised name.
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  int64_t user = 0, system = 0;
  fields >> user >> system;
  return absl::Seconds(1) * (user + system) / sysconf(_SC_CLK_TCK);
}

size_t Process::ResidentBytes() const {
  std::istringstream fields(ReadProcFile(pid_, "statm"));
  size_t total = 0, resident = 0;
  fields >> total >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

absl::StatusOr<std::string> AwaitLine(const std::string& file, Process& process,
                                      absl::Duration timeout) {
  // Woken by every change in the file's folder rather than by a timer.
  const int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  const std::string folder = file.substr(0, file.rfind('/'));
  inotify_add_watch(watch, folder.c_str(),
                    IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_CLOSE_WRITE);
  const absl::Time deadline = absl::Now() + timeout;
  absl::StatusOr<std::string> result =
      absl::DeadlineExceededError(fmt::format("{} did not appear", file));
  while (absl::Now() < deadline) {
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    if (const size_t end = text.str().find('\n'); end != std::string::npos) {
      result = text.str().substr(0, end);
      break;
    }
    if (!process.Running()) {
      result = absl::AbortedError(
          fmt::format("process {} ended before {}", process.pid(), file));
      break;
    }
    pollfd poller{.fd = watch, .events = POLLIN, .revents = 0};
    poll(&poller, 1, 100);
    char events[4096];
    while (read(watch, events, sizeof(events)) > 0) {
    }
  }
  close(watch);
  return result;
}

int FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(listener, generic, size) == 0 &&
                     getsockname(listener, generic, &size) == 0;
  close(listener);
  return bound ? ntohs(address.sin_port) : 0;
}

std::string NewFolder(const std::string& name) {
  const char* base = std::getenv("TEST_TMPDIR");
  std::string folder =
      fmt::format("{}/{}-XXXXXX", base != nullptr ? base : "/tmp", name);
  return mkdtemp(folder.data()) == nullptr ? "" : folder;
}

}  // namespace comptoir::testing
