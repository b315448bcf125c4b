// Reads a merchant's log in order.
#ifndef COMPTOIR_SERVER_STORE_LOG_LOG_READER_H_
#define COMPTOIR_SERVER_STORE_LOG_LOG_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/store/transaction.h"

namespace comptoir::store {

using LogEntries = std::vector<std::shared_ptr<const storage::v1::LogEntry>>;

// Where a read ends at the latest.
struct ReadLimits {
  uint64_t until_revision = UINT64_MAX;
  int entries_max = 256;
  size_t bytes_max = 1024 * 1024;
};

// The entries after `revision`, in order and without gaps: as many as the
// limits allow, but at least one when there is one. Errors as
// CheckRevision() when history is missing in between.
absl::StatusOr<LogEntries> ReadAfter(const Snapshot& snapshot,
                                     const std::string& merchant_id,
                                     uint64_t revision,
                                     const ReadLimits& limits = {});

// Whether all entries after `revision` can be read: OUT_OF_RANGE, reason
// HISTORY_COMPACTED, when the oldest are gone; reason REVISION_IN_FUTURE, with
// the metadata `newest_revision`, when there is no such revision yet.
absl::Status CheckRevision(const Snapshot& snapshot,
                           const std::string& merchant_id, uint64_t revision);

// Names the history up to and with an entry: the same for the same entries from
// the first one on, since each holds the digest of the one before it. Empty for
// none.
std::string HistoryOf(const storage::v1::LogEntry& entry);

// The name of the history up to `revision`, which is there; "" at 0.
absl::StatusOr<std::string> HistoryAt(const Snapshot& snapshot,
                                      const std::string& merchant_id,
                                      uint64_t revision);

// OUT_OF_RANGE, reason HISTORY_CHANGED, when `history` is given and does not
// name the history up to `revision`: it was another one, as before a restore
// from a backup.
absl::Status CheckHistory(const Snapshot& snapshot,
                          const std::string& merchant_id, uint64_t revision,
                          std::string_view history);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_LOG_LOG_READER_H_
