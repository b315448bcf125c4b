#include "tools/cli/core/context.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/command/command.h"
#include "tools/cli/core/profile.h"
#include "tools/cli/terminal/terminal.h"

namespace comptoir::cli {
namespace {

constexpr char kHeading[] = "Global options";
constexpr double kTimeoutSecondsMin = 0.001;
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

Argument WithVariable(Argument argument, std::string variable) {
  argument.variable = std::move(variable);
  return argument;
}

absl::Status ReadSeconds(const std::string& text, double& seconds) {
  if (!absl::SimpleAtod(text, &seconds) || !(seconds >= kTimeoutSecondsMin) ||
      seconds > kTimeoutSecondsMax) {
    return absl::InvalidArgumentError(
        fmt::format("{} is no number of seconds from {} to {}", text,
                    kTimeoutSecondsMin, kTimeoutSecondsMax));
  }
  return absl::OkStatus();
}

// How to connect to `address`; `roots` names a file and may be empty.
absl::StatusOr<std::optional<sdk::TlsOptions>> TlsFor(
    const std::string& address, TlsChoice choice, const std::string& roots) {
  std::optional<sdk::TlsOptions> tls;
  const bool is_wanted = choice == TlsChoice::kAlways ||
                         (choice == TlsChoice::kByAddress &&
                          (!roots.empty() || !sdk::IsThisMachine(address)));
  if (!is_wanted) return tls;
  tls.emplace();
  if (roots.empty()) return tls;
  absl::StatusOr<std::string> pem = ReadInput(roots);
  if (!pem.ok()) return pem.status();
  tls->root_certificates = *std::move(pem);
  return tls;
}

}  // namespace

std::vector<Argument> Context::Globals() {
  std::vector<Argument> globals = {
      WithVariable(TextArgument("--server", "host:port, or unix:/path",
                                "ADDRESS", &server_),
                   "COMPTOIR_SERVER"),
      WithVariable(TextArgument("--token-file",
                                "file with a token; - for standard input",
                                "FILE", &token_file_),
                   "COMPTOIR_TOKEN_FILE"),
      WithVariable(TextArgument("--root-certificates",
                                "PEM file of whom to trust; turns TLS on",
                                "FILE", &root_certificates_),
                   "COMPTOIR_ROOT_CERTIFICATES"),
      SwitchArgument("--tls", "TLS to this machine, too; others always have it",
                     &has_tls_flag_),
      SwitchArgument("--no-tls", "no TLS; to this machine only",
                     &has_no_tls_flag_),
      WithVariable(
          TextArgument("--profile", "settings to use; see `comptoir profile`",
                       "NAME", &profile_name_),
          "COMPTOIR_PROFILE"),
      {.name = "--timeout",
       .help = "seconds a call may take",
       .value = "SECONDS",
       .take =
           [this](const std::string& text) {
             return ReadSeconds(text, timeout_seconds_);
           }},
      SwitchArgument("--json", "answers as protobuf JSON", &has_json_),
      SwitchArgument("-q,--quiet", "no messages but errors",
                     &terminal_options_.quiet),
      SwitchArgument("-y,--yes", "confirm what is asked",
                     &terminal_options_.yes),
      SwitchArgument("--no-input", "never ask", &terminal_options_.no_input),
  };
  for (Argument& argument : globals) argument.heading = kHeading;
  return globals;
}

std::string Context::profile_name() const {
  return profile_name_.empty() ? kDefaultProfile : profile_name_;
}

absl::StatusOr<Profile> Context::ReadChosenProfile() const {
  const std::vector<std::string> known = ListProfiles();
  const bool is_missing =
      profile_name() != kDefaultProfile &&
      std::find(known.begin(), known.end(), profile_name_) == known.end();
  if (!is_missing) return ReadProfile(profile_name());
  return absl::InvalidArgumentError(fmt::format(
      "there is no profile {}: {}; comptoir profile set --profile NAME makes "
      "one",
      profile_name_,
      known.empty() ? "there are none"
                    : fmt::format("there is {}", fmt::join(known, ", "))));
}

absl::StatusOr<std::shared_ptr<sdk::Channel>> Context::Channel() {
  if (channel_ != nullptr) return channel_;
  const absl::StatusOr<Profile> profile = ReadChosenProfile();
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
    if (!token.ok()) {
      return absl::UnauthenticatedError(token.status().message());
    }
    options.credentials = CredentialsOf(token_file, *token);
  }
  const absl::StatusOr<TlsChoice> flags = ReadTlsFlags();
  if (!flags.ok()) return flags.status();
  auto tls = TlsFor(options.address,
                    *flags == TlsChoice::kByAddress ? profile->tls : *flags,
                    choose(root_certificates_, profile->root_certificates));
  if (!tls.ok()) return tls.status();
  options.tls = *std::move(tls);
  is_encrypted_ = options.tls.has_value();
  address_ = options.address;
  auto channel = sdk::Connect(std::move(options));
  if (sdk::ReasonOf(channel.status()) == "TLS_REQUIRED") {
    return absl::InvalidArgumentError(fmt::format(
        "{} is another machine, which is reached by TLS alone: leave out "
        "--no-tls, or keep --tls with comptoir profile set",
        address_));
  }
  if (!channel.ok()) return channel.status();
  channel_ = *std::move(channel);
  return channel_;
}

absl::StatusOr<TlsChoice> Context::ReadTlsFlags() const {
  if (has_no_tls_flag_ && has_tls_flag_) {
    return absl::InvalidArgumentError("--no-tls contradicts --tls");
  }
  if (has_no_tls_flag_) return TlsChoice::kNever;
  const bool is_always = has_tls_flag_ || !root_certificates_.empty();
  return is_always ? TlsChoice::kAlways : TlsChoice::kByAddress;
}

std::string Context::ConnectionHint() const {
  if (address_.empty() || is_encrypted_) return "";
  return fmt::format("{} was asked without TLS: --tls if it speaks that",
                     address_);
}

void Context::UseChannel(std::shared_ptr<sdk::Channel> channel) {
  channel_ = std::move(channel);
}

sdk::CallOptions Context::CallOptions() const {
  sdk::CallOptions options;
  if (timeout_seconds_ > 0) options.deadline = absl::Seconds(timeout_seconds_);
  return options;
}

}  // namespace comptoir::cli
