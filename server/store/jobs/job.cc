#include "server/store/jobs/job.h"

#include "server/base/status.h"

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

}  // namespace comptoir::store
