// comptoir-readerd: streams what happens at a card reader to Comptoir.
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "hardware/daemon/log.h"
#include "hardware/daemon/pairing.h"
#include "hardware/daemon/reader_daemon.h"
#include "hardware/drivers/registry.h"
#include "server/base/command_line.h"
#include "server/base/files/durable_file.h"
#include "server/base/systemd.h"

ABSL_FLAG(std::string, server, "127.0.0.1:7780",
          "address of comptoird, as host:port or unix:/path");
ABSL_FLAG(std::string, tls_ca_file, "",
          "PEM file of the authority that signed the server's certificate; "
          "\"system\" for those that the operating system trusts; empty for "
          "those, and for no encryption to a server on this machine");
ABSL_FLAG(std::string, data_dir, "/var/lib/comptoir-readerd",
          "folder for the token, the spool and what the driver keeps");
ABSL_FLAG(std::string, driver, "simulated", "how to talk to the reader");
ABSL_FLAG(std::string, driver_config, "",
          "the driver's own file; for the simulated reader a script of buyers "
          "in JSON");
ABSL_FLAG(uint64_t, spool_mib_max, 64,
          "most MiB of events kept while the server is out of reach");
ABSL_FLAG(int32_t, drain_seconds, 10,
          "how long to wait, when told to stop, for the server to take the "
          "last events; what is left is sent after the next start");
ABSL_FLAG(bool, check_config, false,
          "check flags and files, say what is wrong, and exit");

namespace comptoir::hardware {
namespace {

constexpr char kVersion[] = "0.1.0";
constexpr char kUsage[] =
    "Streams what happens at a card reader to Comptoir.\n\n"
    "  comptoir-readerd pair --data_dir=DIR     pair with the code on stdin\n"
    "  comptoir-readerd --data_dir=DIR          run\n"
    "  comptoir-readerd --flagfile=FILE         run with flags from a file\n"
    "  comptoir-readerd --check_config          only check\n\n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage.";

constexpr uint64_t kSpoolMibLeast = 8;
constexpr uint64_t kSpoolMibMost = uint64_t{1} << 20;
constexpr int kDrainSecondsMost = 3600;

enum ExitCode { kDone = 0, kFailed = 1, kUsageError = kWrongCommandLine };

int Fail(const absl::Status& status, ExitCode code = kFailed) {
  std::cerr << "comptoir-readerd: " << std::string(status.message()) << "\n";
  return code;
}

absl::Status CheckNumbers() {
  const uint64_t spool_mib = absl::GetFlag(FLAGS_spool_mib_max);
  if (spool_mib < kSpoolMibLeast || spool_mib > kSpoolMibMost) {
    return absl::InvalidArgumentError(
        fmt::format("--spool_mib_max={}: must be from {} to {}", spool_mib,
                    kSpoolMibLeast, kSpoolMibMost));
  }
  const int drain_seconds = absl::GetFlag(FLAGS_drain_seconds);
  if (drain_seconds < 0 || drain_seconds > kDrainSecondsMost) {
    return absl::InvalidArgumentError(
        fmt::format("--drain_seconds={}: must be from 0 to {}", drain_seconds,
                    kDrainSecondsMost));
  }
  return absl::OkStatus();
}

// Card data passes through this process: it must not end in a core file, nor
// be read by a debugger.
void ForbidCoreDumps() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

// Signals are waited for by the main thread alone.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

// True when told to stop within a second.
bool WaitForSignal(const sigset_t& signals) {
  const timespec second = {1, 0};
  return sigtimedwait(&signals, nullptr, &second) > 0;
}

// Since the machine was started, sleep included.
absl::Duration Uptime() {
  timespec time;
  clock_gettime(CLOCK_BOOTTIME, &time);
  return absl::DurationFromTimespec(time);
}

absl::StatusOr<std::shared_ptr<sdk::Channel>> ConnectTo(
    sdk::Credentials credentials) {
  sdk::ConnectOptions options = {.address = absl::GetFlag(FLAGS_server),
                                 .credentials = std::move(credentials)};
  const std::string ca_file = absl::GetFlag(FLAGS_tls_ca_file);
  if (!ca_file.empty() || !sdk::IsThisMachine(options.address)) {
    options.tls.emplace();
  }
  if (!ca_file.empty() && ca_file != "system") {
    absl::StatusOr<std::string> pem = ReadFile(ca_file);
    if (!pem.ok()) return pem.status();
    options.tls->root_certificates = *std::move(pem);
  }
  return sdk::Connect(std::move(options));
}

// Whether --server is an address. Connects to nobody yet.
absl::Status CheckServer() {
  const absl::Status status = ConnectTo({}).status();
  return sdk::ReasonOf(status) == "BAD_ADDRESS" ? status : absl::OkStatus();
}

// With the token of the pairing, read for each attempt: after another pairing
// the daemon goes on with the new one.
absl::StatusOr<std::shared_ptr<sdk::Channel>> ConnectPaired(
    const std::string& folder) {
  const absl::StatusOr<std::string> token = LoadToken(folder);
  if (!token.ok()) return token.status();
  return ConnectTo(
      sdk::Credentials::From([folder] { return LoadToken(folder); }));
}

absl::StatusOr<std::unique_ptr<Reader>> MakeConfiguredReader() {
  const std::string folder = absl::GetFlag(FLAGS_data_dir);
  if (absl::Status status = MakeFolder(folder); !status.ok()) return status;
  return MakeReader(absl::GetFlag(FLAGS_driver),
                    {.data_folder = folder,
                     .config_path = absl::GetFlag(FLAGS_driver_config),
                     .now = absl::Now});
}

int RunPair() {
  absl::StatusOr<std::unique_ptr<Reader>> reader = MakeConfiguredReader();
  if (!reader.ok()) return Fail(reader.status());
  absl::StatusOr<std::shared_ptr<sdk::Channel>> channel = ConnectTo({});
  if (!channel.ok()) return Fail(channel.status());
  std::cerr << "Pairing code: " << std::flush;
  std::string code;
  if (!std::getline(std::cin, code) || code.empty()) {
    return Fail(absl::InvalidArgumentError("no pairing code on stdin"),
                kUsageError);
  }
  const auto paired =
      Pair(comptoir::readers::v1::ReaderServiceClient(*channel), code,
           (*reader)->info(), absl::GetFlag(FLAGS_data_dir));
  if (!paired.ok()) return Fail(paired.status());
  std::cout << fmt::format("{}\n", paired->id());
  return kDone;
}

// Where the events of a paired daemon begin.
absl::StatusOr<uint64_t> LoadPairing(const std::string& folder) {
  absl::StatusOr<uint64_t> epoch_min = LoadEpochMin(folder);
  if (!absl::IsNotFound(epoch_min.status())) return epoch_min;
  return absl::NotFoundError(fmt::format(
      "{} holds no pairing: run `comptoir-readerd pair` first", folder));
}

int CheckConfig() {
  const std::string folder = absl::GetFlag(FLAGS_data_dir);
  absl::StatusOr<std::unique_ptr<Reader>> reader = MakeConfiguredReader();
  if (!reader.ok()) return Fail(reader.status());
  const absl::StatusOr<uint64_t> epoch_min = LoadPairing(folder);
  if (!epoch_min.ok()) return Fail(epoch_min.status());
  const auto channel = ConnectPaired(folder);
  if (!channel.ok()) return Fail(channel.status());
  std::cout << "the configuration is good\n";
  return kDone;
}

void TellOfRoom(const absl::Status& room) {
  LogRoom(room);
  NotifySystemd(room.ok() ? "STATUS=serving"
                          : fmt::format("STATUS=serving, with no room but for "
                                        "outcomes: {}",
                                        std::string(room.message())));
}

// Serves until told to stop, or until this boot cannot go on.
absl::Status Serve(ReaderDaemon& daemon, const sigset_t& signals) {
  if (absl::Status status = daemon.Start(); !status.ok()) return status;
  NotifySystemd("READY=1\nSTATUS=serving");
  while (!WaitForSignal(signals)) {
    daemon.Tick();
    if (absl::Status status = daemon.health(); !status.ok()) return status;
  }
  NotifySystemd("STOPPING=1");
  LogStopping();
  daemon.StopReader();
  const absl::Time deadline =
      absl::Now() + absl::Seconds(absl::GetFlag(FLAGS_drain_seconds));
  while (!daemon.IsDrained() && absl::Now() < deadline) {
    // A second signal ends the wait.
    if (WaitForSignal(signals)) break;
  }
  return absl::OkStatus();
}

int RunDaemon(const sigset_t& signals) {
  const std::string folder = absl::GetFlag(FLAGS_data_dir);
  const absl::StatusOr<uint64_t> epoch_min = LoadPairing(folder);
  if (!epoch_min.ok()) return Fail(epoch_min.status());
  absl::StatusOr<std::unique_ptr<Reader>> reader = MakeConfiguredReader();
  if (!reader.ok()) return Fail(reader.status());
  const auto channel = ConnectPaired(folder);
  if (!channel.ok()) return Fail(channel.status());
  absl::StatusOr<std::unique_ptr<Spool>> spool = Spool::Open(
      folder + "/spool", {.bytes_max = absl::GetFlag(FLAGS_spool_mib_max) << 20,
                          .epoch_min = *epoch_min});
  if (!spool.ok()) return Fail(spool.status());
  LogStart(kVersion, (*spool)->epoch(), (*spool)->size());
  ReaderDaemon daemon(*std::move(reader), *std::move(spool),
                      comptoir::readers::v1::ReaderServiceClient(*channel),
                      {.software_version = kVersion,
                       .uptime = Uptime,
                       .observer = {.on_event = LogEvent,
                                    .on_line = LogLine,
                                    .on_waiting = LogWaiting,
                                    .on_set_aside = LogSetAside,
                                    .on_room = TellOfRoom}});
  const absl::Status status = Serve(daemon, signals);
  return status.ok() ? kDone : Fail(status);
}

int Main(const std::vector<std::string>& words) {
  ForbidCoreDumps();
  const sigset_t signals = BlockSignals();
  SetUpLog();
  for (const auto& check : {CheckNumbers, CheckServer}) {
    if (absl::Status status = check(); !status.ok()) {
      return Fail(status, kUsageError);
    }
  }
  if (absl::GetFlag(FLAGS_check_config)) return CheckConfig();
  if (words.empty()) return RunDaemon(signals);
  if (words.size() == 1 && words[0] == "pair") {
    // Ctrl-C must end the wait for the code.
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    return RunPair();
  }
  return Fail(absl::InvalidArgumentError(
                  "unknown command; see comptoir-readerd --help"),
              kUsageError);
}

}  // namespace
}  // namespace comptoir::hardware

int main(int argc, char** argv) {
  const std::string version =
      fmt::format("comptoir-readerd {}", comptoir::hardware::kVersion);
  return comptoir::hardware::Main(
      comptoir::ParseCommandLineOrExit(argc, argv,
                                       {.usage = comptoir::hardware::kUsage,
                                        .version = version,
                                        .source = __FILE__}));
}
