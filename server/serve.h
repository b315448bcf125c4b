// The life of a serving process: start, ready, watch, drain.
#ifndef COMPTOIR_SERVER_SERVE_H_
#define COMPTOIR_SERVER_SERVE_H_

#include <string>

#include "absl/time/time.h"
#include "server/base/command_line.h"
#include "server/server.h"

namespace comptoir {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = kWrongCommandLine;
inline constexpr int kExitDifferences = 3;
inline constexpr int kExitInUse = 6;
inline constexpr int kExitStorageFailed = 74;  // EX_IOERR

struct ServeOptions {
  // Where to write the port; nowhere when empty.
  std::string port_file;
  absl::Duration drain = absl::Seconds(10);
};

// Blocks SIGTERM and SIGINT in this thread and all it starts: Serve() waits for
// them. Before any thread is made.
void BlockStopSignals();

// Says why on standard error, in one line, and gives the exit code for it.
int Fail(const absl::Status& status);

// Serves until SIGTERM, SIGINT, or until storage fails. Prints one line with
// the address on standard output once calls are answered.
int Serve(const ServerOptions& options, const ServeOptions& serve);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_SERVE_H_
