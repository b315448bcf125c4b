// A child process of a test or a benchmark: started, watched, killed.
#ifndef COMPTOIR_TESTS_SUPPORT_PROCESS_H_
#define COMPTOIR_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace comptoir::testing {

// Owns the process: the destructor kills it with SIGKILL and reaps it. Not
// thread-safe.
class Process {
 public:
  // Runs `arguments[0]`, a path, with its output appended to `output_file`.
  static absl::StatusOr<std::unique_ptr<Process>> Start(
      const std::vector<std::string>& arguments,
      const std::string& output_file);
  ~Process();

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  // False once it has ended.
  bool Running();
  // Sends `signal` and waits for the end. Returns the status of waitpid.
  int Stop(int signal);
  // Waits for the end that comes by itself.
  int Wait() { return Stop(0); }
  // User and system time so far.
  absl::Duration CpuTime() const;
  // Resident memory now.
  size_t ResidentBytes() const;

 private:
  explicit Process(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  bool reaped_ = false;
  int wait_status_ = 0;
};

// The first line of a file that another process writes, once it is there and
// ends with a newline. DEADLINE_EXCEEDED after `timeout`, ABORTED when
// `process` ended before.
absl::StatusOr<std::string> AwaitLine(const std::string& file, Process& process,
                                      absl::Duration timeout);

// A port of 127.0.0.1 that was free a moment ago.
int FreePort();

// A new folder under TEST_TMPDIR or /tmp.
std::string NewFolder(const std::string& name);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_SUPPORT_PROCESS_H_
