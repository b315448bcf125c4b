#include "server/ops/data_folder/installation_keys.h"

#include <iterator>

#include "fmt/format.h"
#include "server/base/files/private_file.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

constexpr std::string_view kNames[] = {kInstallationKey, kPasscodeKey};

std::string PathOf(const std::string& data_dir, std::string_view name) {
  return fmt::format("{}/{}", data_dir, name);
}

}  // namespace

absl::StatusOr<InstallationKeys> LoadKeys(const std::string& data_dir,
                                          bool is_new) {
  const std::vector<std::string_view> missing = MissingKeys(data_dir);
  if (!is_new && !missing.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "KEY_MISSING",
                 fmt::format("{} is missing, and the data of {} is of no use "
                             "with another: restore it from a backup, or see "
                             "`comptoird new-keys` in --help",
                             missing.front(), data_dir));
  }
  InstallationKeys keys;
  ASSIGN_OR_RETURN(keys.installation,
                   LoadOrMakeSecret(PathOf(data_dir, kInstallationKey)));
  ASSIGN_OR_RETURN(keys.passcode,
                   LoadOrMakeSecret(PathOf(data_dir, kPasscodeKey)));
  return keys;
}

std::vector<std::string_view> MissingKeys(const std::string& data_dir) {
  std::vector<std::string_view> missing;
  for (const std::string_view name : kNames) {
    // Anything under the name counts: what cannot be read is not missing.
    const auto content = ReadPrivateFile(PathOf(data_dir, name));
    if (absl::IsNotFound(content.status())) missing.push_back(name);
  }
  return missing;
}

bool HasNoKeys(const std::string& data_dir) {
  return MissingKeys(data_dir).size() == std::size(kNames);
}

absl::Status DatabaseIsMissing(const absl::Status& no_database) {
  return Annotate(no_database,
                  "the folder has keys of an installation, so its data is "
                  "missing: is a volume not mounted? Or restore a backup");
}

}  // namespace comptoir::ops
