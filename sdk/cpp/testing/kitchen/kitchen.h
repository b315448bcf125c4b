// A small server with one method of each shape, for tests of the runtime.
#ifndef COMPTOIR_SDK_CPP_TESTING_KITCHEN_KITCHEN_H_
#define COMPTOIR_SDK_CPP_TESTING_KITCHEN_KITCHEN_H_

#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "comptoir/kitchen/v1/kitchen_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace comptoir::kitchen::v1 {

class Kitchen final : public KitchenService::Service {
 public:
  grpc::Status GetDish(grpc::ServerContext* context,
                       const GetDishRequest* request,
                       GetDishResponse* response) override;
  grpc::Status CreateDish(grpc::ServerContext* context,
                          const CreateDishRequest* request,
                          CreateDishResponse* response) override;
  grpc::Status ListDishes(grpc::ServerContext*,
                          const ListDishesRequest* request,
                          ListDishesResponse* response) override;
  grpc::Status WatchOrders(
      grpc::ServerContext* context, const WatchOrdersRequest* request,
      grpc::ServerWriter<WatchOrdersResponse>* writer) override;
  grpc::Status Deliver(grpc::ServerContext* context,
                       grpc::ServerReader<DeliverRequest>* reader,
                       DeliverResponse* response) override;
  grpc::Status Chat(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<ChatResponse, ChatRequest>* stream) override;

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
  // Ready when a slow delivery has arrived: what was written before may be lost
  // with a call that is dropped.
  std::future<void> slow_delivery() { return slow_delivery_.get_future(); }
  // Ready when it was broken off.
  std::future<void> broken_off() { return broken_off_.get_future(); }
  // Until when the last read was waited for.
  absl::Time deadline() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return deadline_;
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
  absl::Time deadline_;
  std::string authorization_;
  std::promise<void> slow_delivery_;
  std::promise<void> broken_off_;
};

}  // namespace comptoir::kitchen::v1

#endif  // COMPTOIR_SDK_CPP_TESTING_KITCHEN_KITCHEN_H_
