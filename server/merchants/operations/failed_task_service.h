// Background work that was given up: looked at, tried again, dropped.
#ifndef COMPTOIR_SERVER_MERCHANTS_OPERATIONS_FAILED_TASK_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_OPERATIONS_FAILED_TASK_SERVICE_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/failed_task_service.server.h"
#include "comptoir/storage/v1/outbox.pb.h"
#include "server/store/jobs/failed/failed_jobs.h"
#include "server/store/outbox/outbox.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// Thread-safe. See protos/comptoir/merchants/v1/failed_task_service.proto.
// Shows nothing of what tasks work on.
class FailedTaskService final : public v1::FailedTaskServiceBase {
 public:
  // Both must outlive this.
  FailedTaskService(const store::Store& store, store::Outbox& outbox)
      : store_(store), outbox_(outbox) {}

  absl::StatusOr<v1::GetFailedTaskResponse> GetFailedTask(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetFailedTaskRequest& request) override;

  absl::StatusOr<v1::ListFailedTasksResponse> ListFailedTasks(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListFailedTasksRequest& request) override;

  absl::StatusOr<v1::RetryFailedTaskResponse> RetryFailedTask(
      const Call& call, store::Transaction& txn,
      const v1::RetryFailedTaskRequest& request) override;

  absl::StatusOr<v1::DropFailedTaskResponse> DropFailedTask(
      const Call& call, store::Transaction& txn,
      const v1::DropFailedTaskRequest& request) override;

 private:
  v1::FailedTask FromJob(const store::JobSetAside& job) const;
  v1::FailedTask FromEffect(const storage::v1::OutboxEffect& effect) const;
  // NOT_FOUND.
  absl::StatusOr<v1::FailedTask> Find(const store::Snapshot& snapshot,
                                      std::string_view merchant_id,
                                      std::string_view id) const;

  // INVALID_ARGUMENT, naming the kinds there are, for another one.
  absl::Status CheckKind(std::string_view kind) const;

  const store::Store& store_;
  store::Outbox& outbox_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_OPERATIONS_FAILED_TASK_SERVICE_H_
