// Runs durable jobs when they are due, a step at a time.
#ifndef COMPTOIR_SERVER_STORE_JOBS_JOB_QUEUE_H_
#define COMPTOIR_SERVER_STORE_JOBS_JOB_QUEUE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/store/jobs/job.h"
#include "server/store/jobs/job_kinds.h"
#include "server/store/jobs/job_rows.h"
#include "server/store/jobs/turns/due_merchants.h"
#include "server/store/store.h"

namespace comptoir::store {

// Steps that a merchant may take before it is the next merchant's turn.
inline constexpr size_t kStepsPerTurn = 32;
// Merchants whose steps are under way at once. No thread waits for a commit, so
// this is more than the threads.
inline constexpr int kMerchantsAtOnce = 8;
// Threads that take steps.
inline constexpr int kJobThreads = 2;
// A job of a kind that this server does not know is looked at again after this
// time: it waits for the server that does.
inline constexpr absl::Duration kUnknownKindDelay = absl::Hours(1);

// Thread-safe. What it is made of must outlive it.
class JobQueue {
 public:
  JobQueue(Store& store, const JobKinds& kinds, const Clock& clock);
  ~JobQueue();

  // A job of this merchant was committed.
  void Added(const std::string& merchant_id, absl::Time due);

  // Takes all steps that are due now, in the order of their times for a
  // merchant, and waits for them.
  void RunDue();

  // Does so for ever on threads of its own, until Stop().
  void Start();
  // Waits for the steps that are under way: before the store's lanes stop.
  void Stop();

  // Jobs given up since the start.
  uint64_t given_up() const { return given_up_; }

 private:
  struct Turn;
  using TurnPtr = std::shared_ptr<Turn>;

  void Load();
  // Begins the waits anew that the clock has been set back under.
  void RebaseWaits();
  void RebaseWaitsOf(const std::string& merchant_id);
  void RunTurn(const std::string& merchant_id);
  // Takes one step of the turn; EndOfStep is called when it is durable.
  void RunStep(const TurnPtr& turn, const QueuedJob& job,
               const Snapshot& snapshot);
  void WriteStep(const TurnPtr& turn, const QueuedJob& job, JobWrite write);
  absl::Status RunWrite(Transaction& txn, const QueuedJob& job,
                        const JobWrite& write);
  // Tries the step again later or gives its job up.
  void FailStep(const TurnPtr& turn, const QueuedJob& job,
                const absl::Status& failure);
  void Postpone(const TurnPtr& turn, const QueuedJob& job,
                const JobPlace& place);
  void GiveUp(const TurnPtr& turn, const QueuedJob& job,
              const absl::Status& failure, const JobKind* kind);
  void EndOfStep(const TurnPtr& turn, const absl::Status& status);
  void PutBack(Transaction& txn, const QueuedJob& job, const JobPlace& place);
  const JobKind* KindOf(const QueuedJob& job) const;

  Store& store_;
  const JobKinds& kinds_;
  DueMerchants due_;
  const Clock& clock_;
  std::once_flag loaded_;
  std::atomic<uint64_t> given_up_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_JOB_QUEUE_H_
