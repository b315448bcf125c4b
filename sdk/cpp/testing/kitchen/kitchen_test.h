// A test with a kitchen that listens, and clients of it.
#ifndef COMPTOIR_SDK_CPP_TESTING_KITCHEN_KITCHEN_TEST_H_
#define COMPTOIR_SDK_CPP_TESTING_KITCHEN_KITCHEN_TEST_H_

#include <memory>
#include <string>
#include <utility>

#include "comptoir/kitchen/v1/kitchen_service.client.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "sdk/cpp/testing/kitchen/kitchen.h"

namespace comptoir::kitchen::v1 {

class KitchenTest : public testing::Test {
 protected:
  KitchenTest() { StartServer(); }
  ~KitchenTest() override { StopServer(); }

  // On the same port as before, when there was one.
  void StartServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:" + std::to_string(port_),
                             grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&kitchen_);
    server_ = builder.BuildAndStart();
  }

  void StopServer() { server_->Shutdown(gpr_inf_past(GPR_CLOCK_REALTIME)); }

  KitchenServiceClient Client(sdk::Credentials credentials = {}) {
    auto channel =
        sdk::Connect({.address = "127.0.0.1:" + std::to_string(port_),
                      .credentials = std::move(credentials),
                      .backoff = {.initial = absl::Milliseconds(1)}});
    return KitchenServiceClient(*std::move(channel));
  }

  static GetDishRequest Dish(const std::string& id) {
    GetDishRequest request;
    request.set_id(id);
    return request;
  }

  Kitchen kitchen_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace comptoir::kitchen::v1

#endif  // COMPTOIR_SDK_CPP_TESTING_KITCHEN_KITCHEN_TEST_H_
