// Jobs that were given up: kept until somebody looks at them.
//
// Nothing runs them. They are tried again, from the step that failed, or
// dropped.
#ifndef COMPTOIR_SERVER_STORE_JOBS_FAILED_FAILED_JOBS_H_
#define COMPTOIR_SERVER_STORE_JOBS_FAILED_FAILED_JOBS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/store/jobs/job_kinds.h"
#include "server/store/transaction.h"

namespace comptoir::store {

struct JobSetAside {
  std::string id;
  // One without a job cannot be read, nor can it be tried again.
  comptoir::storage::v1::FailedJob failed;
};

// The merchant's, oldest id first: at most `limit` of them behind `after_id`,
// which is empty for the first page.
absl::StatusOr<std::vector<JobSetAside>> ListFailedJobs(
    const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view after_id, size_t limit);

// nullopt when it is not set aside.
absl::StatusOr<std::optional<JobSetAside>> FindFailedJob(
    const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view id);

// What stays undone when the job is dropped, for people; see JobKind::loss.
// Empty when it cannot be dropped.
std::string LossOf(const JobKinds& kinds,
                   const comptoir::storage::v1::FailedJob& failed);

// Puts the job into the queue again, due now, with all its tries; returns its
// new id. NOT_FOUND when it is not set aside; FAILED_PRECONDITION, reason
// TASK_DAMAGED, when its row could not be read.
absl::StatusOr<std::string> RetryFailedJob(Transaction& txn,
                                           std::string_view id);

// Forgets the job, and renews the upkeep that it was. NOT_FOUND when it is not
// set aside; FAILED_PRECONDITION, reason TASK_NEEDED, when LossOf() is empty.
absl::Status DropFailedJob(Transaction& txn, const JobKinds& kinds,
                           std::string_view id);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_FAILED_FAILED_JOBS_H_
