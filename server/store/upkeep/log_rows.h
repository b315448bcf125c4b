// Looks at single rows of the store's own spaces: what every way of verifying
// shares.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_LOG_ROWS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_LOG_ROWS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/kv/kv.h"
#include "server/store/lane/log_hash.h"
#include "server/store/upkeep/checks.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// Follows the numbers and the hashes of a log, entry by entry, of one merchant
// after the other. Not thread-safe.
class LogChain {
 public:
  // The last entry that was seen; nothing at the beginning of a log.
  struct Link {
    std::string merchant_id;
    uint64_t revision = 0;
    std::string hash;
  };

  LogChain() = default;
  explicit LogChain(Link last) : last_(std::move(last)) {}

  // Reports what is wrong with the next row of the log. The entry, or nullopt
  // when it cannot be read.
  std::optional<comptoir::storage::v1::LogEntry> Follow(std::string_view key,
                                                        std::string_view value,
                                                        VerifyReport& report);
  const Link& last() const { return last_; }

 private:
  Link last_;
  LogHasher hasher_;
};

// The keys of the feed rows of one entry, each once.
std::set<std::string> FeedRowsOf(const std::string& merchant_id,
                                 const comptoir::storage::v1::LogEntry& entry);

// What is wrong with a row of a feed; empty when nothing is.
absl::StatusOr<std::string> ProblemOfFeedRow(const kv::View& view,
                                             std::string_view key);

// An answer to a request id belongs to a log entry; jobs, in the queue and set
// aside, can be read.
void AddLogChecks(Checks& checks);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_LOG_ROWS_H_
