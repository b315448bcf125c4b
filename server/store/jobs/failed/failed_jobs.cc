#include "server/store/jobs/failed/failed_jobs.h"

#include <memory>
#include <utility>

#include "fmt/format.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {
namespace {

using comptoir::storage::v1::FailedJob;

std::string KeyOf(std::string_view merchant_id, std::string_view id) {
  return Key(Space::kFailedJobs, merchant_id).Id(id).Take();
}

// A row that is damaged itself is as one that holds a damaged job.
FailedJob Parse(std::string_view row) {
  FailedJob failed;
  if (!failed.ParseFromArray(row.data(), static_cast<int>(row.size()))) {
    failed.Clear();
    failed.set_damaged_row(std::string(row));
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
    // Nobody could name it: `comptoird verify` does.
    if (!KeyReader(rows->key()).Id("job", &job.id)) continue;
    job.failed = Parse(rows->value());
    jobs.push_back(std::move(job));
  }
  RETURN_IF_ERROR(rows->status());
  return jobs;
}

absl::StatusOr<std::optional<JobSetAside>> FindFailedJob(
    const Snapshot& snapshot, std::string_view merchant_id,
    std::string_view id) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   snapshot.Get(KeyOf(merchant_id, id)));
  if (!row) return std::optional<JobSetAside>();
  return std::optional<JobSetAside>(
      {.id = std::string(id), .failed = Parse(*row)});
}

std::string LossOf(const JobKinds& kinds, const FailedJob& failed) {
  if (!failed.has_job()) {
    return "What it was to do, which cannot be read any more. Upkeep goes on.";
  }
  const JobKind* kind = kinds.Find(failed.job().kind());
  return kind == nullptr ? "What it was to do, which this server does not know."
                         : kind->loss;
}

absl::StatusOr<std::string> RetryFailedJob(Transaction& txn,
                                           std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<JobSetAside> aside,
                   FindFailedJob(txn, txn.merchant_id(), id));
  if (!aside) return NotFound("job", id);
  if (!aside->failed.has_job()) {
    return Error(absl::StatusCode::kFailedPrecondition, "TASK_DAMAGED",
                 "what was to be done cannot be read any more, so nothing can "
                 "do it: drop it, or restore a backup");
  }
  txn.Delete(KeyOf(txn.merchant_id(), id));
  comptoir::storage::v1::Job& job = *aside->failed.mutable_job();
  return txn.AddJob({.kind = std::move(*job.mutable_kind()),
                     .due = txn.now(),
                     .payload = std::move(*job.mutable_payload()),
                     .cursor = std::move(*job.mutable_cursor())});
}

absl::Status DropFailedJob(Transaction& txn, const JobKinds& kinds,
                           std::string_view id) {
  ASSIGN_OR_RETURN(const std::optional<JobSetAside> aside,
                   FindFailedJob(txn, txn.merchant_id(), id));
  if (!aside) return NotFound("job", id);
  if (LossOf(kinds, aside->failed).empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "TASK_NEEDED",
                 fmt::format("nothing else does the work of {} ({}), so it is "
                             "kept: try it again once its cause is mended",
                             id, aside->failed.job().kind()));
  }
  txn.Delete(KeyOf(txn.merchant_id(), id));
  if (!aside->failed.has_job()) return kinds.RenewUpkeep(txn);
  const JobKind* kind = kinds.Find(aside->failed.job().kind());
  return kind != nullptr && kind->renew ? kind->renew(txn) : absl::OkStatus();
}

}  // namespace comptoir::store
