// Long work of all areas: looked at, followed, canceled.
#ifndef COMPTOIR_SERVER_MERCHANTS_OPERATIONS_OPERATION_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_OPERATIONS_OPERATION_SERVICE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/operation_service.server.h"
#include "server/operations/operations.h"

namespace comptoir::merchants {

// Thread-safe. See protos/comptoir/merchants/v1/operation_service.proto.
class OperationService final : public v1::OperationServiceBase {
 public:
  // `operations` must outlive this.
  explicit OperationService(const operations::Operations& operations)
      : operations_(operations) {}

  absl::StatusOr<v1::GetOperationResponse> GetOperation(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetOperationRequest& request) override;

  absl::StatusOr<v1::ListOperationsResponse> ListOperations(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListOperationsRequest& request) override;

  absl::StatusOr<v1::CancelOperationResponse> CancelOperation(
      const Call& call, store::Transaction& txn,
      const v1::CancelOperationRequest& request) override;

  absl::StatusOr<std::unique_ptr<rpc::Source<v1::WatchOperationResponse>>>
  WatchOperation(std::shared_ptr<const Call> call,
                 const v1::WatchOperationRequest& request,
                 rpc::Wake wake) override;

 private:
  const operations::Operations& operations_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_OPERATIONS_OPERATION_SERVICE_H_
