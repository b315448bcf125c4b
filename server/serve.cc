#include "server/serve.h"

#include <signal.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "server/base/files/durable_file.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/systemd.h"
#include "server/upkeep/exit_code.h"
#include "server/version.h"

namespace comptoir {
namespace {

constexpr mode_t kPublicMode = 0644;
constexpr absl::Duration kTick = absl::Milliseconds(500);
constexpr absl::Duration kSelfCheckTimeout = absl::Seconds(5);

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// The signal that came within `patience`; 0 when none did.
int WaitForSignal(absl::Duration patience) {
  const sigset_t signals = StopSignals();
  const timespec wait = absl::ToTimespec(patience);
  return std::max(sigtimedwait(&signals, nullptr, &wait), 0);
}

absl::Status WritePortFile(const std::string& path, int port) {
  if (path.empty()) return absl::OkStatus();
  // Whole or not at all: somebody polls for it, maybe as another user.
  const absl::Status status =
      ReplaceFile(path, fmt::format("{}\n", port), kPublicMode);
  if (status.ok()) return status;
  return Error(absl::StatusCode::kInvalidArgument, "PORT_FILE",
               fmt::format("--port_file: {}", ToStd(status.message())));
}

// Pets systemd's watchdog for as long as the port answers from outside.
class Watchdog {
 public:
  Watchdog() {
    // Twice within what systemd allows.
    if (auto interval = WatchdogInterval()) every_ = *interval / 2;
  }

  void Tick(const Server& server, absl::Duration passed) {
    if (!every_) return;
    since_ += passed;
    if (since_ < *every_) return;
    since_ = absl::ZeroDuration();
    const absl::Status status = server.SelfCheck(kSelfCheckTimeout);
    if (status.ok()) return NotifySystemd("WATCHDOG=1");
    LogError("self check failed", {{"error", ToStd(status.message())}});
  }

 private:
  std::optional<absl::Duration> every_;
  absl::Duration since_;
};

// A signal that comes after storage failed makes no clean stop of it.
int ExitCodeOf(const Server& server) {
  return server.health().ok() ? kExitOk : kExitStorageFailed;
}

// Until there is a reason to stop.
void WaitForEnd(const Server& server) {
  Watchdog watchdog;
  while (WaitForSignal(kTick) == 0 && server.health().ok()) {
    watchdog.Tick(server, kTick);
  }
}

}  // namespace

void BlockStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int Serve(const ServerOptions& options, const ServeOptions& serve) {
  NotifySystemd("STATUS=opening the data folder");
  auto started = Server::Start(options);
  if (!started.ok()) return Fail(started.status());
  Server& server = **started;
  if (absl::Status status = WritePortFile(serve.port_file, server.port());
      !status.ok()) {
    return Fail(status);
  }
  std::printf("comptoird %s serves on %s\n", std::string(kVersion).c_str(),
              server.address().c_str());
  std::fflush(stdout);
  LogInfo("ready", {{"address", server.address()},
                    {"http_port", int64_t{server.http_port()}},
                    {"version", kVersion}});
  NotifySystemd("READY=1\nSTATUS=serving");
  WaitForEnd(server);
  NotifySystemd("STOPPING=1");
  LogInfo("stopping", {{"exit_code", int64_t{ExitCodeOf(server)}}});
  server.Drain(serve.drain);
  FlushLog();
  // What came meanwhile may have been what storage failed at.
  return ExitCodeOf(server);
}

}  // namespace comptoir
