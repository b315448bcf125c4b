// What every command shares: the global flags, the connection, the terminal.
#ifndef COMPTOIR_TOOLS_CLI_CORE_CONTEXT_H_
#define COMPTOIR_TOOLS_CLI_CORE_CONTEXT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/sdk/call_options.h"
#include "comptoir/sdk/channel.h"
#include "tools/cli/command/command.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/core/profile.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {

// Made before the commands, which keep a reference to it. The flags are read
// once parsing has ended.
class Context {
 public:
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // The global flags, which refer to this object. Flags win over the
  // environment, which wins over the profile. The environment names files,
  // never secrets.
  std::vector<Argument> Globals();

  const Terminal& terminal() const { return terminal_; }
  bool has_json() const { return has_json_; }
  // The profile that was asked for; else the default one.
  std::string profile_name() const;
  // The settings of the profile. INVALID_ARGUMENT, naming those there are, when
  // one was asked for that was never written.
  absl::StatusOr<Profile> ReadChosenProfile() const;
  const std::string& server() const { return server_; }
  const std::string& token_file() const { return token_file_; }
  const std::string& root_certificates() const { return root_certificates_; }
  // What --tls, --no-tls and --root-certificates choose; without any of them,
  // by the address. INVALID_ARGUMENT for both of the first two.
  absl::StatusOr<TlsChoice> ReadTlsFlags() const;

  // The connection to the server, made at the first use.
  absl::StatusOr<std::shared_ptr<sdk::Channel>> Channel();
  // For tests: a connection in place of that one.
  void UseChannel(std::shared_ptr<sdk::Channel> channel);
  sdk::CallOptions CallOptions() const;
  // What may be amiss with the connection when the server is UNAVAILABLE; empty
  // when there was none.
  std::string ConnectionHint() const;

  // For work that succeeds with a code of its own.
  void set_exit_code(ExitCode code) { exit_code_ = code; }
  ExitCode exit_code() const { return exit_code_; }

 private:
  TerminalOptions terminal_options_;
  Terminal terminal_{&terminal_options_};
  bool has_json_ = false;
  std::string profile_name_;
  std::string server_;
  std::string token_file_;
  std::string root_certificates_;
  bool has_tls_flag_ = false;
  bool has_no_tls_flag_ = false;
  double timeout_seconds_ = 0;
  std::shared_ptr<sdk::Channel> channel_;
  std::string address_;
  bool is_encrypted_ = false;
  ExitCode exit_code_ = kExitOk;
};

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_CONTEXT_H_
