// What runs durable jobs: a step at a time.
//
// A job is a row in the queue. Its kind takes one bounded step after the other:
// a step reads on a snapshot, outside of the lane, and returns a short write;
// the write runs in the lane and commits together with where the job goes on,
// so that each step has its effect exactly once, also across a crash.
#ifndef COMPTOIR_SERVER_STORE_JOBS_JOB_H_
#define COMPTOIR_SERVER_STORE_JOBS_JOB_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/transaction.h"

namespace comptoir::store {

// Failures of one step in a row after which its job is given up: with the
// delays of backoff.h about four hours.
inline constexpr int kJobFailuresMax = 16;

// A job as its runner sees it.
struct JobRun {
  std::string merchant_id;
  std::string id;
  // As it was put in the queue.
  std::string payload;
  // What the last step left; at first NewJob::cursor.
  std::string cursor;
  // Of this step so far.
  int failures = 0;
  absl::Time now;
};

// What follows a step.
class NextStep {
 public:
  // Nothing: the job is done and leaves the queue.
  static NextStep Done() { return NextStep(std::nullopt, ""); }
  // Another one from `cursor`, when the merchant's turn comes again.
  static NextStep GoOn(std::string cursor) {
    return NextStep(absl::InfinitePast(), std::move(cursor));
  }
  // Another one from `cursor` at `time` or as soon after as the server is up.
  static NextStep At(absl::Time time, std::string cursor) {
    return NextStep(time, std::move(cursor));
  }

  bool is_done() const { return !time_.has_value(); }
  absl::Time time() const { return *time_; }
  const std::string& cursor() const { return cursor_; }

 private:
  NextStep(std::optional<absl::Time> time, std::string cursor)
      : time_(time), cursor_(std::move(cursor)) {}

  std::optional<absl::Time> time_;
  std::string cursor_;
};

// What a step writes. Runs in the lane, once or more, and is quick: all writes
// of its merchants wait. What it was made from may have changed since the
// snapshot: it looks again at what it relies on.
using JobWrite = std::function<absl::StatusOr<NextStep>(Transaction& txn)>;

// Takes one step: reads what it needs, for some tens of milliseconds at most,
// and returns what to write. Runs on a thread of the jobs, on several at once
// for different merchants.
using JobStepper = std::function<absl::StatusOr<JobWrite>(
    const Snapshot& snapshot, const JobRun& run)>;

// A kind of job. An error of a step takes back what it wrote, is logged, and
// the step is tried again later, with backoff.
struct JobKind {
  JobStepper step;
  // At least 1.
  int failures_max = kJobFailuresMax;
  // Whether a failure may pass when the step is tried again; a job is given up
  // at once for one that cannot. Without it, each may.
  std::function<bool(const absl::Status& failure)> may_pass = nullptr;
  // Takes note of a job that is given up for `failure`, in the transaction that
  // takes it out of the queue. Without it, or when it fails, the job is set
  // aside (failed_jobs.h).
  std::function<absl::Status(Transaction& txn, const JobRun& run,
                             const absl::Status& failure)>
      give_up = nullptr;
  // What stays undone when a job of this kind that was set aside is dropped: a
  // sentence for whoever is about to. Empty: it cannot be dropped, since
  // nothing else would do its work.
  std::string loss = {};
  // Of upkeep that has to go on: puts what is to be done for the merchant into
  // the queue, unless it is there. Called when a job of this kind is dropped,
  // and when one is set aside of which nobody can say what kind it was.
  std::function<absl::Status(Transaction& txn)> renew = nullptr;
};

// Does a whole job in one short transaction.
using JobRunner =
    std::function<absl::Status(Transaction& txn, std::string_view payload)>;

// A kind whose jobs have one step, in the lane alone.
JobKind OneStep(JobRunner runner);

// Whether a job of this kind is in the queue of the transaction's merchant.
// Reads the whole queue: for upkeep that is renewed, not for calls.
absl::StatusOr<bool> HasJob(const Transaction& txn, std::string_view kind);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_JOBS_JOB_H_
