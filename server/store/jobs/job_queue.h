// Runs durable jobs when they are due.
#ifndef COMPTOIR_SERVER_STORE_JOBS_JOB_QUEUE_H_
#define COMPTOIR_SERVER_STORE_JOBS_JOB_QUEUE_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/store/store.h"

namespace comptoir::store {

// Knows of each merchant with jobs only when the next one is due: the jobs
// themselves stay in the store. Thread-safe. `store` and `clock` must outlive
// it.
class JobQueue {
 public:
  JobQueue(Store& store, const Clock& clock);
  ~JobQueue();

  // Before the first run only.
  void Register(std::string kind, JobRunner runner);

  // A job of this merchant was committed.
  void Added(const std::string& merchant_id, absl::Time due);

  // Runs all jobs that are due now, in the order of their times for a
  // merchant, and waits for them.
  void RunDue();

  // Does so for ever on a thread, until Stop().
  void Start();
  void Stop();

 private:
  struct DueJob;

  void Run();
  void LoadMerchants();
  std::vector<std::string> TakeDueMerchants(absl::Time now);
  // Runs one batch of this merchant's due jobs.
  void RunMerchant(const std::string& merchant_id, absl::Time now);
  void RunJobs(std::vector<DueJob>& jobs, absl::Time now);
  absl::Status RunBody(Transaction& txn, const DueJob& job);
  void RetryLater(const DueJob& job, const absl::Status& failure,
                  absl::Time now);
  WriteContext ContextOf(const DueJob& job, absl::Time now) const;

  Store& store_;
  const Clock& clock_;
  std::map<std::string, JobRunner, std::less<>> runners_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, absl::Time> next_due_;  // Guarded, by merchant.
  bool is_loaded_ = false;                      // Guarded.
  bool is_stopping_ = false;                    // Guarded.
  std::thread thread_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_JOB_QUEUE_H_
