// Small secret files of the data folder: readable by their owner alone, and
// either whole or absent.
#ifndef COMPTOIR_SERVER_BASE_SECRET_FILE_H_
#define COMPTOIR_SERVER_BASE_SECRET_FILE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace comptoir {

// nullopt when there is no such file. FAILED_PRECONDITION when others than its
// owner may read it, or when it is larger than any secret.
absl::StatusOr<std::optional<std::string>> ReadSecretFile(
    const std::string& path);

// Replaces the file as a whole, durably, with mode 0600.
absl::Status WriteSecretFile(const std::string& path, std::string_view content);

// The 32 bytes in the file, which is made of fresh randomness when absent.
absl::StatusOr<std::string> LoadOrMakeSecret(const std::string& path);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_SECRET_FILE_H_
