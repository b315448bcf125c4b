// The life of a serving process: start, ready, watch, drain.
#ifndef COMPTOIR_SERVER_SERVE_H_
#define COMPTOIR_SERVER_SERVE_H_

#include <string>

#include "absl/time/time.h"
#include "server/server.h"

namespace comptoir {

struct ServeOptions {
  // Where to write the port; nowhere when empty.
  std::string port_file;
  absl::Duration drain = absl::Seconds(10);
};

// Blocks SIGTERM and SIGINT in this thread and all it starts: Serve() waits for
// them. Before any thread is made.
void BlockStopSignals();

// Serves until SIGTERM, SIGINT, or until storage fails. Prints one line with
// the address on standard output once calls are answered.
int Serve(const ServerOptions& options, const ServeOptions& serve);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_SERVE_H_
