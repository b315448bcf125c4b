#include "server/store/jobs/job_rows.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "server/base/status.h"
#include "server/base/strings.h"
#include "server/base/timestamps.h"
#include "server/base/waits/waits.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::FailedJob;
using comptoir::storage::v1::Job;

std::string KeyOf(std::string_view merchant_id, absl::Time due,
                  std::string_view id) {
  return Key(Space::kJobs, merchant_id)
      .I64(absl::ToUnixMicros(due))
      .Id(id)
      .Take();
}

QueuedJob ReadJob(const std::string& merchant_id, std::string id,
                  std::string_view key, std::string_view row, absl::Time now) {
  QueuedJob queued{
      .run = {.merchant_id = merchant_id, .id = std::move(id), .now = now},
      .key = std::string(key),
      .row = std::string(row)};
  queued.is_readable = queued.job.ParseFromString(queued.row);
  if (queued.is_readable) {
    queued.run.payload = queued.job.payload();
    queued.run.cursor = queued.job.cursor();
    queued.run.failures = queued.job.attempts();
  }
  return queued;
}

// A job whose due time was decided by a clock that has been set back since.
struct JobAhead {
  std::string key;
  absl::Time due;
  std::string id;
  Job job;
};

// nullopt for every other row.
std::optional<JobAhead> ReadJobAhead(std::string_view key, std::string_view row,
                                     absl::Time now) {
  JobAhead found{.key = std::string(key)};
  KeyReader reader(key);
  int64_t due_micros;
  if (!reader.I64(&due_micros) || !reader.Id("job", &found.id)) {
    return std::nullopt;
  }
  found.due = absl::FromUnixMicros(due_micros);
  if (found.due <= now ||
      !found.job.ParseFromArray(row.data(), static_cast<int>(row.size())) ||
      !IsAhead(ToTime(found.job.schedule_time()), now)) {
    return std::nullopt;
  }
  return found;
}

}  // namespace

absl::StatusOr<DueJobs> ReadDueJobs(const Snapshot& snapshot,
                                    const std::string& merchant_id,
                                    absl::Time now, size_t limit) {
  DueJobs found;
  const std::unique_ptr<kv::Iterator> rows =
      snapshot.Scan(Key(Space::kJobs, merchant_id).Prefix());
  for (; rows->Valid(); rows->Next()) {
    KeyReader key(rows->key());
    int64_t due_micros;
    std::string id;
    if (!key.I64(&due_micros) || !key.Id("job", &id)) continue;
    const absl::Time due = absl::FromUnixMicros(due_micros);
    if (due > now || found.jobs.size() == limit) {
      found.next_due = due;
      break;
    }
    found.jobs.push_back(
        ReadJob(merchant_id, std::move(id), rows->key(), rows->value(), now));
  }
  RETURN_IF_ERROR(rows->status());
  return found;
}

absl::StatusOr<bool> TakeJob(Transaction& txn, const QueuedJob& job) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row, txn.Get(job.key));
  if (row != job.row) return false;
  txn.Delete(job.key);
  return true;
}

void PutJobBack(Transaction& txn, const QueuedJob& job, const JobPlace& place) {
  std::string row = job.row;
  if (job.is_readable) {
    Job later = job.job;
    later.set_attempts(place.failures);
    later.set_cursor(std::string(place.cursor));
    *later.mutable_schedule_time() = ToTimestamp(txn.now());
    row = later.SerializeAsString();
  }
  txn.Put(KeyOf(job.run.merchant_id, place.due, job.run.id), std::move(row));
}

absl::StatusOr<std::vector<std::string>> FindMerchantsAhead(
    const Snapshot& snapshot, absl::Time now) {
  std::vector<std::string> merchants;
  kv::Range range = AllOf(Space::kJobs);
  std::unique_ptr<kv::Iterator> rows = snapshot.Scan(range);
  while (rows->Valid()) {
    if (!ReadJobAhead(rows->key(), rows->value(), now)) {
      rows->Next();
      continue;
    }
    merchants.push_back(KeyReader(rows->key()).merchant_id());
    range.start = Key(Space::kJobs, merchants.back()).Prefix().limit;
    rows = snapshot.Scan(range);
  }
  RETURN_IF_ERROR(rows->status());
  return merchants;
}

absl::StatusOr<RebasedJobs> RebaseJobs(Transaction& txn) {
  std::vector<JobAhead> ahead;
  const std::unique_ptr<kv::Iterator> rows =
      txn.Scan(Key(Space::kJobs, txn.merchant_id()).Prefix());
  for (; rows->Valid() && ahead.size() < kJobsPerRebase; rows->Next()) {
    std::optional<JobAhead> job =
        ReadJobAhead(rows->key(), rows->value(), txn.now());
    if (job) ahead.push_back(*std::move(job));
  }
  RETURN_IF_ERROR(rows->status());
  RebasedJobs rebased{.count = ahead.size()};
  for (JobAhead& found : ahead) {
    const absl::Time due =
        EndOfWait(ToTime(found.job.schedule_time()), found.due, txn.now());
    *found.job.mutable_schedule_time() = ToTimestamp(txn.now());
    txn.Delete(found.key);
    txn.Put(KeyOf(txn.merchant_id(), due, found.id),
            found.job.SerializeAsString());
    rebased.next_due = std::min(rebased.next_due, due);
  }
  return rebased;
}

void SetJobAside(Transaction& txn, const QueuedJob& job,
                 const absl::Status& failure) {
  FailedJob failed;
  if (job.is_readable) {
    *failed.mutable_job() = job.job;
  } else {
    failed.set_damaged_row(job.row);
  }
  *failed.mutable_fail_time() = ToTimestamp(txn.now());
  failed.set_code(static_cast<int>(failure.code()));
  failed.set_reason(ReasonOf(failure));
  failed.set_message(std::string(ToStd(failure.message())));
  txn.Put(Key(Space::kFailedJobs, job.run.merchant_id).Id(job.run.id).str(),
          failed.SerializeAsString());
}

}  // namespace comptoir::store
