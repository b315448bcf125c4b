// A real comptoird, killed again and again right after it answered a write:
// what follows from it arrives all the same at the web server that wants it.
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>

#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/events/v1/webhook_service.client.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "server/events/webhooks/testing/receiver.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace comptoir::fault {
namespace {

using customers::v1::CustomerServiceClient;
using events::Received;
using events::v1::EventServiceClient;
using events::v1::WebhookServiceClient;
using testing::ChannelTo;
using testing::ServerProcess;

constexpr int kRounds = 20;
constexpr std::chrono::minutes kPatience(2);
constexpr char kCustomerCreated[] = "comptoir.customers.v1.CustomerCreated";

class WebhookTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start().ok());
    const auto shop = testing::OpenShop(server_);
    ASSERT_TRUE(shop.ok()) << shop.status();
    owner_token_ = shop->owner_token;
    receiver_.Set([this](const Received& received, httplib::Response&) {
      Receive(received);
    });
    events::v1::CreateWebhookRequest request;
    request.mutable_webhook()->set_url(receiver_.url());
    request.mutable_webhook()->add_event_types(kCustomerCreated);
    const auto created = WebhookServiceClient(Channel()).CreateWebhook(request);
    ASSERT_TRUE(created.ok()) << created.status();
  }

  std::shared_ptr<sdk::Channel> Channel() const {
    return ChannelTo(server_.address(), owner_token_);
  }

  void Receive(const Received& received) {
    events::v1::WebhookPayload payload;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(received.body, &payload)
            .ok());
    const std::lock_guard lock(mutex_);
    ids_[payload.data().revision()].insert(received.id);
    arrived_.notify_all();
  }

  void CreateCustomer() {
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Camille");
    const auto created =
        CustomerServiceClient(Channel()).CreateCustomer(request);
    ASSERT_TRUE(created.ok()) << created.status();
  }

  // The revisions of the customers, as the history has them.
  std::set<int64_t> Created() const {
    events::v1::ListEventsRequest request;
    request.add_types(kCustomerCreated);
    std::set<int64_t> revisions;
    for (const auto& event :
         EventServiceClient(Channel()).ListEventsAll(request)) {
      EXPECT_TRUE(event.ok()) << event.status();
      if (event.ok()) revisions.insert(event->revision());
    }
    return revisions;
  }

  const std::string folder_ = testing::NewFolder("webhook");
  ServerProcess server_{"server/comptoird", folder_};
  std::string owner_token_;
  std::mutex mutex_;  // Guards the next two.
  std::condition_variable arrived_;
  std::map<int64_t, std::set<std::string>> ids_;  // By revision.
  events::Receiver receiver_;
};

TEST_F(WebhookTest, KilledAfterAnyWriteSendsItsEvents) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  int written = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 1 + random() % 4; i > 0; --i, ++written) {
      ASSERT_NO_FATAL_FAILURE(CreateCustomer());
    }
    server_.Kill();
    ASSERT_TRUE(server_.Start().ok());
  }

  const std::set<int64_t> created = Created();
  EXPECT_EQ(created.size(), static_cast<size_t>(written));
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(arrived_.wait_for(lock, kPatience,
                                [&] { return ids_.size() >= created.size(); }));
  for (const int64_t revision : created) {
    // Once or more, but always as the same delivery.
    EXPECT_EQ(ids_[revision].size(), 1u) << "revision " << revision;
  }
  lock.unlock();
  EXPECT_EQ(server_.Terminate(), 0);
  EXPECT_TRUE(server_.Verify().ok()) << server_.Verify();
}

}  // namespace
}  // namespace comptoir::fault
