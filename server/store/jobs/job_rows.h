// The rows of the job queue.
#ifndef COMPTOIR_SERVER_STORE_JOBS_JOB_ROWS_H_
#define COMPTOIR_SERVER_STORE_JOBS_JOB_ROWS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/storage/v1/log.pb.h"
#include "server/store/jobs/job.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// One job as it stood in the queue.
struct QueuedJob {
  JobRun run;
  std::string key;
  std::string row;
  comptoir::storage::v1::Job job;
  bool is_readable = false;
};

// The first jobs of a merchant that are due.
struct DueJobs {
  std::vector<QueuedJob> jobs;
  // When the first job behind them is due; InfiniteFuture when there is none.
  absl::Time next_due = absl::InfiniteFuture();
};
absl::StatusOr<DueJobs> ReadDueJobs(const Snapshot& snapshot,
                                    const std::string& merchant_id,
                                    absl::Time now, size_t limit);

// Takes the job out of the queue; false when it does not stand there any more
// as it was read.
absl::StatusOr<bool> TakeJob(Transaction& txn, const QueuedJob& job);

// Where a job goes on.
struct JobPlace {
  absl::Time due;
  std::string_view cursor;
  int failures = 0;
};

// Puts a job that was taken into the queue again. One that cannot be read keeps
// its row as it is.
void PutJobBack(Transaction& txn, const QueuedJob& job, const JobPlace& place);

// Jobs that one transaction gives a new due time.
inline constexpr size_t kJobsPerRebase = 200;

// The merchants with jobs whose due times were decided by a clock that has been
// set back since: they would wait for as long as it was ahead. Reads all jobs
// that wait.
absl::StatusOr<std::vector<std::string>> FindMerchantsAhead(
    const Snapshot& snapshot, absl::Time now);

struct RebasedJobs {
  size_t count = 0;
  absl::Time next_due = absl::InfiniteFuture();  // The first of theirs.
};
// Begins the waits of such jobs anew (base/waits/waits.h), kJobsPerRebase at
// most.
absl::StatusOr<RebasedJobs> RebaseJobs(Transaction& txn);

// Keeps a job that was taken apart from the queue; see failed_jobs.h.
void SetJobAside(Transaction& txn, const QueuedJob& job,
                 const absl::Status& failure);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_JOB_ROWS_H_
