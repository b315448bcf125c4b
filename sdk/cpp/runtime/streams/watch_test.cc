#include "comptoir/sdk/watch.h"

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "comptoir/kitchen/v1/kitchen_service.mock.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/testing/fake_stream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::kitchen::v1 {
namespace {

using sdk::testing::MakeFakeServerStream;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::NiceMock;

WatchOrdersResponse At(int64_t revision) {
  WatchOrdersResponse response;
  response.set_revision(revision);
  return response;
}

class WatchTest : public testing::Test {
 protected:
  // Each stream that is opened gives these, then ends with the status.
  void WillStream(std::vector<WatchOrdersResponse> messages,
                  absl::Status status) {
    streams_.emplace_back(std::move(messages), std::move(status));
  }

  sdk::Watch<WatchOrdersResponse> Watch(WatchOrdersRequest request = {}) {
    auto connection =
        std::make_shared<NiceMock<MockKitchenServiceConnection>>();
    ON_CALL(*connection, WatchOrders)
        .WillByDefault([this](const WatchOrdersRequest& request,
                              const sdk::CallOptions& options) {
          asked_.push_back(
              request.has_after_revision() ? request.after_revision() : -1);
          histories_.push_back(request.history());
          idle_max_ = options.idle_max;
          auto [messages, status] = std::move(streams_.front());
          streams_.pop_front();
          return MakeFakeServerStream(std::move(messages), std::move(status));
        });
    return KitchenServiceClient(connection)
        .WatchOrdersResuming(
            request, {.backoff = {.initial = absl::ZeroDuration()},
                      .on_connection = [this](const absl::Status& status) {
                        connections_.push_back(status);
                        if (on_connection_) on_connection_();
                      }});
  }

  std::deque<std::pair<std::vector<WatchOrdersResponse>, absl::Status>>
      streams_;
  std::vector<int64_t> asked_;
  std::vector<std::string> histories_;
  std::optional<absl::Duration> idle_max_;
  // What was told of connections, and what is to be done then.
  std::vector<absl::Status> connections_;
  std::function<void()> on_connection_;
};

TEST_F(WatchTest, ResumesAfterTheLastRevisionSeen) {
  WillStream({At(7), At(8)}, absl::UnavailableError("gone"));
  WillStream({At(9)}, absl::OkStatus());
  WillStream({At(10)}, absl::OkStatus());
  auto watch = Watch();

  EXPECT_EQ(watch.Next()->revision(), 7);
  EXPECT_EQ(watch.Next()->revision(), 8);
  EXPECT_EQ(watch.Next()->revision(), 9);
  EXPECT_EQ(watch.Next()->revision(), 10);

  EXPECT_THAT(asked_, ElementsAre(-1, 8, 9));
  EXPECT_EQ(watch.position()->revision, 10);
}

TEST_F(WatchTest, ResumesWithTheHistoryThatItSaw) {
  WatchOrdersResponse first = At(7);
  first.set_history("h7");
  WillStream({first}, absl::UnavailableError("gone"));
  WillStream({}, sdk::MakeError(absl::StatusCode::kOutOfRange,
                                "HISTORY_CHANGED", "restored"));
  auto watch = Watch();
  ASSERT_TRUE(watch.Next().ok());
  EXPECT_EQ(watch.position()->history, "h7");

  EXPECT_EQ(sdk::ReasonOf(watch.Next().status()), "HISTORY_CHANGED");

  EXPECT_THAT(histories_, ElementsAre("", "h7"));
}

TEST_F(WatchTest, AsksNoMoreAfterARefusal) {
  WillStream({}, sdk::MakeError(absl::StatusCode::kOutOfRange,
                                "REVISION_IN_FUTURE", "newest is 7"));
  WillStream({At(8)}, absl::OkStatus());
  auto watch = Watch();

  EXPECT_EQ(sdk::ReasonOf(watch.Next().status()), "REVISION_IN_FUTURE");
  EXPECT_EQ(sdk::ReasonOf(watch.Next().status()), "REVISION_IN_FUTURE");

  EXPECT_EQ(asked_.size(), 1u);
}

TEST_F(WatchTest, StartsWhereItIsTold) {
  WillStream({}, absl::UnavailableError("not yet"));
  WillStream({At(4)}, absl::OkStatus());
  WatchOrdersRequest request;
  request.set_after_revision(3);
  auto watch = Watch(request);

  EXPECT_EQ(watch.Next()->revision(), 4);

  EXPECT_THAT(asked_, ElementsAre(3, 3));
}

TEST_F(WatchTest, GivesUpOnCompactedHistory) {
  WillStream({At(1)}, sdk::MakeError(absl::StatusCode::kOutOfRange,
                                     "HISTORY_COMPACTED", "too old"));
  auto watch = Watch();
  EXPECT_TRUE(watch.Next().ok());

  const auto answer = watch.Next();

  EXPECT_EQ(answer.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(sdk::ReasonOf(answer.status()), "HISTORY_COMPACTED");
}

TEST_F(WatchTest, AsksForAnIdleLimit) {
  WillStream({At(1)}, absl::OkStatus());
  auto watch = Watch();

  EXPECT_TRUE(watch.Next().ok());

  EXPECT_EQ(idle_max_, absl::Seconds(45));
}

TEST_F(WatchTest, EndsWhenCancelled) {
  WillStream({At(1), At(2)}, absl::OkStatus());
  auto watch = Watch();
  EXPECT_TRUE(watch.Next().ok());

  watch.Cancel();

  EXPECT_EQ(watch.Next().status().code(), absl::StatusCode::kCancelled);
}

TEST_F(WatchTest, TellsWhetherTheServerIsHeard) {
  WillStream({At(7), At(8)}, absl::UnavailableError("gone"));
  WillStream({}, absl::UnavailableError("not yet"));
  WillStream({At(9)}, absl::OkStatus());
  WillStream({At(10)}, absl::OkStatus());
  auto watch = Watch();
  const absl::Status heard;

  EXPECT_EQ(watch.Next()->revision(), 7);
  EXPECT_THAT(connections_, ElementsAre(heard));
  EXPECT_EQ(watch.Next()->revision(), 8);
  EXPECT_THAT(connections_, ElementsAre(heard));
  EXPECT_EQ(watch.Next()->revision(), 9);
  EXPECT_THAT(connections_,
              ElementsAre(heard, absl::UnavailableError("gone"),
                          absl::UnavailableError("not yet"), heard));

  // What ends well, as when a server is stopped, is an end all the same.
  connections_.clear();
  EXPECT_EQ(watch.Next()->revision(), 10);
  EXPECT_THAT(connections_,
              ElementsAre(absl::UnavailableError("the server ended the stream"),
                          heard));
}

TEST_F(WatchTest, TellsOfNoConnectionThatIsNotMadeAnew) {
  WillStream({}, absl::PermissionDeniedError("no"));
  auto watch = Watch();

  EXPECT_EQ(watch.Next().status(), absl::PermissionDeniedError("no"));

  EXPECT_THAT(connections_, IsEmpty());
}

TEST_F(WatchTest, IsCancelledByWhoIsToldThatItIsOffline) {
  WillStream({}, absl::UnavailableError("gone"));
  auto watch = Watch();
  on_connection_ = [&] { watch.Cancel(); };

  EXPECT_EQ(watch.Next().status().code(), absl::StatusCode::kCancelled);

  EXPECT_THAT(connections_, ElementsAre(absl::UnavailableError("gone")));
}

TEST(WatchPause, EndsWhenCancelled) {
  sdk::WatchPause pause({.initial = absl::Hours(1), .max = absl::Hours(1)});
  std::thread canceller([&] { pause.Cancel(); });

  EXPECT_FALSE(pause.Wait(1));

  canceller.join();
}

TEST(WatchGoesOn, UnlessTheServerRefused) {
  EXPECT_TRUE(sdk::WatchGoesOn(absl::OkStatus()));
  EXPECT_TRUE(sdk::WatchGoesOn(absl::UnavailableError("")));
  EXPECT_TRUE(sdk::WatchGoesOn(absl::ResourceExhaustedError("")));
  EXPECT_TRUE(sdk::WatchGoesOn(absl::CancelledError("")));
  EXPECT_FALSE(sdk::WatchGoesOn(absl::PermissionDeniedError("")));
  EXPECT_FALSE(sdk::WatchGoesOn(absl::UnauthenticatedError("")));
  EXPECT_FALSE(sdk::WatchGoesOn(absl::InvalidArgumentError("")));
}

}  // namespace
}  // namespace comptoir::kitchen::v1
