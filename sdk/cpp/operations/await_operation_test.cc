#include "comptoir/sdk/await_operation.h"

#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "comptoir/merchants/v1/operation_service.mock.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/testing/fake_stream.h"
#include "comptoir/sdk/testing/server_errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sdk {
namespace {

using merchants::v1::MockOperationServiceConnection;
using merchants::v1::Operation;
using merchants::v1::OperationServiceClient;
using merchants::v1::OperationState;
using merchants::v1::WatchOperationRequest;
using merchants::v1::WatchOperationResponse;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::Property;
using ::testing::SizeIs;

constexpr OperationState kPending = merchants::v1::OPERATION_STATE_PENDING;
constexpr OperationState kRunning = merchants::v1::OPERATION_STATE_RUNNING;
constexpr OperationState kSucceeded = merchants::v1::OPERATION_STATE_SUCCEEDED;

// What is told of the connection.
constexpr absl::StatusCode kHeard = absl::StatusCode::kOk;
constexpr absl::StatusCode kLost = absl::StatusCode::kUnavailable;

// A stream of these states that ends with `end`.
std::unique_ptr<ServerStream<WatchOperationResponse>> StreamOf(
    const std::vector<OperationState>& states,
    absl::Status end = absl::OkStatus()) {
  std::vector<WatchOperationResponse> responses;
  for (const OperationState state : states) {
    responses.emplace_back().mutable_operation()->set_state(state);
  }
  return testing::MakeFakeServerStream(std::move(responses), std::move(end));
}

class AwaitOperationTest : public ::testing::Test {
 protected:
  absl::StatusOr<Operation> Await() {
    return AwaitOperation(
        OperationServiceClient(connection_), "ope_1",
        [this](const Operation& seen) { seen_.push_back(seen.state()); },
        {.backoff = {.initial = absl::ZeroDuration(),
                     .max = absl::ZeroDuration()},
         .on_connection = [this](const absl::Status& status) {
           connections_.push_back(status.code());
         }});
  }

  const std::shared_ptr<MockOperationServiceConnection> connection_ =
      std::make_shared<MockOperationServiceConnection>();
  std::vector<OperationState> seen_;
  std::vector<absl::StatusCode> connections_;
};

TEST_F(AwaitOperationTest, ReturnsTheLastState) {
  EXPECT_CALL(*connection_,
              WatchOperation(
                  Property(&WatchOperationRequest::operation_id, "ope_1"), _))
      .WillOnce([](auto&&...) {
        return StreamOf({kPending, kRunning, kSucceeded});
      });

  const auto ended = Await();

  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), kSucceeded);
  EXPECT_THAT(seen_, ElementsAre(kPending, kRunning, kSucceeded));
}

TEST_F(AwaitOperationTest, GoesOnWhenAConnectionIsLostOrAServerStops) {
  EXPECT_CALL(*connection_, WatchOperation)
      .WillOnce([](auto&&...) {
        return StreamOf({kPending}, absl::UnavailableError("lost"));
      })
      .WillOnce([](auto&&...) {
        return StreamOf({}, absl::UnavailableError("lost again"));
      })
      .WillOnce([](auto&&...) { return StreamOf({kRunning}); })
      .WillOnce([](auto&&...) { return StreamOf({kSucceeded}); });

  EXPECT_EQ(Await()->state(), kSucceeded);
  EXPECT_THAT(seen_, ElementsAre(kPending, kRunning, kSucceeded));
  EXPECT_THAT(connections_,
              ElementsAre(kHeard, kLost, kLost, kHeard, kLost, kHeard));
}

// With the server down it would go on for ever.
TEST_F(AwaitOperationTest, EndsWithItsDeadline) {
  std::vector<absl::Duration> given;
  EXPECT_CALL(*connection_, WatchOperation)
      .WillRepeatedly([&](const auto&, const CallOptions& options) {
        given.push_back(options.deadline.value_or(absl::InfiniteDuration()));
        return StreamOf({}, absl::UnavailableError("down"));
      });

  const absl::Status status =
      AwaitOperation(OperationServiceClient(connection_), "ope_1", nullptr,
                     {.deadline = absl::Milliseconds(50),
                      .backoff = {.initial = absl::Hours(1)}})
          .status();

  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(status), "OPERATION_NOT_ENDED");
  // A connection that is silent ends with it, too.
  ASSERT_THAT(given, SizeIs(1));
  EXPECT_LE(given[0], absl::Milliseconds(50));
}

TEST_F(AwaitOperationTest, SaysAlikeThatAConnectionReachedTheDeadline) {
  EXPECT_CALL(*connection_, WatchOperation).WillOnce([](auto&&...) {
    return StreamOf({kRunning}, absl::DeadlineExceededError("gRPC's"));
  });

  EXPECT_EQ(
      ReasonOf(AwaitOperation(OperationServiceClient(connection_), "ope_1",
                              nullptr, {.deadline = absl::Hours(1)})
                   .status()),
      "OPERATION_NOT_ENDED");
}

TEST_F(AwaitOperationTest, SendsNothingWithoutTime) {
  EXPECT_CALL(*connection_, WatchOperation).Times(0);

  for (const absl::Duration deadline :
       {absl::ZeroDuration(), -absl::Seconds(1)}) {
    EXPECT_EQ(AwaitOperation(OperationServiceClient(connection_), "ope_1",
                             nullptr, {.deadline = deadline})
                  .status()
                  .code(),
              absl::StatusCode::kDeadlineExceeded);
  }
}

TEST_F(AwaitOperationTest, IsCancelledWhileItWaitsForTheServer) {
  EXPECT_CALL(*connection_, WatchOperation).WillOnce([](auto&&...) {
    return StreamOf({}, absl::UnavailableError("down"));
  });
  OperationWait* started = nullptr;
  OperationWait wait(
      OperationServiceClient(connection_), "ope_1",
      {.backoff = {.initial = absl::Hours(1)},
       .on_connection = [&](const absl::Status&) { started->Cancel(); }});
  started = &wait;

  EXPECT_EQ(wait.Wait().status().code(), absl::StatusCode::kCancelled);
}

// A stream of the operation that says nothing more until it is cancelled.
class SilentStream final : public ServerStream<WatchOperationResponse> {
 public:
  bool Read(WatchOperationResponse* response) override {
    if (!std::exchange(has_spoken_, true)) {
      response->mutable_operation()->set_state(kRunning);
      return true;
    }
    cancelled_.wait();
    return false;
  }
  absl::Status Finish() override { return absl::CancelledError("cancelled"); }
  void Cancel() override { cancelled_.count_down(); }

 private:
  bool has_spoken_ = false;
  std::latch cancelled_{1};
};

TEST_F(AwaitOperationTest, IsCancelledWhileTheServerIsSilent) {
  EXPECT_CALL(*connection_, WatchOperation).WillOnce([](auto&&...) {
    return std::make_unique<SilentStream>();
  });
  OperationWait wait(OperationServiceClient(connection_), "ope_1");
  std::latch running(1);
  std::thread canceller([&] {
    running.wait();
    wait.Cancel();
  });

  const auto ended = wait.Wait([&](const Operation&) { running.count_down(); });

  canceller.join();
  EXPECT_EQ(ended.status().code(), absl::StatusCode::kCancelled);
}

TEST_F(AwaitOperationTest, SendsNothingOnceCancelled) {
  EXPECT_CALL(*connection_, WatchOperation).Times(0);
  OperationWait wait(OperationServiceClient(connection_), "ope_1");

  wait.Cancel();

  EXPECT_EQ(wait.Wait().status().code(), absl::StatusCode::kCancelled);
}

TEST_F(AwaitOperationTest, EndsWithTheServersRefusal) {
  EXPECT_CALL(*connection_, WatchOperation).WillOnce([](auto&&...) {
    return StreamOf({}, testing::NotFound("operation", "ope_1"));
  });

  EXPECT_EQ(ReasonOf(Await().status()), "NOT_FOUND");
}

}  // namespace
}  // namespace comptoir::sdk
