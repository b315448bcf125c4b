// OperationService and MerchantService.VerifyMerchant over a real server and
// the SDK.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/operation_events.pb.h"
#include "comptoir/merchants/v1/operation_service.client.h"
#include "comptoir/sdk/await_operation.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"

namespace comptoir::testing {
namespace {

using events::v1::EventServiceClient;
using events::v1::ListEventsRequest;
using merchants::v1::CancelOperationRequest;
using merchants::v1::CancelOperationResponse;
using merchants::v1::GetOperationRequest;
using merchants::v1::ListOperationsRequest;
using merchants::v1::MerchantServiceClient;
using merchants::v1::MerchantVerification;
using merchants::v1::Operation;
using merchants::v1::OperationEnded;
using merchants::v1::OperationServiceClient;
using merchants::v1::OperationStarted;
using merchants::v1::VerifyMerchantRequest;
using merchants::v1::VerifyMerchantResponse;
using merchants::v1::WatchOperationRequest;
using merchants::v1::WatchOperationResponse;
using sdk::ReasonOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr auto kSucceeded = merchants::v1::OPERATION_STATE_SUCCEEDED;
constexpr auto kCanceled = merchants::v1::OPERATION_STATE_CANCELED;

class OperationsTest : public ShopTest {
 protected:
  // No test leaves one behind: there can be only one at a time.
  void TearDown() override {
    ListOperationsRequest request;
    for (const auto& operation :
         OperationServiceClient(owner()).ListOperationsAll(request)) {
      ASSERT_TRUE(operation.ok()) << operation.status();
      if (sdk::HasEnded(*operation)) continue;
      ASSERT_TRUE(Await(operation->id()).ok());
    }
  }

  static absl::StatusOr<VerifyMerchantResponse> Verify(
      const ChannelPtr& channel, const std::string& request_id = "") {
    VerifyMerchantRequest request;
    request.set_request_id(request_id);
    return MerchantServiceClient(channel).VerifyMerchant(request);
  }
  // Of the owner; fails the test when it is refused.
  static std::string Begin() {
    const auto begun = Verify(owner());
    EXPECT_TRUE(begun.ok()) << begun.status();
    return begun.ok() ? begun->operation().id() : "";
  }
  static absl::StatusOr<Operation> Await(const std::string& id) {
    return sdk::AwaitOperation(OperationServiceClient(owner()), id);
  }

  static absl::StatusOr<Operation> Get(const ChannelPtr& channel,
                                       const std::string& id) {
    GetOperationRequest request;
    request.set_operation_id(id);
    const auto answer = OperationServiceClient(channel).GetOperation(request);
    if (!answer.ok()) return answer.status();
    return answer->operation();
  }
  static absl::StatusOr<Operation> Cancel(const ChannelPtr& channel,
                                          const std::string& id) {
    CancelOperationRequest request;
    request.set_operation_id(id);
    const auto answer =
        OperationServiceClient(channel).CancelOperation(request);
    if (!answer.ok()) return answer.status();
    return answer->operation();
  }
  static absl::Status Watch(const ChannelPtr& channel, const std::string& id) {
    WatchOperationRequest request;
    request.set_operation_id(id);
    const auto stream = OperationServiceClient(channel).WatchOperation(request);
    WatchOperationResponse response;
    while (stream->Read(&response)) {
    }
    return stream->Finish();
  }
  static absl::StatusOr<std::vector<std::string>> List(
      const ChannelPtr& channel, const ListOperationsRequest& request = {}) {
    const auto page = OperationServiceClient(channel).ListOperations(request);
    if (!page.ok()) return page.status();
    std::vector<std::string> ids;
    for (const Operation& operation : page->operations()) {
      ids.push_back(operation.id());
    }
    return ids;
  }

  // By the log of the merchant: each ended before the next was started.
  static void ExpectOneAtATime() {
    ListEventsRequest request;
    request.add_types("comptoir.merchants.v1.OperationStarted");
    request.add_types("comptoir.merchants.v1.OperationEnded");
    std::string open;
    for (const auto& event :
         EventServiceClient(owner()).ListEventsAll(request)) {
      ASSERT_TRUE(event.ok()) << event.status();
      OperationStarted started;
      OperationEnded ended;
      if (event->data().UnpackTo(&started)) {
        EXPECT_EQ(open, "");
        open = started.operation_id();
      } else if (event->data().UnpackTo(&ended)) {
        EXPECT_EQ(open, ended.operation_id());
        open = "";
      }
    }
  }

  // How the log says that the operation ended, once for each time it does.
  static std::vector<merchants::v1::OperationState> EndsOf(
      const std::string& id) {
    ListEventsRequest request;
    request.add_subjects(id);
    request.add_types("comptoir.merchants.v1.OperationEnded");
    std::vector<merchants::v1::OperationState> states;
    for (const auto& event :
         EventServiceClient(owner()).ListEventsAll(request)) {
      OperationEnded ended;
      EXPECT_TRUE(event.ok() && event->data().UnpackTo(&ended));
      states.push_back(ended.state());
    }
    return states;
  }
};

TEST_F(OperationsTest, AVerificationFindsNothingWrongInTheShop) {
  const auto ended = Await(Begin());

  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), kSucceeded);
  EXPECT_EQ(ended->kind(), "merchants.verify");
  EXPECT_TRUE(ended->has_start_time() && ended->has_end_time());
  EXPECT_FALSE(ended->actor_id().empty());
  MerchantVerification result;
  ASSERT_TRUE(ended->result().UnpackTo(&result));
  EXPECT_EQ(result.problem_count(), 0) << result.problems(0).text();
  EXPECT_GT(result.row_count(), 10);
  EXPECT_EQ(ended->done_units(), result.row_count());
}

TEST_F(OperationsTest, AreGotAndListedAndSaidToHaveEnded) {
  const std::string first = Begin();
  ASSERT_TRUE(Await(first).ok());
  const std::string second = Begin();
  ASSERT_TRUE(Await(second).ok());

  EXPECT_EQ(Get(owner(), first)->state(), kSucceeded);
  EXPECT_THAT(*List(owner()), ::testing::IsSupersetOf({first, second}));
  ListOperationsRequest newest;
  newest.set_page_size(1);
  EXPECT_THAT(*List(owner(), newest), ElementsAre(second));
  ListOperationsRequest canceled;
  canceled.add_states(kCanceled);
  EXPECT_THAT(
      *List(owner(), canceled),
      Each(::testing::AllOf(::testing::Ne(first), ::testing::Ne(second))));
  EXPECT_THAT(EndsOf(first), ElementsAre(kSucceeded));
}

TEST_F(OperationsTest, AWatchOfOneThatHasEndedTellsItsEnd) {
  const std::string id = Begin();
  ASSERT_TRUE(Await(id).ok());

  EXPECT_TRUE(Watch(owner(), id).ok());
  EXPECT_EQ(Await(id)->state(), kSucceeded);
}

TEST_F(OperationsTest, ARepeatedCallStartsNoSecondOne) {
  const auto first = Verify(owner(), "verify-once");
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(Await(first->operation().id()).ok());

  const auto again = Verify(owner(), "verify-once");

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->operation().id(), first->operation().id());
}

TEST_F(OperationsTest, AreNotForEverybody) {
  const std::string id = Begin();
  ASSERT_TRUE(Await(id).ok());

  for (const ChannelPtr& channel : {staff(), till(), operator_channel()}) {
    EXPECT_EQ(ReasonOf(Verify(channel).status()), "PERMISSION_DENIED");
    EXPECT_EQ(ReasonOf(Get(channel, id).status()), "PERMISSION_DENIED");
    EXPECT_EQ(ReasonOf(List(channel).status()), "PERMISSION_DENIED");
    EXPECT_EQ(ReasonOf(Cancel(channel, id).status()), "PERMISSION_DENIED");
    EXPECT_EQ(ReasonOf(Watch(channel, id)), "PERMISSION_DENIED");
  }
  EXPECT_EQ(ReasonOf(Verify(nobody()).status()), "TOKEN_MISSING");
}

TEST_F(OperationsTest, OfAnotherMerchantAreNotThere) {
  const std::string id = Begin();
  ASSERT_TRUE(Await(id).ok());

  EXPECT_EQ(ReasonOf(Get(stranger(), id).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Cancel(stranger(), id).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Watch(stranger(), id)), "NOT_FOUND");
  EXPECT_THAT(*List(stranger()), ::testing::Not(Contains(id)));
}

TEST_F(OperationsTest, NeedAnIdOfTheirs) {
  for (const std::string id : {"", "ope_x", "cus_01jd5m7y3k8q4v9w2x6z0b1c3d"}) {
    EXPECT_EQ(ReasonOf(Get(owner(), id).status()), "INVALID_FIELDS") << id;
    EXPECT_EQ(ReasonOf(Cancel(owner(), id).status()), "INVALID_FIELDS") << id;
    EXPECT_EQ(ReasonOf(Watch(owner(), id)), "INVALID_FIELDS") << id;
  }
}

// Many at once: whoever is let in was alone.
TEST_F(OperationsTest, VerificationsOfOneMerchantDoNotOverlap) {
  constexpr int kCalls = 24;
  const MerchantServiceClient merchants(owner());
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<absl::StatusOr<VerifyMerchantResponse>> answers;
  for (int i = 0; i < kCalls; ++i) {
    merchants.AsyncVerifyMerchant(
        {}, [&](absl::StatusOr<VerifyMerchantResponse> answer) {
          const std::lock_guard lock(mutex);
          answers.push_back(std::move(answer));
          changed.notify_all();
        });
  }
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return answers.size() == kCalls; });

  int begun = 0;
  for (const auto& answer : answers) {
    if (!answer.ok()) {
      EXPECT_EQ(ReasonOf(answer.status()), "OPERATION_RUNNING")
          << answer.status();
      EXPECT_TRUE(sdk::MetadataOf(answer.status()).contains("operation_id"));
      continue;
    }
    ++begun;
    ASSERT_TRUE(Await(answer->operation().id()).ok());
  }
  EXPECT_GE(begun, 1);
  ExpectOneAtATime();
}

// However the two meet, an operation ends once, in one way.
TEST_F(OperationsTest, ACancelThatMeetsTheEndLeavesOneOfThem) {
  int canceled = 0;
  for (int i = 0; i < 20; ++i) {
    const std::string id = Begin();
    const auto answer = Cancel(owner(), id);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_TRUE(sdk::HasEnded(*answer));

    const auto after = Await(id);
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_EQ(after->state(), answer->state());
    EXPECT_EQ(after->etag(), answer->etag());
    EXPECT_EQ(after->has_result(), after->state() == kSucceeded);
    EXPECT_EQ(Cancel(owner(), id)->etag(), answer->etag());
    EXPECT_THAT(EndsOf(id), ElementsAre(answer->state()));
    if (after->state() == kCanceled) ++canceled;
  }
  RecordProperty("canceled", canceled);
}

}  // namespace
}  // namespace comptoir::testing
