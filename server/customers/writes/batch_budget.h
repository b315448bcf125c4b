// What the transaction of a batch may write.
#ifndef COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_BUDGET_H_
#define COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_BUDGET_H_

#include <cstddef>

#include "absl/status/status.h"
#include "server/base/status.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Of rows of customers; the rest of a commit is for their indexes and for what
// follows from them.
inline constexpr size_t kBatchRowBytesMax = kv::kBatchBytesMax / 2;
// Of events, which are one row of the log; the rest of it is for what it says
// beside them.
inline constexpr size_t kBatchLogBytesMax = kv::kValueBytesMax / 8 * 7;

// Keeps within both, so that a batch of large customers is done in part instead
// of being refused as a whole. Not thread-safe.
class BatchBudget {
 public:
  // RESOURCE_EXHAUSTED, reason BATCH_FULL, for one who does not fit any more; a
  // smaller one may.
  absl::Status Spend(size_t row_bytes, size_t log_bytes) {
    if (row_bytes_ + row_bytes > kBatchRowBytesMax ||
        log_bytes_ + log_bytes > kBatchLogBytesMax) {
      return Error(absl::StatusCode::kResourceExhausted, "BATCH_FULL",
                   "the batch changes too much at once: send this one in "
                   "another batch");
    }
    row_bytes_ += row_bytes;
    log_bytes_ += log_bytes;
    return absl::OkStatus();
  }

 private:
  size_t row_bytes_ = 0;
  size_t log_bytes_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_WRITES_BATCH_BUDGET_H_
