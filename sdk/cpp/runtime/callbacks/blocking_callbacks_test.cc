// Calls whose callbacks do what they please: calls that somebody waits for are
// answered, and end at their deadline, all the same.
#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "comptoir/kitchen/v1/kitchen_service.client.h"
#include "gtest/gtest.h"
#include "sdk/cpp/testing/kitchen/kitchen_test.h"

namespace comptoir::kitchen::v1 {
namespace {

// Runs tests while as many callbacks of one client as can run at once block.
class BlockingCallbacksTest : public KitchenTest {
 protected:
  BlockingCallbacksTest() {
    for (int i = 0; i < sdk::kCallbacksAtOnceMax; ++i) {
      client_.AsyncGetDish(Dish("dish_1"), [this](const auto&) {
        ++running_;
        blocked_.count_down();
        released_.wait();
        --running_;
        returned_.count_down();
      });
    }
    blocked_.wait();
  }
  ~BlockingCallbacksTest() override { Release(); }

  void Release() {
    if (!std::exchange(is_released_, true)) released_.count_down();
    returned_.wait();
  }

  std::latch blocked_{sdk::kCallbacksAtOnceMax};
  std::latch released_{1};
  std::latch returned_{sdk::kCallbacksAtOnceMax};
  std::atomic<int> running_ = 0;
  bool is_released_ = false;
  const KitchenServiceClient client_ = Client();
};

TEST_F(BlockingCallbacksTest, HoldUpNoCallThatIsWaitedFor) {
  for (const KitchenServiceClient& client : {client_, Client()}) {
    EXPECT_EQ(client.GetDish(Dish("dish_2"))->dish().id(), "dish_2");
  }
}

TEST_F(BlockingCallbacksTest, HoldUpNoRetry) {
  for (const KitchenServiceClient& client : {client_, Client()}) {
    kitchen_.FailWrites(2);
    sdk::CallInfo info;
    EXPECT_TRUE(client.CreateDish({}, {.info = &info}).ok());
    EXPECT_EQ(info.attempts, 3);
  }
}

TEST_F(BlockingCallbacksTest, HoldUpNoDeadline) {
  for (const KitchenServiceClient& client : {client_, Client()}) {
    EXPECT_EQ(
        client.GetDish(Dish("never"), {.deadline = absl::Milliseconds(50)})
            .status()
            .code(),
        absl::StatusCode::kDeadlineExceeded);
  }
}

TEST_F(BlockingCallbacksTest, HoldUpNoStream) {
  WatchOrdersRequest request;
  request.set_after_revision(7);
  for (const KitchenServiceClient& client : {client_, Client()}) {
    const auto stream = client.WatchOrders(request);
    WatchOrdersResponse response;
    EXPECT_TRUE(stream->Read(&response));
    EXPECT_EQ(stream->Finish().code(), absl::StatusCode::kOutOfRange);
  }
}

TEST_F(BlockingCallbacksTest, HoldUpNoCallbackOfAnotherChannel) {
  std::promise<absl::Status> answer;

  Client().AsyncGetDish(Dish("dish_2"), [&](const auto& result) {
    answer.set_value(result.status());
  });

  EXPECT_TRUE(answer.get_future().get().ok());
}

TEST_F(BlockingCallbacksTest, LetOneMoreWaitUntilOneReturns) {
  std::promise<int> others;
  client_.AsyncGetDish(Dish("dish_2"),
                       [&](const auto&) { others.set_value(running_); });
  // By then the other answer has mostly come.
  EXPECT_TRUE(client_.GetDish(Dish("dish_3")).ok());

  Release();

  EXPECT_LT(others.get_future().get(), sdk::kCallbacksAtOnceMax);
}

using CallingCallbacksTest = KitchenTest;

TEST_F(CallingCallbacksTest, MakeCallsThatTheyWaitFor) {
  constexpr int kCalls = 100;
  const KitchenServiceClient client = Client();
  std::vector<std::promise<absl::Status>> answers(kCalls);

  for (auto& answer : answers) {
    client.AsyncGetDish(Dish("dish_1"), [&client, &answer](const auto&) {
      answer.set_value(client.CreateDish({}).status());
    });
  }

  for (auto& answer : answers) {
    const absl::Status status = answer.get_future().get();
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST_F(CallingCallbacksTest, WaitForOtherCallbacks) {
  const KitchenServiceClient client = Client();
  std::promise<std::string> answer;

  client.AsyncGetDish(Dish("dish_1"), [&](const auto&) {
    std::promise<std::string> inner;
    client.AsyncGetDish(Dish("dish_2"), [&](const auto& result) {
      inner.set_value(result->dish().id());
    });
    answer.set_value(inner.get_future().get());
  });

  EXPECT_EQ(answer.get_future().get(), "dish_2");
}

// Such as one that renews a token which has expired.
TEST_F(CallingCallbacksTest, MakeCallsFromTheSourceOfCredentials) {
  const KitchenServiceClient tokens = Client();
  std::atomic<int> asked = 0;
  const KitchenServiceClient client =
      Client(sdk::Credentials::From([&]() -> absl::StatusOr<std::string> {
        ++asked;
        const auto answer = tokens.GetDish(Dish("token"));
        if (!answer.ok()) return answer.status();
        return answer->dish().id();
      }));
  kitchen_.FailWrites(2);
  std::promise<absl::Status> answer;

  client.AsyncCreateDish(
      {}, [&](const auto& result) { answer.set_value(result.status()); });

  const absl::Status status = answer.get_future().get();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(asked, 3);
}

}  // namespace
}  // namespace comptoir::kitchen::v1
