// A generated client over the real gRPC transport, against a small server.
#include <deque>
#include <future>
#include <mutex>
#include <vector>

#include "comptoir/kitchen/v1/kitchen_service.client.h"
#include "comptoir/kitchen/v1/kitchen_service.grpc.pb.h"
#include "comptoir/sdk/errors.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"

namespace comptoir::kitchen::v1 {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Eq;
using testing::SizeIs;

grpc::Status WithReason(grpc::StatusCode code, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return grpc::Status(code, "refused", details.SerializeAsString());
}

// Waits until the client has gone, as a handler that never answers.
void WaitForCancellation(const grpc::ServerContext& context) {
  while (!context.IsCancelled()) std::this_thread::yield();
}

class Kitchen final : public KitchenService::Service {
 public:
  grpc::Status GetDish(grpc::ServerContext* context,
                       const GetDishRequest* request,
                       GetDishResponse* response) override {
    const auto& metadata = context->client_metadata();
    const auto authorization = metadata.find("authorization");
    if (authorization != metadata.end()) {
      authorization_ = std::string(authorization->second.data(),
                                   authorization->second.size());
    }
    if (request->id() == "slow") WaitForCancellation(*context);
    if (request->id() == "none") {
      return WithReason(grpc::StatusCode::NOT_FOUND, "NOT_FOUND");
    }
    response->mutable_dish()->set_id(request->id());
    return grpc::Status::OK;
  }

  grpc::Status CreateDish(grpc::ServerContext* context,
                          const CreateDishRequest* request,
                          CreateDishResponse* response) override {
    request_ids_.push_back(request->request_id());
    if (failures_ > 0) {
      --failures_;
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "busy");
    }
    if (request->request_id() == "known") {
      context->AddTrailingMetadata("comptoir-replayed", "true");
    }
    *response->mutable_dish() = request->dish();
    return grpc::Status::OK;
  }

  grpc::Status ListDishes(grpc::ServerContext*,
                          const ListDishesRequest* request,
                          ListDishesResponse* response) override {
    const int page =
        request->page_token().empty() ? 1 : std::stoi(request->page_token());
    response->add_dishes()->set_id("dish_" + std::to_string(page));
    if (page < 3) response->set_next_page_token(std::to_string(page + 1));
    return grpc::Status::OK;
  }

  grpc::Status WatchOrders(
      grpc::ServerContext* context, const WatchOrdersRequest* request,
      grpc::ServerWriter<WatchOrdersResponse>* writer) override {
    WatchOrdersResponse response;
    for (int i = 1; i <= 3; ++i) {
      response.set_revision(request->after_revision() + i);
      writer->Write(response);
    }
    // 0 is a watch that nothing more happens in.
    if (request->after_revision() == 0) WaitForCancellation(*context);
    return WithReason(grpc::StatusCode::OUT_OF_RANGE, "HISTORY_COMPACTED");
  }

  grpc::Status Chat(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<ChatResponse, ChatRequest>* stream) override {
    ChatRequest request;
    while (stream->Read(&request)) {
      ChatResponse response;
      response.set_text("you said " + request.text());
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  // Read by tests between calls alone.
  int failures_ = 0;
  std::vector<std::string> request_ids_;
  std::string authorization_;
};

class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(&kitchen_);
    server_ = builder.BuildAndStart();
  }
  ~ClientTest() override {
    server_->Shutdown(std::chrono::system_clock::now());
  }

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

  EXPECT_EQ(kitchen_.authorization_, "Bearer cmp_key");
}

TEST_F(ClientTest, FailsWithItsCredentials) {
  const auto client = Client(sdk::Credentials::TokenFile("/nowhere"));

  EXPECT_EQ(client.GetDish({}).status().code(),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(client.WatchOrders({})->Finish().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(ClientTest, GivesUpAtItsDeadline) {
  const auto answer =
      Client().GetDish(Dish("slow"), {.deadline = absl::Milliseconds(20)});

  EXPECT_EQ(answer.status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(ClientTest, RetriesAWriteUnderOneRequestId) {
  kitchen_.failures_ = 2;
  sdk::CallInfo info;

  EXPECT_TRUE(Client().CreateDish({}, {.info = &info}).ok());

  EXPECT_EQ(info.attempts, 3);
  EXPECT_THAT(info.request_id, SizeIs(36));
  EXPECT_THAT(kitchen_.request_ids_,
              AllOf(SizeIs(3), Each(Eq(info.request_id))));
}

TEST_F(ClientTest, KeepsARequestIdThatItIsGiven) {
  CreateDishRequest request;
  EXPECT_TRUE(Client().CreateDish(request, {.request_id = "options"}).ok());
  request.set_request_id("request");
  EXPECT_TRUE(Client().CreateDish(request, {.request_id = "options"}).ok());

  EXPECT_THAT(kitchen_.request_ids_, ElementsAre("options", "request"));
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
  kitchen_.failures_ = 2;
  std::promise<absl::StatusOr<CreateDishResponse>> answer;

  Client().AsyncCreateDish(
      {}, [&](auto result) { answer.set_value(std::move(result)); });

  EXPECT_TRUE(answer.get_future().get().ok());
  EXPECT_THAT(kitchen_.request_ids_, SizeIs(3));
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
      Client().WatchOrders({}, {.idle_max = absl::Milliseconds(20)});
  WatchOrdersResponse response;

  while (stream->Read(&response)) {
  }

  const absl::Status status = stream->Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(sdk::ReasonOf(status), "STREAM_IDLE");
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

TEST_F(ClientTest, SeesAStreamEndWhenTheServerStops) {
  const auto stream = Client().WatchOrders({});
  WatchOrdersResponse response;
  EXPECT_TRUE(stream->Read(&response));

  server_->Shutdown(std::chrono::system_clock::now());

  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(ClientTest, ReportsAServerThatIsNotThere) {
  server_->Shutdown(std::chrono::system_clock::now());
  const auto client = Client();
  sdk::CallInfo info;

  EXPECT_EQ(client.GetDish({}, {.info = &info}).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(info.attempts, 5);
  EXPECT_EQ(client.WatchOrders({})->Finish().code(),
            absl::StatusCode::kUnavailable);
}

TEST(Connect, RefusesAddressesThatCannotWork) {
  for (const char* address :
       {"", "localhost", ":7443", "localhost:", "localhost:https"}) {
    EXPECT_EQ(sdk::Connect({.address = address}).status().code(),
              absl::StatusCode::kInvalidArgument)
        << address;
  }
}

TEST(Connect, RefusesPlainTextToOtherMachines) {
  for (const char* address :
       {"shop.example:7443", "127.example.com:7443", "10.0.0.1:7443"}) {
    EXPECT_EQ(sdk::ReasonOf(sdk::Connect({.address = address}).status()),
              "TLS_REQUIRED")
        << address;
  }
}

TEST(Connect, TakesTlsToOtherMachinesAndPlainTextToThisOne) {
  EXPECT_TRUE(
      sdk::Connect({.address = "shop.example:7443", .tls = sdk::TlsOptions{}})
          .ok());
  for (const char* address : {"127.0.0.1:7443", "[::1]:7443", "localhost:1",
                              "unix:/run/comptoir.sock"}) {
    EXPECT_TRUE(sdk::Connect({.address = address}).ok()) << address;
  }
}

TEST(Connect, RefusesACertificateWithoutItsKey) {
  EXPECT_EQ(sdk::Connect({.address = "shop.example:7443",
                          .tls = sdk::TlsOptions{.certificate = "PEM"}})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace comptoir::kitchen::v1
