// What a daemon knows after it was paired: its token, and where to begin.
#ifndef COMPTOIR_HARDWARE_DAEMON_PAIRING_H_
#define COMPTOIR_HARDWARE_DAEMON_PAIRING_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/readers/v1/reader_service.client.h"
#include "hardware/reader/reader.h"

namespace comptoir::hardware {

// The file of the bearer token, readable by its owner alone.
std::string TokenPath(const std::string& data_folder);

// The bearer token. UNAUTHENTICATED when the file is absent, open to others, or
// holds something else (server/base/files/private_file.h).
absl::StatusOr<std::string> LoadToken(const std::string& data_folder);

// Trades a pairing code for a token and keeps it, in place of an earlier one.
// Returns the reader.
absl::StatusOr<comptoir::readers::v1::Reader> Pair(
    const comptoir::readers::v1::ReaderServiceClient& client,
    const std::string& pairing_code, const DeviceInfo& device,
    const std::string& data_folder);

// The least epoch that the pairing allows. NOT_FOUND when never paired.
absl::StatusOr<uint64_t> LoadEpochMin(const std::string& data_folder);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_PAIRING_H_
