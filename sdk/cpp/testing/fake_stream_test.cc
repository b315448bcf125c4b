#include "comptoir/sdk/testing/fake_stream.h"

#include <memory>
#include <utility>
#include <vector>

#include "comptoir/kitchen/v1/kitchen_service.mock.h"
#include "comptoir/sdk/testing/server_errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sdk::testing {
namespace {

using kitchen::v1::ChatRequest;
using kitchen::v1::ChatResponse;
using kitchen::v1::DeliverRequest;
using kitchen::v1::DeliverResponse;
using kitchen::v1::KitchenServiceClient;
using kitchen::v1::MockKitchenServiceConnection;
using ::testing::SizeIs;

class FakeClientStreamTest : public ::testing::Test {
 protected:
  // A client whose deliveries are answered with `answer`.
  KitchenServiceClient ClientWith(absl::StatusOr<DeliverResponse> answer) {
    auto connection = std::make_shared<MockKitchenServiceConnection>();
    EXPECT_CALL(*connection, Deliver).WillOnce([this, answer] {
      return MakeFakeClientStream(answer, &written_);
    });
    return KitchenServiceClient(std::move(connection));
  }

  std::vector<DeliverRequest> written_;
};

TEST_F(FakeClientStreamTest, KeepsWhatIsWrittenAndAnswers) {
  DeliverResponse answer;
  answer.set_crates(7);
  const auto delivery = ClientWith(answer).Deliver();
  EXPECT_TRUE(delivery->Write({}));
  EXPECT_TRUE(delivery->Write({}));

  EXPECT_EQ(delivery->Finish()->crates(), 7);

  EXPECT_THAT(written_, SizeIs(2));
  EXPECT_FALSE(delivery->Write({}));
}

TEST_F(FakeClientStreamTest, FailsAsItIsTold) {
  const absl::Status error = NotFound("crate", "crt_1");
  const auto delivery = ClientWith(error).Deliver();

  EXPECT_EQ(delivery->Finish().status(), error);
}

TEST_F(FakeClientStreamTest, IsCancelled) {
  const auto delivery = ClientWith(DeliverResponse()).Deliver();

  delivery->Cancel();

  EXPECT_FALSE(delivery->Write({}));
  EXPECT_EQ(delivery->Finish().status().code(), absl::StatusCode::kCancelled);
}

TEST(FakeBidiStreamTest, AnswersAndKeepsWhatIsWritten) {
  std::vector<ChatRequest> written;
  auto connection = std::make_shared<MockKitchenServiceConnection>();
  EXPECT_CALL(*connection, Chat).WillOnce([&](auto&&...) {
    return MakeFakeBidiStream(std::vector<ChatResponse>(2), &written,
                              absl::UnavailableError("lost"));
  });
  const auto chat = KitchenServiceClient(std::move(connection)).Chat();
  ChatResponse answer;

  EXPECT_TRUE(chat->Write({}));
  EXPECT_TRUE(chat->Read(&answer));
  EXPECT_TRUE(chat->Read(&answer));
  EXPECT_FALSE(chat->Read(&answer));

  EXPECT_EQ(chat->Finish(), absl::UnavailableError("lost"));
  EXPECT_THAT(written, SizeIs(1));
}

}  // namespace
}  // namespace comptoir::sdk::testing
