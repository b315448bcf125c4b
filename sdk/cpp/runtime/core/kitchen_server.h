// A small server with one method of each shape, for tests of the runtime.
#ifndef COMPTOIR_SDK_CPP_RUNTIME_CORE_KITCHEN_SERVER_H_
#define COMPTOIR_SDK_CPP_RUNTIME_CORE_KITCHEN_SERVER_H_

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "comptoir/kitchen/v1/kitchen_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"

namespace comptoir::kitchen::v1 {

inline grpc::Status WithReason(grpc::StatusCode code,
                               const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return grpc::Status(code, "refused", details.SerializeAsString());
}

// Waits until the client has gone, as a handler that never answers.
inline void WaitForCancellation(const grpc::ServerContext& context) {
  while (!context.IsCancelled()) std::this_thread::yield();
}

class Kitchen final : public KitchenService::Service {
 public:
  grpc::Status GetDish(grpc::ServerContext* context,
                       const GetDishRequest* request,
                       GetDishResponse* response) override {
    const auto& metadata = context->client_metadata();
    const auto authorization = metadata.find("authorization");
    if (authorization != metadata.end()) {
      std::lock_guard<std::mutex> lock(mutex_);
      authorization_ = std::string(authorization->second.data(),
                                   authorization->second.size());
    }
    if (request->id() == "slow") WaitForCancellation(*context);
    if (request->id() == "none") {
      return WithReason(grpc::StatusCode::NOT_FOUND, "NOT_FOUND");
    }
    response->mutable_dish()->set_id(request->id());
    return grpc::Status::OK;
  }

  grpc::Status CreateDish(grpc::ServerContext* context,
                          const CreateDishRequest* request,
                          CreateDishResponse* response) override {
    std::lock_guard<std::mutex> lock(mutex_);
    request_ids_.push_back(request->request_id());
    if (failures_ > 0) {
      --failures_;
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "busy");
    }
    if (request->request_id() == "known") {
      context->AddTrailingMetadata("comptoir-replayed", "true");
    }
    *response->mutable_dish() = request->dish();
    return grpc::Status::OK;
  }

  grpc::Status ListDishes(grpc::ServerContext*,
                          const ListDishesRequest* request,
                          ListDishesResponse* response) override {
    const int page =
        request->page_token().empty() ? 1 : std::stoi(request->page_token());
    response->add_dishes()->set_id("dish_" + std::to_string(page));
    if (page < 3) response->set_next_page_token(std::to_string(page + 1));
    return grpc::Status::OK;
  }

  grpc::Status WatchOrders(
      grpc::ServerContext* context, const WatchOrdersRequest* request,
      grpc::ServerWriter<WatchOrdersResponse>* writer) override {
    WatchOrdersResponse response;
    for (int i = 1; i <= 3; ++i) {
      response.set_revision(request->after_revision() + i);
      writer->Write(response);
    }
    // 0 is a watch that nothing more happens in.
    if (request->after_revision() == 0) WaitForCancellation(*context);
    return WithReason(grpc::StatusCode::OUT_OF_RANGE, "HISTORY_COMPACTED");
  }

  grpc::Status Chat(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<ChatResponse, ChatRequest>* stream) override {
    ChatRequest request;
    while (stream->Read(&request)) {
      ChatResponse response;
      response.set_text("you said " + request.text());
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  // So many writes fail before one succeeds.
  void FailWrites(int failures) {
    std::lock_guard<std::mutex> lock(mutex_);
    failures_ = failures;
  }
  // Of the writes that arrived.
  std::vector<std::string> request_ids() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return request_ids_;
  }
  // Of the last read that had one.
  std::string authorization() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return authorization_;
  }

 private:
  mutable std::mutex mutex_;
  int failures_ = 0;
  std::vector<std::string> request_ids_;
  std::string authorization_;
};

}  // namespace comptoir::kitchen::v1

#endif  // COMPTOIR_SDK_CPP_RUNTIME_CORE_KITCHEN_SERVER_H_
