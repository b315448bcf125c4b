// Where the server is and who one is, kept between commands.
#ifndef COMPTOIR_TOOLS_CLI_CORE_PROFILE_H_
#define COMPTOIR_TOOLS_CLI_CORE_PROFILE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::cli {

// Never holds a secret, only the name of the file that does.
struct Profile {
  // "host:port" or "unix:/path".
  std::string server;
  std::string token_file;
  // PEM file; empty without TLS on this machine, and for the system's own.
  std::string root_certificates;
  // Whether to use TLS.
  bool has_tls = false;

  bool operator==(const Profile&) const = default;
};

inline constexpr char kDefaultProfile[] = "default";
inline constexpr char kDefaultServer[] = "127.0.0.1:7780";

// $XDG_CONFIG_HOME/comptoir/profiles, or that below ~/.config.
std::string ProfileFolder();

// A profile that was never written is empty. Fails on a line that it does not
// know, and on a name that is no plain file name.
absl::StatusOr<Profile> ReadProfile(const std::string& name);

absl::Status WriteProfile(const std::string& name, const Profile& profile);

// The names of all profiles, sorted.
std::vector<std::string> ListProfiles();

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_PROFILE_H_
