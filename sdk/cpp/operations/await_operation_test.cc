#include "comptoir/sdk/await_operation.h"

#include <memory>
#include <string>
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

TEST_F(AwaitOperationTest, EndsWithTheServersRefusal) {
  EXPECT_CALL(*connection_, WatchOperation).WillOnce([](auto&&...) {
    return StreamOf({}, testing::NotFound("operation", "ope_1"));
  });

  EXPECT_EQ(ReasonOf(Await().status()), "NOT_FOUND");
}

}  // namespace
}  // namespace comptoir::sdk
