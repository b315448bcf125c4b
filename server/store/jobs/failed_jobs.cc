#include "server/store/jobs/failed_jobs.h"

#include <memory>
#include <optional>
#include <utility>

#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::FailedJob;

std::string KeyOf(std::string_view merchant_id, std::string_view id) {
  return Key(Space::kFailedJobs, merchant_id).Id(id).Take();
}

absl::StatusOr<FailedJob> Parse(std::string_view row) {
  FailedJob failed;
  if (!failed.ParseFromArray(row.data(), static_cast<int>(row.size()))) {
    return Corrupt("a job that was set aside");
  }
  return failed;
}

}  // namespace

absl::StatusOr<std::vector<JobSetAside>> ListFailedJobs(
    const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view after_id, size_t limit) {
  kv::Range range = Key(Space::kFailedJobs, merchant_id).Prefix();
  if (!after_id.empty()) range.start = KeyOf(merchant_id, after_id) + '\0';
  std::vector<JobSetAside> jobs;
  const std::unique_ptr<kv::Iterator> rows = snapshot.Scan(range);
  for (; rows->Valid() && jobs.size() < limit; rows->Next()) {
    JobSetAside job;
    if (!KeyReader(rows->key()).Id("job", &job.id)) {
      return Corrupt("the key of a job that was set aside");
    }
    ASSIGN_OR_RETURN(job.failed, Parse(rows->value()));
    jobs.push_back(std::move(job));
  }
  RETURN_IF_ERROR(rows->status());
  return jobs;
}

absl::StatusOr<std::string> RetryFailedJob(Transaction& txn,
                                           std::string_view id) {
  const std::string key = KeyOf(txn.merchant_id(), id);
  ASSIGN_OR_RETURN(const std::optional<std::string> row, txn.Get(key));
  if (!row) return NotFound("job", id);
  ASSIGN_OR_RETURN(FailedJob failed, Parse(*row));
  if (!failed.has_job()) {
    return Error(absl::StatusCode::kFailedPrecondition, "JOB_DAMAGED",
                 "the job's row cannot be read, so nothing can run it: drop "
                 "it, or restore a backup");
  }
  txn.Delete(key);
  comptoir::storage::v1::Job& job = *failed.mutable_job();
  return txn.AddJob({.kind = std::move(*job.mutable_kind()),
                     .due = txn.now(),
                     .payload = std::move(*job.mutable_payload()),
                     .cursor = std::move(*job.mutable_cursor())});
}

absl::Status DropFailedJob(Transaction& txn, std::string_view id) {
  const std::string key = KeyOf(txn.merchant_id(), id);
  ASSIGN_OR_RETURN(const std::optional<std::string> row, txn.Get(key));
  if (!row) return NotFound("job", id);
  txn.Delete(key);
  return absl::OkStatus();
}

}  // namespace comptoir::store
