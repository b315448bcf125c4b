#include "server/store/jobs/job_queue.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "fmt/format.h"
#include "server/base/log/log.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/store/jobs/backoff.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

// After a step whose outcome the store refused or could not write.
constexpr absl::Duration kStuckDelay = absl::Seconds(5);

// Whether the store failed, not the step: it says nothing about the job.
bool IsOfTheStore(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "LANE_FULL" || reason == "STOPPING" ||
         reason == "STORAGE_FAILED";
}

std::string MethodOf(const QueuedJob& job) {
  return fmt::format("job/{}", job.job.kind());
}

absl::Status Unreadable() { return Corrupt("a job"); }

}  // namespace

// One turn of one merchant: up to kStepsPerTurn steps. Its steps end on threads
// of the store; the last one gives the merchant back.
struct JobQueue::Turn {
  std::string merchant_id;
  absl::Time now;
  std::vector<QueuedJob> jobs;
  std::atomic<size_t> left = 0;
  std::mutex mutex;
  absl::Time next_due;  // Guarded by mutex.

  void NoteDue(absl::Time due) {
    const std::lock_guard lock(mutex);
    next_due = std::min(next_due, due);
  }
};

JobQueue::JobQueue(Store& store, const JobKinds& kinds, const Clock& clock)
    : store_(store),
      kinds_(kinds),
      due_(clock, kMerchantsAtOnce, [this] { RebaseWaits(); }),
      clock_(clock) {}

JobQueue::~JobQueue() { Stop(); }

void JobQueue::Added(const std::string& merchant_id, absl::Time due) {
  due_.Note(merchant_id, due);
}

void JobQueue::Load() {
  std::call_once(loaded_, [this] {
    RebaseWaits();
    const absl::Status loaded = due_.Load(*store_.Read(), Space::kJobs);
    if (loaded.ok()) return;
    LogError("jobs not loaded", {{"error", ToStd(loaded.message())}});
  });
}

void JobQueue::RebaseWaits() {
  const auto merchants = FindMerchantsAhead(*store_.Read(), clock_.Now());
  if (!merchants.ok()) {
    LogError("waits of jobs not read",
             {{"error", ToStd(merchants.status().message())}});
    return;
  }
  for (const std::string& merchant : *merchants) RebaseWaitsOf(merchant);
}

void JobQueue::RebaseWaitsOf(const std::string& merchant_id) {
  RebasedJobs rebased{.count = kJobsPerRebase};
  while (rebased.count == kJobsPerRebase) {
    const WriteResult result = store_.UpdateAndWait(
        SystemContext(merchant_id, "job/rebase", clock_.Now()),
        [&](Transaction& txn, std::string*) -> absl::Status {
          ASSIGN_OR_RETURN(rebased, RebaseJobs(txn));
          return absl::OkStatus();
        });
    if (!result.status.ok()) {
      LogWarning("waits of jobs not mended",
                 {{"merchant", merchant_id},
                  {"error", ToStd(result.status.message())}});
      return;
    }
    if (rebased.count > 0) Added(merchant_id, rebased.next_due);
  }
}

void JobQueue::RunDue() {
  Load();
  while (const std::optional<std::string> merchant = due_.TakeUntilIdle()) {
    RunTurn(*merchant);
  }
}

void JobQueue::Start() {
  for (int i = 0; i < kJobThreads; ++i) {
    threads_.emplace_back([this] {
      Load();
      while (const std::optional<std::string> merchant = due_.WaitAndTake()) {
        RunTurn(*merchant);
      }
    });
  }
}

void JobQueue::Stop() {
  due_.Stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

const JobKind* JobQueue::KindOf(const QueuedJob& job) const {
  return kinds_.Find(job.job.kind());
}

void JobQueue::RunTurn(const std::string& merchant_id) {
  const absl::Time now = clock_.Now();
  const std::shared_ptr<const Snapshot> snapshot = store_.Read();
  absl::StatusOr<DueJobs> due =
      ReadDueJobs(*snapshot, merchant_id, now, kStepsPerTurn);
  if (!due.ok()) {
    LogError("jobs not read", {{"merchant", merchant_id},
                               {"error", ToStd(due.status().message())}});
    return due_.Return(merchant_id, now + kStuckDelay);
  }
  const auto turn = std::make_shared<Turn>();
  turn->merchant_id = merchant_id;
  turn->now = now;
  turn->jobs = std::move(due->jobs);
  turn->next_due = due->next_due;
  // One more, so that the turn ends after all its steps began.
  turn->left = turn->jobs.size() + 1;
  for (const QueuedJob& job : turn->jobs) RunStep(turn, job, *snapshot);
  EndOfStep(turn, absl::OkStatus());
}

void JobQueue::RunStep(const TurnPtr& turn, const QueuedJob& job,
                       const Snapshot& snapshot) {
  if (!job.is_readable) return GiveUp(turn, job, Unreadable(), nullptr);
  const JobKind* kind = KindOf(job);
  if (kind == nullptr) {
    LogWarning("job of unknown kind",
               {{"job", job.run.id}, {"kind", job.job.kind()}});
    return Postpone(turn, job,
                    {.due = turn->now + kUnknownKindDelay,
                     .cursor = job.run.cursor,
                     .failures = job.run.failures});
  }
  absl::StatusOr<JobWrite> write = kind->step(snapshot, job.run);
  if (!write.ok()) return FailStep(turn, job, write.status());
  WriteStep(turn, job, *std::move(write));
}

void JobQueue::WriteStep(const TurnPtr& turn, const QueuedJob& job,
                         JobWrite write) {
  store_.Update(
      SystemContext(turn->merchant_id, MethodOf(job), turn->now),
      [this, &job, write = std::move(write)](Transaction& txn, std::string*) {
        return RunWrite(txn, job, write);
      },
      [this, turn, &job](const WriteResult& result) {
        if (result.status.ok() || IsOfTheStore(result.status)) {
          return EndOfStep(turn, result.status);
        }
        FailStep(turn, job, result.status);
      });
}

absl::Status JobQueue::RunWrite(Transaction& txn, const QueuedJob& job,
                                const JobWrite& write) {
  ASSIGN_OR_RETURN(const bool is_taken, TakeJob(txn, job));
  if (!is_taken) return absl::OkStatus();  // Another transaction took it out.
  ASSIGN_OR_RETURN(const NextStep next, write(txn));
  if (!next.is_done()) {
    PutBack(txn, job,
            {.due = std::max(next.time(), txn.now()), .cursor = next.cursor()});
  }
  return absl::OkStatus();
}

void JobQueue::PutBack(Transaction& txn, const QueuedJob& job,
                       const JobPlace& place) {
  PutJobBack(txn, job, place);
  txn.OnCommit([this, merchant = txn.merchant_id(), due = place.due] {
    Added(merchant, due);
  });
}

void JobQueue::FailStep(const TurnPtr& turn, const QueuedJob& job,
                        const absl::Status& failure) {
  const JobKind& kind = *KindOf(job);
  const int failures = job.run.failures + 1;
  LogWarning("job step failed", {{"job", job.run.id},
                                 {"kind", job.job.kind()},
                                 {"merchant", turn->merchant_id},
                                 {"failures", int64_t{failures}},
                                 {"reason", ReasonOf(failure)},
                                 {"error", ToStd(failure.message())}});
  if (failures >= kind.failures_max ||
      (kind.may_pass != nullptr && !kind.may_pass(failure))) {
    return GiveUp(turn, job, failure, &kind);
  }
  Postpone(turn, job,
           {.due = turn->now + Backoff(failures, job.run.id),
            .cursor = job.run.cursor,
            .failures = failures});
}

void JobQueue::Postpone(const TurnPtr& turn, const QueuedJob& job,
                        const JobPlace& place) {
  store_.Update(
      SystemContext(turn->merchant_id, MethodOf(job), turn->now),
      [this, &job, place](Transaction& txn, std::string*) -> absl::Status {
        ASSIGN_OR_RETURN(const bool is_taken, TakeJob(txn, job));
        if (is_taken) PutBack(txn, job, place);
        return absl::OkStatus();
      },
      [this, turn](const WriteResult& result) {
        EndOfStep(turn, result.status);
      });
}

void JobQueue::GiveUp(const TurnPtr& turn, const QueuedJob& job,
                      const absl::Status& failure, const JobKind* kind) {
  const bool is_told = kind != nullptr && kind->give_up != nullptr;
  store_.Update(
      SystemContext(turn->merchant_id, MethodOf(job), turn->now),
      [this, &job, failure, kind, is_told](Transaction& txn,
                                           std::string*) -> absl::Status {
        ASSIGN_OR_RETURN(const bool is_taken, TakeJob(txn, job));
        if (!is_taken) return absl::OkStatus();
        if (is_told) return kind->give_up(txn, job.run, failure);
        SetJobAside(txn, job, failure);
        // Whatever it was, upkeep goes on without it.
        if (!job.is_readable) return kinds_.RenewUpkeep(txn);
        return absl::OkStatus();
      },
      [this, turn, &job, failure, is_told](const WriteResult& result) {
        if (result.status.ok()) {
          ++given_up_;
          LogError("job given up", {{"job", job.run.id},
                                    {"kind", job.job.kind()},
                                    {"merchant", turn->merchant_id}});
        } else if (is_told && !IsOfTheStore(result.status)) {
          LogError("job given up in vain",
                   {{"job", job.run.id},
                    {"kind", job.job.kind()},
                    {"error", ToStd(result.status.message())}});
          return GiveUp(turn, job, failure, nullptr);
        }
        EndOfStep(turn, result.status);
      });
}

void JobQueue::EndOfStep(const TurnPtr& turn, const absl::Status& status) {
  if (!status.ok()) turn->NoteDue(turn->now + kStuckDelay);
  if (--turn->left > 0) return;
  due_.Return(turn->merchant_id, turn->next_due);
}

}  // namespace comptoir::store
