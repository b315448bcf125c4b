#include "tools/cli/core/context.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/credentials.h"
#include "tools/cli/core/exit_code.h"
#include "tools/cli/core/profile.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

constexpr char kGroup[] = "Global options";
constexpr double kTimeoutSecondsMax = 3600;

// The token of a file is read again for each attempt: it may be replaced while
// a watch goes on. `token` is what was read first.
sdk::Credentials CredentialsOf(const std::string& file,
                               const std::string& token) {
  if (file == "-") return sdk::Credentials::Token(token);
  return sdk::Credentials::From([file, token] {
    const absl::StatusOr<std::string> now = ReadSecret(file);
    // Pipes are read once.
    return now.ok() ? *now : token;
  });
}

}  // namespace

Context::Context(CLI::App& app) : profile_name_(kDefaultProfile) {
  app.add_option("--server", server_, "host:port, or unix:/path")
      ->envname("COMPTOIR_SERVER")
      ->type_name("ADDRESS")
      ->group(kGroup);
  app.add_option("--token-file", token_file_,
                 "file with a token; - for standard input")
      ->envname("COMPTOIR_TOKEN_FILE")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--root-certificates", root_certificates_,
                 "PEM file of whom to trust; turns TLS on")
      ->envname("COMPTOIR_ROOT_CERTIFICATES")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--profile", profile_name_,
                 "settings to use; see `comptoir profile`")
      ->envname("COMPTOIR_PROFILE")
      ->type_name("NAME")
      ->group(kGroup);
  app.add_option("--timeout", timeout_seconds_, "seconds a call may take")
      ->check(CLI::Range(0.001, kTimeoutSecondsMax).description(""))
      ->type_name("SECONDS")
      ->group(kGroup);
  app.add_flag("--json", has_json_, "answers as protobuf JSON")->group(kGroup);
  app.add_flag("-q,--quiet", terminal_options_.quiet, "no messages but errors")
      ->group(kGroup);
  app.add_flag("-y,--yes", terminal_options_.yes, "confirm what is asked")
      ->group(kGroup);
  app.add_flag("--no-input", terminal_options_.no_input, "never ask")
      ->group(kGroup);
}

absl::StatusOr<std::shared_ptr<sdk::Channel>> Context::Channel() {
  if (channel_ != nullptr) return channel_;
  const absl::StatusOr<Profile> profile = ReadProfile(profile_name_);
  if (!profile.ok()) return profile.status();
  const auto choose = [](const std::string& flag, const std::string& kept) {
    return flag.empty() ? kept : flag;
  };

  sdk::ConnectOptions options;
  options.address = choose(choose(server_, profile->server), kDefaultServer);
  const std::string token_file = choose(token_file_, profile->token_file);
  if (!token_file.empty()) {
    const absl::StatusOr<std::string> token = ReadSecret(token_file);
    // Not who one says to be.
    if (!token.ok())
      return absl::UnauthenticatedError(token.status().message());
    options.credentials = CredentialsOf(token_file, *token);
  }
  const std::string roots =
      choose(root_certificates_, profile->root_certificates);
  if (profile->has_tls || !roots.empty()) options.tls.emplace();
  if (!roots.empty()) {
    absl::StatusOr<std::string> pem = ReadInput(roots);
    if (!pem.ok()) return pem.status();
    options.tls->root_certificates = *std::move(pem);
  }
  auto channel = sdk::Connect(std::move(options));
  if (!channel.ok()) return channel.status();
  channel_ = *std::move(channel);
  return channel_;
}

sdk::CallOptions Context::CallOptions() const {
  sdk::CallOptions options;
  if (timeout_seconds_ > 0) options.deadline = absl::Seconds(timeout_seconds_);
  return options;
}

void Context::Run(CLI::App& command, std::function<absl::Status()> work) {
  command.callback([this, work = std::move(work)] { work_ = work; });
}

ExitCode Context::Finish() {
  if (!work_) return kExitOk;
  const absl::Status status = work_();
  if (status.ok()) return exit_code_;
  terminal_.Complain(DescribeError(status));
  return ExitCodeFor(status);
}

}  // namespace comptoir::cli
