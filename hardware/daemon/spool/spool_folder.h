// The files of a spool, by name; see spool.h for the layout of the folder.
#ifndef COMPTOIR_HARDWARE_DAEMON_SPOOL_SPOOL_FOLDER_H_
#define COMPTOIR_HARDWARE_DAEMON_SPOOL_SPOOL_FOLDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/files/durable_file.h"

namespace comptoir::hardware {

// To be held while a daemon runs. FAILED_PRECONDITION when another one does.
absl::StatusOr<FileDescriptor> LockSpool(const std::string& folder);

// Names of segments, which sort by epoch, then by first event.
absl::StatusOr<std::vector<std::string>> SegmentNames(
    const std::string& folder);
std::string SegmentPath(const std::string& folder, uint64_t epoch,
                        uint64_t first_seq);

// Durably: the tail must not be back after the next crash, when the segment is
// no longer the newest.
absl::Status CutTail(const std::string& path, size_t size);

// The number in a file of its own; 0 when there is no file.
absl::StatusOr<uint64_t> LoadEpoch(const std::string& path);

std::string SetAsideFolder(const std::string& folder);
std::string SetAsidePath(const std::string& folder, uint64_t epoch,
                         uint64_t seq);

}  // namespace comptoir::hardware

#endif  // COMPTOIR_HARDWARE_DAEMON_SPOOL_SPOOL_FOLDER_H_
