#include "server/store/jobs/job_queue.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "comptoir/storage/v1/log.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "spdlog/spdlog.h"

namespace comptoir::store {
namespace {

// Jobs of one merchant run between two looks at the queue.
constexpr size_t kJobsPerBatch = 128;
// A failed job waits this long, then twice as long each time.
constexpr absl::Duration kRetryDelayMin = absl::Seconds(1);
constexpr absl::Duration kRetryDelayMax = absl::Hours(1);
// The wall clock may be set: look at it now and then.
constexpr absl::Duration kWaitMax = absl::Seconds(30);
// After a job that could not even be put off.
constexpr absl::Duration kStuckDelay = absl::Seconds(5);

absl::Duration RetryDelay(int failures) {
  absl::Duration delay = kRetryDelayMin;
  for (int i = 1; i < failures && delay < kRetryDelayMax; ++i) delay *= 2;
  return std::min(delay, kRetryDelayMax);
}

// Runs a part of the queue at once and waits for it.
class Latch {
 public:
  explicit Latch(size_t count) : left_(count) {}
  void CountDown() {
    std::lock_guard lock(mutex_);
    if (--left_ == 0) done_.notify_all();
  }
  void Wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return left_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  size_t left_;
};

}  // namespace

// One row of the queue.
struct JobQueue::DueJob {
  std::string merchant_id;
  std::string key;
  std::string id;
  comptoir::storage::v1::Job job;
  bool is_readable = false;
};

JobQueue::JobQueue(Store& store, const Clock& clock)
    : store_(store), clock_(clock) {}

JobQueue::~JobQueue() { Stop(); }

void JobQueue::Register(std::string kind, JobRunner runner) {
  runners_[std::move(kind)] = std::move(runner);
}

void JobQueue::Added(const std::string& merchant_id, absl::Time due) {
  {
    std::lock_guard lock(mutex_);
    const auto [entry, is_new] = next_due_.try_emplace(merchant_id, due);
    if (!is_new && entry->second <= due) return;
    entry->second = due;
  }
  if (due < clock_.Now() + kWaitMax) wake_.notify_one();
}

void JobQueue::RunDue() {
  LoadMerchants();
  while (store_.health().ok()) {
    const absl::Time now = clock_.Now();
    const std::vector<std::string> merchants = TakeDueMerchants(now);
    if (merchants.empty()) return;
    for (const std::string& merchant : merchants) RunMerchant(merchant, now);
  }
}

void JobQueue::Start() {
  thread_ = std::thread([this] { Run(); });
}

void JobQueue::Stop() {
  {
    std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void JobQueue::Run() {
  while (true) {
    RunDue();
    std::unique_lock lock(mutex_);
    if (is_stopping_) return;
    absl::Duration wait = kWaitMax;
    const absl::Time now = clock_.Now();
    for (const auto& [merchant, due] : next_due_) {
      wait = std::min(wait, due - now);
    }
    if (wait <= absl::ZeroDuration() && store_.health().ok()) continue;
    wake_.wait_for(lock, absl::ToChronoMilliseconds(
                             std::max(wait, absl::Milliseconds(1))));
  }
}

// Finds the first job of each merchant, one look per merchant.
void JobQueue::LoadMerchants() {
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(is_loaded_, true)) return;
  }
  const std::shared_ptr<const Snapshot> snapshot = store_.Read();
  kv::Range range =
      kv::Range::Prefix(std::string(1, static_cast<char>(Space::kJobs)));
  while (true) {
    const auto rows = snapshot->Scan(range);
    if (!rows->Valid()) return;
    KeyReader key(rows->key());
    int64_t due;
    if (!key.ok() || !key.I64(&due)) return;
    Added(key.merchant_id(), absl::FromUnixMicros(due));
    range.start = Key(Space::kJobs, key.merchant_id()).Prefix().limit;
  }
}

std::vector<std::string> JobQueue::TakeDueMerchants(absl::Time now) {
  std::vector<std::string> due;
  std::lock_guard lock(mutex_);
  if (is_stopping_) return due;
  for (auto entry = next_due_.begin(); entry != next_due_.end();) {
    if (entry->second > now) {
      ++entry;
      continue;
    }
    due.push_back(entry->first);
    entry = next_due_.erase(entry);
  }
  return due;
}

void JobQueue::RunMerchant(const std::string& merchant_id, absl::Time now) {
  std::vector<DueJob> jobs;
  const std::shared_ptr<const Snapshot> snapshot = store_.Read();
  auto rows = snapshot->Scan(Key(Space::kJobs, merchant_id).Prefix());
  for (; rows->Valid(); rows->Next()) {
    KeyReader key(rows->key());
    int64_t due;
    DueJob job{.merchant_id = merchant_id, .key = std::string(rows->key())};
    if (!key.I64(&due) || !key.Id("job", &job.id)) continue;
    if (absl::FromUnixMicros(due) > now || jobs.size() == kJobsPerBatch) {
      // Where this merchant goes on.
      Added(merchant_id, absl::FromUnixMicros(due));
      break;
    }
    job.is_readable = job.job.ParseFromArray(
        rows->value().data(), static_cast<int>(rows->value().size()));
    jobs.push_back(std::move(job));
  }
  if (!jobs.empty()) RunJobs(jobs, now);
}

WriteContext JobQueue::ContextOf(const DueJob& job, absl::Time now) const {
  return {.merchant_id = job.merchant_id,
          .actor = "system",
          .method = fmt::format("job/{}", job.job.kind()),
          .time = now};
}

void JobQueue::RunJobs(std::vector<DueJob>& jobs, absl::Time now) {
  std::vector<WriteResult> results(jobs.size());
  Latch latch(jobs.size());
  for (size_t i = 0; i < jobs.size(); ++i) {
    store_.Update(
        ContextOf(jobs[i], now),
        [this, &job = jobs[i]](Transaction& txn, std::string*) {
          return RunBody(txn, job);
        },
        [&result = results[i], &latch](WriteResult outcome) {
          result = std::move(outcome);
          latch.CountDown();
        });
  }
  latch.Wait();
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (!results[i].status.ok()) RetryLater(jobs[i], results[i].status, now);
  }
}

absl::Status JobQueue::RunBody(Transaction& txn, const DueJob& job) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row, txn.Get(job.key));
  if (!row) return absl::OkStatus();  // Another transaction took it out.
  if (!job.is_readable) return Corrupt("a job");
  const auto runner = runners_.find(job.job.kind());
  if (runner == runners_.end()) {
    return absl::UnimplementedError("nothing runs jobs of this kind");
  }
  txn.Delete(job.key);
  return runner->second(txn, job.job.payload());
}

void JobQueue::RetryLater(const DueJob& job, const absl::Status& failure,
                          absl::Time now) {
  const int failures = job.job.attempts() + 1;
  const absl::Time due = now + RetryDelay(failures);
  spdlog::warn("job {} of kind {} failed {} times: {} ({})", job.id,
               job.job.kind(), failures, ToStd(failure.message()),
               ReasonOf(failure));
  const auto move = [&](Transaction& txn, std::string*) -> absl::Status {
    ASSIGN_OR_RETURN(std::optional<std::string> row, txn.Get(job.key));
    if (!row) return absl::OkStatus();
    if (job.is_readable) {
      comptoir::storage::v1::Job later = job.job;
      later.set_attempts(failures);
      *row = later.SerializeAsString();
    }
    txn.Delete(job.key);
    txn.Put(Key(Space::kJobs, job.merchant_id)
                .I64(absl::ToUnixMicros(due))
                .Id(job.id)
                .str(),
            *std::move(row));
    return absl::OkStatus();
  };
  const WriteResult moved = store_.UpdateAndWait(ContextOf(job, now), move);
  Added(job.merchant_id, moved.status.ok() ? due : now + kStuckDelay);
}

}  // namespace comptoir::store
