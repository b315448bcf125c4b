// What the command tells its caller when it ends.
#ifndef COMPTOIR_TOOLS_CLI_CORE_EXIT_CODE_H_
#define COMPTOIR_TOOLS_CLI_CORE_EXIT_CODE_H_

#include <string>

#include "absl/status/status.h"

namespace comptoir::cli {

// Stable, since scripts branch on them; `comptoir --help` has them.
enum ExitCode {
  kExitOk = 0,
  // What none of the others says.
  kExitFailed = 1,
  // The command or the request is wrong: mend it.
  kExitUsage = 2,
  kExitNotFound = 3,
  // Not signed in, or not allowed.
  kExitPermission = 4,
  // The state does not allow it, or it has changed meanwhile.
  kExitConflict = 5,
  // Try again later.
  kExitUnavailable = 6,
  // An import left rows out, see the file of rejects; or of many that a command
  // was about some were refused or are unknown.
  kExitPartialImport = 7,
  // A verification has found damage.
  kExitProblems = 8,
  // Stopped by Ctrl-C.
  kExitInterrupted = 130,
};

ExitCode ExitCodeFor(const absl::Status& status);

// Whether there is no connection since the server is not trusted or speaks no
// TLS: nothing that was asked for has to do with it.
bool IsOfTls(const absl::Status& status);

// Notes under which request id a call failed, when nobody knows whether the
// server did it: to send it again under another id could do it twice.
absl::Status WithRequestId(absl::Status status, const std::string& request_id);

// The error for people: message, wrong fields, reason, and what to do, such as
// how long to wait.
std::string DescribeError(const absl::Status& status);

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_EXIT_CODE_H_
