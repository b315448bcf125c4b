#include "server/merchants/operations/operation_service.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "server/base/status.h"
#include "server/records/page.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredOperation;

// The operation's states as answers.
class WatchSource final : public rpc::Source<v1::WatchOperationResponse> {
 public:
  explicit WatchSource(std::unique_ptr<rpc::Source<v1::Operation>> states)
      : states_(std::move(states)) {}

  absl::StatusOr<bool> Next(v1::WatchOperationResponse* response) override {
    return states_->Next(response->mutable_operation());
  }

 private:
  const std::unique_ptr<rpc::Source<v1::Operation>> states_;
};

}  // namespace

absl::StatusOr<v1::GetOperationResponse> OperationService::GetOperation(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetOperationRequest& request) {
  ASSIGN_OR_RETURN(StoredOperation stored,
                   operations_.table().Get(snapshot, call.merchant_id(),
                                           request.operation_id()));
  v1::GetOperationResponse response;
  *response.mutable_operation() = std::move(*stored.mutable_operation());
  return response;
}

absl::StatusOr<v1::ListOperationsResponse> OperationService::ListOperations(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListOperationsRequest& request) {
  // An empty list would say that there is none of it.
  if (!request.kind().empty() && !operations_.Knows(request.kind())) {
    return InvalidField("kind",
                        fmt::format("must be a kind of operation: {}",
                                    fmt::join(operations_.KindNames(), ", ")));
  }
  const auto is_wanted = [&request](const StoredOperation& stored) {
    const v1::Operation& operation = stored.operation();
    const auto& states = request.states();
    return (request.kind().empty() || request.kind() == operation.kind()) &&
           (states.empty() || std::find(states.begin(), states.end(),
                                        operation.state()) != states.end());
  };
  ASSIGN_OR_RETURN(auto page, records::ListPage<StoredOperation>(
                                  call, snapshot, operations_.table(), request,
                                  is_wanted, kv::Direction::kReverse));
  v1::ListOperationsResponse response;
  for (StoredOperation& stored : page.records) {
    *response.add_operations() = std::move(*stored.mutable_operation());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::CancelOperationResponse> OperationService::CancelOperation(
    const Call&, store::Transaction& txn,
    const v1::CancelOperationRequest& request) {
  v1::CancelOperationResponse response;
  ASSIGN_OR_RETURN(*response.mutable_operation(),
                   operations_.Cancel(txn, request.operation_id()));
  return response;
}

absl::StatusOr<std::unique_ptr<rpc::Source<v1::WatchOperationResponse>>>
OperationService::WatchOperation(std::shared_ptr<const Call> call,
                                 const v1::WatchOperationRequest& request,
                                 rpc::Wake wake) {
  ASSIGN_OR_RETURN(auto states,
                   operations_.Watch(call->merchant_id(),
                                     request.operation_id(), std::move(wake)));
  return std::make_unique<WatchSource>(std::move(states));
}

}  // namespace comptoir::merchants
