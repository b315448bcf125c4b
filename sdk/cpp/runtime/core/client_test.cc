// A generated client over the real gRPC transport, against a small server.
#include <cstdlib>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "comptoir/kitchen/v1/kitchen_service.client.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sdk/cpp/testing/kitchen/kitchen_test.h"

namespace comptoir::kitchen::v1 {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using ClientTest = KitchenTest;

TEST_F(ClientTest, GetsAnAnswer) {
  EXPECT_EQ(Client().GetDish(Dish("dish_1"))->dish().id(), "dish_1");
}

TEST_F(ClientTest, GetsAnErrorWithItsReason) {
  const auto answer = Client().GetDish(Dish("none"));

  EXPECT_EQ(answer.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(sdk::ReasonOf(answer.status()), "NOT_FOUND");
}

TEST_F(ClientTest, SendsItsToken) {
  EXPECT_TRUE(Client(sdk::Credentials::Token("cmp_key")).GetDish({}).ok());

  EXPECT_EQ(kitchen_.authorization(), "Bearer cmp_key");
}

TEST_F(ClientTest, FailsWithATokenThatNoHeaderMayHold) {
  for (const char* token : {"cmp_\u00a0key", "cmp_\nkey", "\ufeffcmp_key"}) {
    const auto client = Client(sdk::Credentials::Token(token));

    const absl::Status status = client.GetDish({}).status();

    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("cmp_")));
    EXPECT_EQ(client.WatchOrders({})->Finish().code(),
              absl::StatusCode::kUnauthenticated);
  }
}

// A proxy would be shown the token, and nobody listens on this one.
TEST_F(ClientTest, SendsNothingInClearThroughAProxy) {
  for (const char* variable : {"http_proxy", "https_proxy", "grpc_proxy"}) {
    ASSERT_EQ(setenv(variable, "http://127.0.0.1:1", /*overwrite=*/1), 0);

    const absl::Status status = Client().GetDish({}).status();

    ASSERT_EQ(unsetenv(variable), 0);
    EXPECT_TRUE(status.ok()) << variable << ": " << status;
  }
}

// When a deadline is over, gRPC ends the call; until then it waits.
TEST_F(ClientTest, GivesGrpcItsDeadline) {
  const absl::Time now = absl::Now();

  EXPECT_TRUE(
      Client().GetDish(Dish("dish_1"), {.deadline = absl::Hours(1)}).ok());

  EXPECT_GT(kitchen_.deadline(), now + absl::Minutes(59));
  EXPECT_LT(kitchen_.deadline(), now + absl::Minutes(61));
}

TEST_F(ClientTest, SendsNothingWhenItsDeadlineIsOver) {
  for (absl::Duration deadline :
       {-absl::Seconds(1), absl::ZeroDuration(), absl::Nanoseconds(1)}) {
    const sdk::CallOptions options = {.deadline = deadline};
    std::promise<absl::Status> called_back;
    Client().AsyncCreateDish(
        {}, [&](auto answer) { called_back.set_value(answer.status()); },
        options);
    for (const absl::Status& status :
         {Client().CreateDish({}, options).status(),
          Client().WatchOrders({}, options)->Finish(),
          called_back.get_future().get()}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded)
          << deadline << ": " << status;
    }
  }

  EXPECT_THAT(kitchen_.request_ids(), IsEmpty());
}

TEST_F(ClientTest, RetriesAWriteUnderOneRequestId) {
  kitchen_.FailWrites(2);
  sdk::CallInfo info;

  EXPECT_TRUE(Client().CreateDish({}, {.info = &info}).ok());

  EXPECT_EQ(info.attempts, 3);
  EXPECT_THAT(info.request_id, SizeIs(36));
  EXPECT_THAT(kitchen_.request_ids(),
              AllOf(SizeIs(3), Each(Eq(info.request_id))));
}

TEST_F(ClientTest, KeepsARequestIdThatItIsGiven) {
  CreateDishRequest request;
  EXPECT_TRUE(Client().CreateDish(request, {.request_id = "options"}).ok());
  request.set_request_id("request");
  EXPECT_TRUE(Client().CreateDish(request, {.request_id = "options"}).ok());

  EXPECT_THAT(kitchen_.request_ids(), ElementsAre("options", "request"));
}

TEST_F(ClientTest, TellsOfReplayedAnswers) {
  sdk::CallInfo info;

  EXPECT_TRUE(
      Client().CreateDish({}, {.request_id = "known", .info = &info}).ok());

  EXPECT_TRUE(info.replayed);
}

TEST_F(ClientTest, CallsBack) {
  std::promise<absl::StatusOr<GetDishResponse>> answer;

  Client().AsyncGetDish(Dish("dish_1"), [&](auto result) {
    answer.set_value(std::move(result));
  });

  EXPECT_EQ(answer.get_future().get()->dish().id(), "dish_1");
}

TEST_F(ClientTest, CallsBackAfterRetries) {
  kitchen_.FailWrites(2);
  std::promise<absl::StatusOr<CreateDishResponse>> answer;

  Client().AsyncCreateDish(
      {}, [&](auto result) { answer.set_value(std::move(result)); });

  EXPECT_TRUE(answer.get_future().get().ok());
  EXPECT_THAT(kitchen_.request_ids(), SizeIs(3));
}

TEST_F(ClientTest, ListsOverPages) {
  std::vector<std::string> ids;

  for (const auto& dish : Client().ListDishesAll({})) ids.push_back(dish->id());

  EXPECT_THAT(ids, ElementsAre("dish_1", "dish_2", "dish_3"));
}

TEST_F(ClientTest, ReadsAStreamToItsEnd) {
  WatchOrdersRequest request;
  request.set_after_revision(7);
  const auto stream = Client().WatchOrders(request);
  WatchOrdersResponse response;
  std::vector<int64_t> revisions;

  while (stream->Read(&response)) revisions.push_back(response.revision());

  EXPECT_THAT(revisions, ElementsAre(8, 9, 10));
  EXPECT_EQ(sdk::ReasonOf(stream->Finish()), "HISTORY_COMPACTED");
}

TEST_F(ClientTest, FinishesAStreamThatWasNotReadToItsEnd) {
  WatchOrdersRequest request;
  request.set_after_revision(7);

  EXPECT_EQ(Client().WatchOrders(request)->Finish().code(),
            absl::StatusCode::kOutOfRange);
}

TEST_F(ClientTest, CancelsAStream) {
  const auto stream = Client().WatchOrders({});
  WatchOrdersResponse response;
  EXPECT_TRUE(stream->Read(&response));

  stream->Cancel();

  EXPECT_EQ(stream->Finish().code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientTest, DropsAStreamThatIsStillOpen) {
  auto stream = Client().WatchOrders({});
  WatchOrdersResponse response;
  EXPECT_TRUE(stream->Read(&response));

  stream.reset();
}

TEST_F(ClientTest, EndsAStreamThatIsSilent) {
  const auto stream =
      Client().WatchOrders({}, {.idle_max = absl::ZeroDuration()});
  WatchOrdersResponse response;

  while (stream->Read(&response)) {
  }

  const absl::Status status = stream->Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(sdk::ReasonOf(status), "STREAM_IDLE");
}

TEST_F(ClientTest, ReadsAStreamThatMayBeSilentForLonger) {
  WatchOrdersRequest request;
  request.set_after_revision(7);
  const auto stream =
      Client().WatchOrders(request, {.idle_max = absl::Hours(1)});
  WatchOrdersResponse response;
  int messages = 0;

  while (stream->Read(&response)) ++messages;

  EXPECT_EQ(messages, 3);
  EXPECT_EQ(sdk::ReasonOf(stream->Finish()), "HISTORY_COMPACTED");
}

TEST_F(ClientTest, TalksBothWays) {
  const auto chat = Client().Chat();
  ChatRequest request;
  ChatResponse response;

  request.set_text("salut");
  EXPECT_TRUE(chat->Write(request));
  EXPECT_TRUE(chat->Read(&response));
  EXPECT_EQ(response.text(), "you said salut");
  chat->WritesDone();
  EXPECT_FALSE(chat->Read(&response));

  EXPECT_TRUE(chat->Finish().ok());
  EXPECT_FALSE(chat->Write(request));
}

TEST_F(ClientTest, ReadsAndWritesAtOnce) {
  constexpr int kMessages = 2000;
  const auto chat = Client().Chat();
  std::thread writer([&] {
    ChatRequest request;
    for (int i = 0; i < kMessages; ++i) {
      request.set_text(std::to_string(i));
      if (!chat->Write(request)) break;
    }
    chat->WritesDone();
  });
  ChatResponse response;
  int in_order = 0;

  while (chat->Read(&response)) {
    if (response.text() == "you said " + std::to_string(in_order)) ++in_order;
  }
  writer.join();

  EXPECT_EQ(in_order, kMessages);
  EXPECT_TRUE(chat->Finish().ok());
}

TEST_F(ClientTest, StopsAWriterThatNobodyReads) {
  // Far more than the connection holds, to a server that waits for us to read.
  const auto chat = Client().Chat();
  ChatRequest request;
  request.set_text(std::string(64 << 10, 'a'));
  std::promise<void> first_written;
  std::thread writer([&] {
    bool is_first = true;
    while (chat->Write(request)) {
      if (std::exchange(is_first, false)) first_written.set_value();
    }
  });
  first_written.get_future().wait();

  chat->Cancel();
  writer.join();

  EXPECT_EQ(chat->Finish().code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientTest, LetsGoOfItsClientWhileCallsAreUnderWay) {
  constexpr int kCalls = 50;
  std::vector<std::promise<absl::Status>> answers(kCalls);
  {
    const auto client = Client();
    for (auto& answer : answers) {
      client.AsyncGetDish(Dish("dish_1"), [&](auto result) {
        answer.set_value(result.status());
      });
    }
  }

  for (auto& answer : answers) EXPECT_TRUE(answer.get_future().get().ok());
}

TEST_F(ClientTest, SeesAStreamEndWhenTheServerStops) {
  const auto stream = Client().WatchOrders({});
  WatchOrdersResponse response;
  EXPECT_TRUE(stream->Read(&response));

  StopServer();

  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(ClientTest, KeepsWatchingOverARestartOfTheServer) {
  auto watch = Client().WatchOrdersResuming({});
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(watch.Next()->revision(), i);

  StopServer();
  StartServer();

  const auto answer = watch.Next();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->revision(), 4);
}

TEST_F(ClientTest, ReportsAServerThatIsNotThere) {
  StopServer();
  const auto client = Client();
  sdk::CallInfo info;

  for (const absl::Status& status :
       {client.GetDish({}, {.info = &info}).status(),
        client.WatchOrders({})->Finish()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(sdk::ReasonOf(status), "SERVER_UNREACHABLE");
  }
  // Nothing was sent, and so nothing is done.
  EXPECT_EQ(info.attempts, 0);
}

// Whoever sends nothing is told so, and by whom.
TEST_F(ClientTest, SendsNothingWithoutATokenThatCanBeSent) {
  int asked = 0;
  const auto expect_unsent = [&](const sdk::Credentials& credentials,
                                 const std::string& reason) {
    const auto client = Client(credentials);
    sdk::CallInfo info;
    EXPECT_EQ(sdk::ReasonOf(client.GetDish({}, {.info = &info}).status()),
              reason);
    EXPECT_EQ(info.attempts, 0) << reason;
    EXPECT_EQ(sdk::ReasonOf(client.WatchOrders({})->Finish()), reason);
  };

  expect_unsent(sdk::Credentials::TokenFile("/nowhere/token"),
                "TOKEN_UNREADABLE");
  expect_unsent(sdk::Credentials::Token("caf\xc3\xa9"), "TOKEN_INVALID");
  // An application's own error stays its own, and is tried again.
  expect_unsent(sdk::Credentials::From([&]() -> absl::StatusOr<std::string> {
                  ++asked;
                  return absl::UnavailableError("the vault is closed");
                }),
                "");
  EXPECT_GT(asked, 2);
}

}  // namespace
}  // namespace comptoir::kitchen::v1
