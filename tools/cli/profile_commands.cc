// The settings that are kept between commands.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/command/command.h"
#include "tools/cli/commands.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/profile.h"
#include "tools/cli/terminal/table.h"

namespace comptoir::cli {
namespace {

// Files are kept by their full path: commands run in any folder.
std::string FullPath(const std::string& path) {
  return path.empty() ? "" : std::filesystem::absolute(path).string();
}

absl::Status SetProfile(const Context& context) {
  absl::StatusOr<Profile> profile = ReadProfile(context.profile_name());
  if (!profile.ok()) return profile.status();
  if (!context.server().empty()) profile->server = context.server();
  if (context.token_file() == "-") {
    return absl::InvalidArgumentError("a profile keeps the name of a file");
  }
  if (!context.token_file().empty()) {
    profile->token_file = FullPath(context.token_file());
  }
  if (!context.root_certificates().empty()) {
    profile->root_certificates = FullPath(context.root_certificates());
  }
  const absl::StatusOr<TlsChoice> tls = context.ReadTlsFlags();
  if (!tls.ok()) return tls.status();
  if (*tls != TlsChoice::kByAddress) profile->tls = *tls;
  return WriteProfile(context.profile_name(), *profile);
}

absl::Status ShowProfile(const Context& context) {
  const absl::StatusOr<Profile> profile = context.ReadChosenProfile();
  if (!profile.ok()) return profile.status();
  std::cout << FormatPairs({{"server", profile->server},
                            {"token_file", profile->token_file},
                            {"root_certificates", profile->root_certificates},
                            {"tls", std::string(TlsChoiceName(profile->tls))}});
  return absl::OkStatus();
}

absl::Status ListThem() {
  for (const std::string& name : ListProfiles()) std::cout << name << '\n';
  return absl::OkStatus();
}

}  // namespace

void AddProfileCommands(Command& root, Context& context) {
  root.Group("profile", "Settings that are kept between commands.").commands = {
      {.name = "set",
       .about = "Keeps the server, the token file and the choice of TLS.",
       .examples = "comptoir profile set --server 127.0.0.1:7780 --token-file "
                   "owner.token\n"
                   "comptoir profile set --profile shop2 --token-file s2.token",
       .make =
           [&context] {
             return Action{{}, [&context] { return SetProfile(context); }};
           }},
      {.name = "show",
       .about = "Shows the settings that are kept.",
       .examples = "comptoir profile show --profile shop2",
       .make =
           [&context] {
             return Action{{}, [&context] { return ShowProfile(context); }};
           }},
      {.name = "list",
       .about = "Lists the profiles.",
       .examples = "comptoir profile list",
       .make = [] {
         return Action{{}, ListThem};
       }}};
}

}  // namespace comptoir::cli
