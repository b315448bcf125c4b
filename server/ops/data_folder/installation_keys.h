// The secrets without which an installation's data is of no use.
#ifndef COMPTOIR_SERVER_OPS_DATA_FOLDER_INSTALLATION_KEYS_H_
#define COMPTOIR_SERVER_OPS_DATA_FOLDER_INSTALLATION_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir::ops {

// Names of files in the data folder.
inline constexpr std::string_view kInstallationKey = "installation.key";
inline constexpr std::string_view kPasscodeKey = "passcode.key";

struct InstallationKeys {
  // Seals page tokens, kept answers and the secrets of webhooks.
  std::string installation;
  // Goes into the hash of every passcode.
  std::string passcode;
};

// Reads them from their files. Those that are missing are made when the data is
// new. Otherwise: FAILED_PRECONDITION, reason KEY_MISSING, since with another
// one every right passcode would be wrong, and nobody would know why.
absl::StatusOr<InstallationKeys> LoadKeys(const std::string& data_dir,
                                          bool is_new);

// The names of those that have no file.
std::vector<std::string_view> MissingKeys(const std::string& data_dir);

// Whether all are missing: there was no installation here before.
bool HasNoKeys(const std::string& data_dir);

// `no_database` with what it means where there are keys, which are made after
// the database: it is not to be begun anew, but missing.
absl::Status DatabaseIsMissing(const absl::Status& no_database);

}  // namespace comptoir::ops

#endif  // COMPTOIR_SERVER_OPS_DATA_FOLDER_INSTALLATION_KEYS_H_
