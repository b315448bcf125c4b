// Calls by descriptor beside those of the generated client: both must send the
// same, as often, with the same time.
#include "comptoir/sdk/described_method.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/kitchen/v1/kitchen_service.client.h"
#include "comptoir/kitchen/v1/kitchen_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using kitchen::v1::BatchCreateDishesRequest;
using kitchen::v1::BatchCreateDishesResponse;
using kitchen::v1::CreateDishRequest;
using kitchen::v1::CreateDishResponse;
using kitchen::v1::GetDishRequest;
using kitchen::v1::GetDishResponse;
using kitchen::v1::KitchenServiceClient;
using kitchen::v1::ThrowDishRequest;
using kitchen::v1::ThrowDishResponse;
using kitchen::v1::WatchOrdersRequest;
using testing::ElementsAre;
using testing::SizeIs;

// One attempt, for comparison.
struct Sent {
  std::string path;
  std::string request;
  absl::Duration time;

  bool operator==(const Sent&) const = default;
};

constexpr absl::Time kStart = absl::FromUnixSeconds(1'767'323'045);

// Notes what is sent; answers everything with `status`.
class NotingTransport final : public Transport {
 public:
  void Send(const Attempt& attempt,
            std::function<void(AttemptResult)> done) override {
    sent.push_back({attempt.path, *attempt.request, attempt.deadline - kStart});
    done({.status = status});
  }
  std::unique_ptr<RawStream> Open(StreamStart start) override {
    sent.push_back(
        {start.path, start.request.value_or("none"), start.deadline - kStart});
    return nullptr;
  }

  absl::Status status = absl::UnavailableError("busy");
  std::vector<Sent> sent;
};

// Time stands still, so that deadlines can be compared.
class StillTimer final : public Timer {
 public:
  absl::Time Now() const override { return kStart; }
  void RunAfter(absl::Duration, std::function<void()> action) override {
    action();
  }
};

class DescribedMethodTest : public testing::Test {
 protected:
  std::shared_ptr<Channel> NewChannel() {
    return std::make_shared<Channel>(
        ChannelParts{.transport = transport_,
                     .timer = std::make_shared<StillTimer>(),
                     .random = [] { return 0.5; },
                     .attempts = 3});
  }

  static const google::protobuf::MethodDescriptor& Method(
      const std::string& name) {
    return *GetDishRequest::descriptor()
                ->file()
                ->FindServiceByName("KitchenService")
                ->FindMethodByName(name);
  }

  // Sends `request` by descriptor and by `typed`, each over a channel of its
  // own.
  template <typename Response, typename Request, typename Typed>
  void ExpectTheSame(const std::string& name, Request request, Typed typed,
                     size_t attempts) {
    Response response;
    EXPECT_EQ(DescribedMethod(Method(name))
                  .Call(*NewChannel(), request, {}, &response),
              transport_->status);
    const std::vector<Sent> described = std::exchange(transport_->sent, {});
    EXPECT_FALSE((KitchenServiceClient(NewChannel()).*typed)(request, {}).ok());
    EXPECT_EQ(described, std::exchange(transport_->sent, {})) << name;
    EXPECT_THAT(described, SizeIs(attempts)) << name;
  }

  const std::shared_ptr<NotingTransport> transport_ =
      std::make_shared<NotingTransport>();
};

TEST_F(DescribedMethodTest, SendsWhatTheGeneratedClientSends) {
  GetDishRequest get;
  get.set_id("dish_1");
  ExpectTheSame<GetDishResponse>("GetDish", get, &KitchenServiceClient::GetDish,
                                 3);
  CreateDishRequest create;
  create.set_request_id("one");
  ExpectTheSame<CreateDishResponse>("CreateDish", create,
                                    &KitchenServiceClient::CreateDish, 3);
  BatchCreateDishesRequest batch;
  batch.set_request_id("two");
  ExpectTheSame<BatchCreateDishesResponse>(
      "BatchCreateDishes", batch, &KitchenServiceClient::BatchCreateDishes, 3);
  ThrowDishRequest once;
  once.set_request_id("three");
  ExpectTheSame<ThrowDishResponse>("ThrowDish", once,
                                   &KitchenServiceClient::ThrowDish, 1);
}

TEST_F(DescribedMethodTest, GivesAWriteARequestId) {
  CreateDishRequest request;
  CreateDishResponse response;
  CallInfo info;

  EXPECT_FALSE(DescribedMethod(Method("CreateDish"))
                   .Call(*NewChannel(), request, {.info = &info}, &response)
                   .ok());

  EXPECT_THAT(request.request_id(), SizeIs(36));
  EXPECT_EQ(info.request_id, request.request_id());
  EXPECT_EQ(info.attempts, 3);
  EXPECT_EQ(transport_->sent[2].request, request.SerializeAsString());
}

TEST_F(DescribedMethodTest, KeepsTheRequestIdOfTheOptions) {
  CreateDishRequest request;
  CreateDishResponse response;
  transport_->status = absl::OkStatus();

  EXPECT_TRUE(
      DescribedMethod(Method("CreateDish"))
          .Call(*NewChannel(), request, {.request_id = "kept"}, &response)
          .ok());

  EXPECT_EQ(request.request_id(), "kept");
}

TEST_F(DescribedMethodTest, OpensAStreamWithItsRequest) {
  WatchOrdersRequest request;
  request.set_after_revision(7);

  DescribedMethod(Method("WatchOrders")).Open(*NewChannel(), request, {});

  EXPECT_THAT(
      transport_->sent,
      ElementsAre(Sent{"/comptoir.kitchen.v1.KitchenService/WatchOrders",
                       request.SerializeAsString(), absl::InfiniteDuration()}));
}

}  // namespace
}  // namespace comptoir::sdk
