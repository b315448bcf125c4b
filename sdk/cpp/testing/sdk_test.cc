// What the SDK promises, against a real server.
#include <set>
#include <string>
#include <vector>

#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/request_id.h"
#include "comptoir/sdk/testing/in_process_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::sdk::testing {
namespace {

using customers::v1::CreateCustomerRequest;
using customers::v1::CustomerServiceClient;
using customers::v1::ListCustomersRequest;
using events::v1::EventServiceClient;
using events::v1::WatchEventsRequest;
using ::testing::Contains;
using ::testing::Field;
using ::testing::SizeIs;

class SdkTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto server = InProcessServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = server->release();
  }
  static void TearDownTestSuite() { delete server_; }

  static CreateCustomerRequest Named(const std::string& name) {
    CreateCustomerRequest request;
    request.mutable_customer()->set_given_name(name);
    return request;
  }

  static InProcessServer* server_;
  const CustomerServiceClient customers_{server_->Connect()};
};

InProcessServer* SdkTest::server_ = nullptr;

TEST_F(SdkTest, TellsARepeatedWriteFromTheFirst) {
  const std::string request_id = NewRequestId();
  CallInfo first, second;

  const auto created = customers_.CreateCustomer(
      Named("Zoé"), {.request_id = request_id, .info = &first});
  const auto repeated = customers_.CreateCustomer(
      Named("Zoé"), {.request_id = request_id, .info = &second});

  ASSERT_TRUE(created.ok()) << created.status();
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(created->customer().id(), repeated->customer().id());
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(second.replayed);
}

TEST_F(SdkTest, TellsWhichFieldIsWrong) {
  CreateCustomerRequest request = Named("Zoé");
  request.mutable_customer()->set_email_address("nobody");

  const absl::Status status = customers_.CreateCustomer(request).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(
      FieldViolationsOf(status),
      Contains(Field(&FieldViolation::field, "customer.email_address")));
}

TEST_F(SdkTest, ListsOverPagesWithoutMissingOrRepeating) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(customers_.CreateCustomer(Named("Page")).ok());
  }
  ListCustomersRequest request;
  request.set_page_size(2);
  std::vector<std::string> ids;

  for (const auto& customer : customers_.ListCustomersAll(request)) {
    ASSERT_TRUE(customer.ok()) << customer.status();
    ids.push_back(customer->id());
  }

  EXPECT_GE(ids.size(), 5);
  EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()),
              SizeIs(ids.size()));
}

TEST_F(SdkTest, WatchesWhatHappens) {
  auto watch = EventServiceClient(server_->Connect()).WatchEventsResuming({});
  // The first answer says where the stream stands.
  ASSERT_TRUE(watch.Next().ok());
  const auto created = customers_.CreateCustomer(Named("Ève"));
  ASSERT_TRUE(created.ok()) << created.status();

  auto answer = watch.Next();
  while (answer.ok() && answer->events().empty()) answer = watch.Next();

  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->events(0).subjects(), Contains(created->customer().id()));
  EXPECT_EQ(watch.position()->revision, answer->revision());
  EXPECT_EQ(watch.position()->history, answer->history());
}

TEST_F(SdkTest, RefusesToResumeFromTheFuture) {
  WatchEventsRequest request;
  request.set_after_revision(1'000'000);

  const auto answer = EventServiceClient(server_->Connect())
                          .WatchEventsResuming(request)
                          .Next();

  EXPECT_EQ(ReasonOf(answer.status()), "REVISION_IN_FUTURE");
}

}  // namespace
}  // namespace comptoir::sdk::testing
