// Where the server is and who one is, kept between commands.
#ifndef COMPTOIR_TOOLS_CLI_CORE_PROFILE_H_
#define COMPTOIR_TOOLS_CLI_CORE_PROFILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::cli {

// When the connection is encrypted.
enum class TlsChoice {
  // To every address but those of this machine.
  kByAddress,
  kAlways,
  // Only this machine is reached so.
  kNever,
};

// Never holds a secret, only the name of the file that does.
struct Profile {
  // "host:port" or "unix:/path".
  std::string server;
  std::string token_file;
  // PEM file of whom to trust; empty: whom the system trusts.
  std::string root_certificates;
  TlsChoice tls = TlsChoice::kByAddress;

  bool operator==(const Profile&) const = default;
};

inline constexpr char kDefaultProfile[] = "default";
inline constexpr char kDefaultServer[] = "127.0.0.1:7780";

// "by-address", "yes" or "no", as a profile has it.
std::string_view TlsChoiceName(TlsChoice choice);

// $XDG_CONFIG_HOME/comptoir/profiles, or that below ~/.config.
std::string ProfileFolder();

// A profile that was never written is empty. Fails on a line or a value that it
// does not know, and on a name that is no plain file name.
absl::StatusOr<Profile> ReadProfile(const std::string& name);

absl::Status WriteProfile(const std::string& name, const Profile& profile);

// The names of all profiles, sorted.
std::vector<std::string> ListProfiles();

}  // namespace comptoir::cli

#endif  // COMPTOIR_TOOLS_CLI_CORE_PROFILE_H_
