#include "server/store/jobs/job.h"

#include "comptoir/storage/v1/log.pb.h"
#include "server/base/status.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::store {

JobKind OneStep(JobRunner runner) {
  return {.step = [runner = std::move(runner)](
                      const Snapshot&,
                      const JobRun& run) -> absl::StatusOr<JobWrite> {
    return [runner, payload = run.payload](
               Transaction& txn) -> absl::StatusOr<NextStep> {
      RETURN_IF_ERROR(runner(txn, payload));
      return NextStep::Done();
    };
  }};
}

absl::StatusOr<bool> HasJob(const Transaction& txn, std::string_view kind) {
  const auto rows = txn.Scan(Key(Space::kJobs, txn.merchant_id()).Prefix());
  comptoir::storage::v1::Job job;
  for (; rows->Valid(); rows->Next()) {
    if (job.ParseFromArray(rows->value().data(),
                           static_cast<int>(rows->value().size())) &&
        job.kind() == kind) {
      return true;
    }
  }
  RETURN_IF_ERROR(rows->status());
  return false;
}

}  // namespace comptoir::store
