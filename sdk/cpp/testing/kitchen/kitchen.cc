#include "sdk/cpp/testing/kitchen/kitchen.h"

#include <thread>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace comptoir::kitchen::v1 {
namespace {

grpc::Status WithReason(grpc::StatusCode code, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return grpc::Status(code, "refused", details.SerializeAsString());
}

// Waits until the client has gone, as a handler that never answers.
void WaitForCancellation(const grpc::ServerContext& context) {
  while (!context.IsCancelled()) std::this_thread::yield();
}

}  // namespace

grpc::Status Kitchen::GetDish(grpc::ServerContext* context,
                              const GetDishRequest* request,
                              GetDishResponse* response) {
  const auto& metadata = context->client_metadata();
  const auto authorization = metadata.find("authorization");
  {
    std::lock_guard<std::mutex> lock(mutex_);
    deadline_ = absl::FromChrono(context->deadline());
    if (authorization != metadata.end()) {
      authorization_ = std::string(authorization->second.data(),
                                   authorization->second.size());
    }
  }
  if (request->id() == "none") {
    return WithReason(grpc::StatusCode::NOT_FOUND, "NOT_FOUND");
  }
  if (request->id() == "never") WaitForCancellation(*context);
  response->mutable_dish()->set_id(request->id());
  return grpc::Status::OK;
}

grpc::Status Kitchen::CreateDish(grpc::ServerContext* context,
                                 const CreateDishRequest* request,
                                 CreateDishResponse* response) {
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

grpc::Status Kitchen::ListDishes(grpc::ServerContext*,
                                 const ListDishesRequest* request,
                                 ListDishesResponse* response) {
  const int page =
      request->page_token().empty() ? 1 : std::stoi(request->page_token());
  response->add_dishes()->set_id("dish_" + std::to_string(page));
  if (page < 3) response->set_next_page_token(std::to_string(page + 1));
  return grpc::Status::OK;
}

grpc::Status Kitchen::WatchOrders(
    grpc::ServerContext* context, const WatchOrdersRequest* request,
    grpc::ServerWriter<WatchOrdersResponse>* writer) {
  WatchOrdersResponse response;
  for (int i = 1; i <= 3; ++i) {
    response.set_revision(request->after_revision() + i);
    writer->Write(response);
  }
  // 0 is a watch that nothing more happens in.
  if (request->after_revision() == 0) WaitForCancellation(*context);
  return WithReason(grpc::StatusCode::OUT_OF_RANGE, "HISTORY_COMPACTED");
}

grpc::Status Kitchen::Deliver(grpc::ServerContext* context,
                              grpc::ServerReader<DeliverRequest>* reader,
                              DeliverResponse* response) {
  DeliverRequest crate;
  while (reader->Read(&crate)) {
    if (crate.text() == "rotten") {
      return WithReason(grpc::StatusCode::INVALID_ARGUMENT, "CRATE_REFUSED");
    }
    if (crate.text() == "enough") break;
    // Reads no further.
    if (crate.text() == "slow") {
      slow_delivery_.set_value();
      WaitForCancellation(*context);
      broken_off_.set_value();
      return grpc::Status::CANCELLED;
    }
    response->set_crates(response->crates() + 1);
  }
  return grpc::Status::OK;
}

grpc::Status Kitchen::Chat(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<ChatResponse, ChatRequest>* stream) {
  ChatRequest request;
  while (stream->Read(&request)) {
    ChatResponse response;
    response.set_text("you said " + request.text());
    stream->Write(response);
  }
  return grpc::Status::OK;
}

}  // namespace comptoir::kitchen::v1
