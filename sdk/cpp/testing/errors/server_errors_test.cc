// What is made for mocks, beside what a real server answers.
#include "comptoir/sdk/testing/server_errors.h"

#include <memory>
#include <string>
#include <utility>

#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sdk/testing/in_process_server.h"
#include "google/protobuf/any.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/rpc/authenticator.h"
#include "server/store/testing/held_lane.h"
#include "server/store/testing/test_store.h"

namespace comptoir::sdk::testing {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::CustomerServiceClient;
using customers::v1::GetCustomerRequest;
using customers::v1::UpdateCustomerRequest;
using events::v1::EventServiceClient;
using events::v1::WatchEventsRequest;
using events::v1::WatchEventsResponse;

constexpr char kNobody[] = "cus_01jd5m7y3k8q4v9w2x6z0b1c3d";

class ServerErrorsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto server = InProcessServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = server->release();
  }
  static void TearDownTestSuite() { delete server_; }

  static CustomerServiceClient Customers() {
    return CustomerServiceClient(server_->Connect());
  }

  // What whoever has this token is told when they read a customer.
  static absl::Status ReadWith(Credentials credentials) {
    GetCustomerRequest request;
    request.set_customer_id(kNobody);
    return CustomerServiceClient(server_->Connect(std::move(credentials)))
        .GetCustomer(request)
        .status();
  }

  static absl::StatusOr<std::string> Watch(const WatchEventsRequest& request) {
    const auto stream =
        EventServiceClient(server_->Connect()).WatchEvents(request);
    WatchEventsResponse response;
    if (stream->Read(&response)) return response.history();
    return stream->Finish();
  }

  static InProcessServer* server_;
};

InProcessServer* ServerErrorsTest::server_ = nullptr;

TEST_F(ServerErrorsTest, NotFound) {
  EXPECT_EQ(NotFound("customer", kNobody),
            ReadWith(Credentials::Token(server_->shop().api_key_token)));
}

TEST_F(ServerErrorsTest, EtagMismatch) {
  CreateCustomerRequest request;
  request.mutable_customer()->set_given_name("Zoé");
  const auto created = Customers().CreateCustomer(request);
  ASSERT_TRUE(created.ok()) << created.status();
  UpdateCustomerRequest update;
  update.mutable_customer()->set_id(created->customer().id());
  update.mutable_customer()->set_given_name("Léa");
  update.mutable_customer()->set_etag("of another time");

  EXPECT_EQ(EtagMismatch("customer", created->customer().id(),
                         created->customer().etag()),
            Customers().UpdateCustomer(update).status());
}

TEST_F(ServerErrorsTest, InvalidFields) {
  CreateCustomerRequest request;
  request.mutable_customer()->set_email_address("nobody");
  const absl::Status one = Customers().CreateCustomer(request).status();
  request.mutable_customer()->set_birthday("tomorrow");
  const absl::Status two = Customers().CreateCustomer(request).status();

  ASSERT_EQ(FieldViolationsOf(one).size(), 1u) << one;
  EXPECT_EQ(InvalidFields(FieldViolationsOf(one)), one);
  ASSERT_EQ(FieldViolationsOf(two).size(), 2u) << two;
  EXPECT_EQ(InvalidFields(FieldViolationsOf(two)), two);
}

TEST_F(ServerErrorsTest, OfTokens) {
  EXPECT_EQ(TokenMissing(), ReadWith(Credentials()));
  EXPECT_EQ(TokenInvalid(), ReadWith(Credentials::Token("no token")));
  // No server waits here until a token expires.
  const absl::Status expired = rpc::TokenExpired();
  EXPECT_EQ(TokenExpired().code(), expired.code());
  EXPECT_EQ(TokenExpired().message(), expired.message());
  EXPECT_EQ(ReasonOf(TokenExpired()), comptoir::ReasonOf(expired));
}

TEST_F(ServerErrorsTest, PermissionDenied) {
  EXPECT_EQ(PermissionDenied("PERMISSION_CUSTOMERS_VIEW"),
            ReadWith(Credentials::Token(server_->shop().till_token)));
}

TEST_F(ServerErrorsTest, RequestIdReused) {
  CreateCustomerRequest request;
  request.set_request_id("one");
  request.mutable_customer()->set_given_name("Zoé");
  ASSERT_TRUE(Customers().CreateCustomer(request).ok());
  request.mutable_customer()->set_given_name("Léa");

  EXPECT_EQ(RequestIdReused(), Customers().CreateCustomer(request).status());
}

// An error of the server's store as it reaches an application.
absl::Status Sent(const absl::Status& status) {
  google::rpc::Status details;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    google::protobuf::Any& detail = *details.add_details();
    detail.set_type_url(std::string(url));
    detail.set_value(std::string(payload));
  });
  absl::Status sent(status.code(), status.message());
  AttachDetails(details.SerializeAsString(), sent);
  return sent;
}

absl::Status WriteNothing(store::Transaction&, std::string*) {
  return absl::OkStatus();
}

TEST_F(ServerErrorsTest, LaneFull) {
  store::TestStore store(store::TestStore::On::kMemory, {.queue_size_max = 2});
  store::HeldLane lane(store);
  const auto waiting = lane.Update(WriteNothing);
  const auto refused = lane.Update(WriteNothing);

  EXPECT_EQ(LaneFull(), Sent(refused->Get().status));

  lane.Release();
  EXPECT_TRUE(waiting->Get().status.ok());
}

TEST_F(ServerErrorsTest, Stopping) {
  store::TestStore store;
  const auto context = store.ContextFor(FormatId("mer", "merchant-number1"));
  store->Stop();

  EXPECT_EQ(Stopping(),
            Sent(store->UpdateAndWait(context, WriteNothing).status));
}

TEST_F(ServerErrorsTest, RevisionInFuture) {
  WatchEventsRequest request;
  request.set_after_revision(1'000'000);
  const absl::Status status = Watch(request).status();
  const auto metadata = MetadataOf(status);
  ASSERT_TRUE(metadata.contains("newest_revision")) << status;

  EXPECT_EQ(
      RevisionInFuture(1'000'000, std::stoll(metadata.at("newest_revision"))),
      status);
}

TEST_F(ServerErrorsTest, HistoryChanged) {
  const auto history = Watch({});
  ASSERT_TRUE(history.ok()) << history.status();
  WatchEventsRequest request;
  request.set_after_revision(1);
  // Nobody's but of the right form.
  request.set_history(std::string(history->size(), '0'));

  EXPECT_EQ(HistoryChanged(1), Watch(request).status());
}

}  // namespace
}  // namespace comptoir::sdk::testing
