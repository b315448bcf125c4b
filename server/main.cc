// comptoird: the server, and what an operator does to its data folder.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/synchronization/mutex.h"
#include "fmt/format.h"
#include "server/base/command_line.h"
#include "server/base/log/library_log.h"
#include "server/ops/grpc_log.h"
#include "server/ops/listener/file_budget.h"
#include "server/serve.h"
#include "server/upkeep/commands.h"
#include "server/upkeep/exit_code.h"
#include "server/version.h"

ABSL_FLAG(std::string, data_dir, "", "the folder that holds everything");
ABSL_FLAG(std::string, listen, "127.0.0.1:7780",
          "HOST:PORT of the gRPC API; port 0 takes any free one");
ABSL_FLAG(std::string, tls_cert, "", "PEM file with the certificate chain");
ABSL_FLAG(std::string, tls_key, "", "PEM file with the certificate's key");
ABSL_FLAG(bool, insecure_loopback, false,
          "listen without TLS, on a loopback address only");
ABSL_FLAG(int, http_port, 7781,
          "loopback port of /metrics, /healthz and backups; 0 takes any free "
          "one, -1 none");
ABSL_FLAG(std::string, port_file, "",
          "where to write the gRPC port once it is listened on");
ABSL_FLAG(bool, reflection, false, "serve gRPC reflection");
ABSL_FLAG(int, block_cache_mb, 256, "memory for blocks of the database");
ABSL_FLAG(int, lanes, 1, "threads that run transactions");
ABSL_FLAG(int, log_sample, 1000,
          "log one in this many calls that went well; 0 none, 1 all");
ABSL_FLAG(int, drain_seconds, 10, "how long calls may finish when stopping");
ABSL_FLAG(bool, webhooks_allow_private, false,
          "let webhooks send to this machine, also by http, and into private "
          "networks");
ABSL_FLAG(bool, check_config, false,
          "check flags, files and folder, start nothing");

namespace comptoir {
namespace {

using Words = std::vector<std::string>;

constexpr char kUsage[] =
    R"(the customer book's server

Examples:
  comptoird --data_dir=/var/lib/comptoir --insecure_loopback
  comptoird --flagfile=/etc/comptoir/comptoird.flags
  comptoird backup /backups/today --data_dir=/var/lib/comptoir
  comptoird restore /backups/today --data_dir=/var/lib/comptoir-new
  comptoird verify --data_dir=/var/lib/comptoir

Commands:
  serve            serve until SIGTERM (the default)
  backup FOLDER    copy the data into a new folder, also while serving, and
                   check the copy
  restore FOLDER   make a new data folder from a backup; its webhooks are held
  release-webhooks let the webhooks of a restored folder send: when it is to
                   take the place of the server that was backed up
  verify           check every record, index and log entry, and that the keys
                   are there; needs the server stopped
  new-keys         replace keys of the data folder that are lost, where no
                   backup has them; all passcodes must then be set again and
                   the secrets of webhooks rotated
  new-owner-key MERCHANT_ID FILE
                   make an API key that may do everything, for a merchant who
                   has lost every key, and put its token into a new file; needs
                   the server stopped, and is an event of the merchant

Exit codes: 0 ok, 1 failed, 2 wrong flags, 3 something is wrong with the data
that was verified, backed up or restored, or a key of it is missing, 6 the
folder or a port is in use, 74 storage failed while serving)";

ServerOptions OptionsFromFlags() {
  ServerOptions options;
  options.data_dir = absl::GetFlag(FLAGS_data_dir);
  options.listen = {
      .address = absl::GetFlag(FLAGS_listen),
      .tls_cert_file = absl::GetFlag(FLAGS_tls_cert),
      .tls_key_file = absl::GetFlag(FLAGS_tls_key),
      .insecure_loopback = absl::GetFlag(FLAGS_insecure_loopback)};
  options.http_port = absl::GetFlag(FLAGS_http_port);
  options.reflection = absl::GetFlag(FLAGS_reflection);
  options.block_cache_bytes =
      static_cast<size_t>(absl::GetFlag(FLAGS_block_cache_mb)) << 20;
  options.store.lanes = absl::GetFlag(FLAGS_lanes);
  options.call_log.sample = absl::GetFlag(FLAGS_log_sample);
  options.webhooks_allow_private = absl::GetFlag(FLAGS_webhooks_allow_private);
  return options;
}

int WrongUsage(const std::string& message) {
  std::fprintf(stderr, "comptoird: %s\n", message.c_str());
  return kExitUsage;
}

// What is wrong with the numbers among the flags; empty when nothing is.
std::string CheckNumbers() {
  struct Number {
    std::string_view flag;
    int value;
    int least;
    int most;
  };
  const Number numbers[] = {
      {"http_port", absl::GetFlag(FLAGS_http_port), -1, 65535},
      {"block_cache_mb", absl::GetFlag(FLAGS_block_cache_mb), 1, 1 << 20},
      {"lanes", absl::GetFlag(FLAGS_lanes), 1, 64},
      {"log_sample", absl::GetFlag(FLAGS_log_sample), 0, 1'000'000'000},
      {"drain_seconds", absl::GetFlag(FLAGS_drain_seconds), 0, 3600},
  };
  for (const Number& number : numbers) {
    if (number.value < number.least || number.value > number.most) {
      return fmt::format("--{}={}: must be from {} to {}", number.flag,
                         number.value, number.least, number.most);
    }
  }
  return "";
}

int ServeCommand(const std::string&, const Words&) {
  const ServerOptions options = OptionsFromFlags();
  if (absl::GetFlag(FLAGS_check_config)) {
    return CheckConfigCommand(options.listen, options.data_dir);
  }
  return Serve(options,
               {.port_file = absl::GetFlag(FLAGS_port_file),
                .drain = absl::Seconds(absl::GetFlag(FLAGS_drain_seconds))});
}

struct Command {
  std::string_view name;
  // What its arguments are called, one space between them.
  std::string_view arguments;
  int (*run)(const std::string& data_dir, const Words& arguments);
};

size_t CountOf(std::string_view arguments) {
  return arguments.empty()
             ? 0
             : std::count(arguments.begin(), arguments.end(), ' ') + 1;
}

constexpr Command kCommands[] = {
    {"serve", "", ServeCommand},
    {"backup", "FOLDER",
     [](const std::string& data_dir, const Words& arguments) {
       return BackupCommand(data_dir, arguments[0]);
     }},
    {"restore", "FOLDER",
     [](const std::string& data_dir, const Words& arguments) {
       return RestoreCommand(data_dir, arguments[0]);
     }},
    {"release-webhooks", "",
     [](const std::string& data_dir, const Words&) {
       return ReleaseWebhooksCommand(data_dir);
     }},
    {"verify", "",
     [](const std::string& data_dir, const Words&) {
       return VerifyCommand(data_dir);
     }},
    {"new-keys", "",
     [](const std::string& data_dir, const Words&) {
       return NewKeysCommand(data_dir);
     }},
    {"new-owner-key", "MERCHANT_ID FILE",
     [](const std::string& data_dir, const Words& arguments) {
       return NewOwnerKeyCommand(data_dir, arguments[0], arguments[1]);
     }},
};

// `words` is a command and its arguments.
int Run(const Words& words) {
  const std::string name = words.empty() ? "serve" : words[0];
  const auto* command =
      std::find_if(std::begin(kCommands), std::end(kCommands),
                   [&](const Command& known) { return known.name == name; });
  if (command == std::end(kCommands)) {
    return WrongUsage(
        fmt::format("unknown command '{}': see comptoird --help", name));
  }
  if (const std::string wrong = CheckNumbers(); !wrong.empty()) {
    return WrongUsage(wrong);
  }
  const Words given(words.begin() + (words.empty() ? 0 : 1), words.end());
  const size_t wanted = CountOf(command->arguments);
  if (given.size() > wanted) {
    return WrongUsage(
        fmt::format("{} does not take '{}'", name, given[wanted]));
  }
  if (given.size() < wanted) {
    return WrongUsage(
        fmt::format("say which: comptoird {} {}", name, command->arguments));
  }
  return command->run(absl::GetFlag(FLAGS_data_dir), given);
}

}  // namespace
}  // namespace comptoir

int main(int argc, char** argv) {
  // What is in the data folder, the database's own log included, is nobody
  // else's.
  umask(077);
  comptoir::ops::RaiseFileLimit();
  // A receiver of webhooks that hangs up is an error of a write, no more.
  signal(SIGPIPE, SIG_IGN);
  // Secrets are in memory: it is not for core files.
  prctl(PR_SET_DUMPABLE, 0);
  // Debian's Abseil looks for cycles among gRPC's locks at every lock it takes;
  // those locks are not ours to debug, and the search is not free.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  comptoir::RouteProtobufLog();
  comptoir::ops::RouteGrpcLog();
  comptoir::BlockStopSignals();
  const std::string version = fmt::format("comptoird {}", comptoir::kVersion);
  return comptoir::Run(comptoir::ParseCommandLineOrExit(
      argc, argv,
      {.usage = comptoir::kUsage, .version = version, .source = __FILE__}));
}
