// Webhooks over a real server, the SDK and a web server that receives them.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/events/v1/event_service.client.h"
#include "comptoir/events/v1/webhook_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/merchants/v1/failed_task_service.client.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "server/events/webhooks/rules/webhook_secrets.h"
#include "server/events/webhooks/testing/receiver.h"
#include "tests/integration/shop_test.h"

namespace comptoir::events::v1 {
namespace {

using customers::v1::CustomerServiceClient;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using testing::Summary;

constexpr char kCustomerCreated[] = "comptoir.customers.v1.CustomerCreated";

class WebhooksTest : public comptoir::testing::ShopTest {
 protected:
  static WebhookServiceClient Webhooks() {
    return WebhookServiceClient(owner());
  }

  static CreateWebhookRequest NewWebhook(const std::string& url,
                                         std::vector<std::string> types) {
    CreateWebhookRequest request;
    request.mutable_webhook()->set_url(url);
    for (std::string& type : types) {
      request.mutable_webhook()->add_event_types(std::move(type));
    }
    return request;
  }

  CreateWebhookResponse Create(std::vector<std::string> types) {
    const auto created =
        Webhooks().CreateWebhook(NewWebhook(receiver_.url(), std::move(types)));
    EXPECT_TRUE(created.ok()) << created.status();
    return created.value_or(CreateWebhookResponse());
  }

  static std::string NewCustomer() {
    customers::v1::CreateCustomerRequest request;
    request.mutable_customer()->set_given_name("Hélène");
    const auto created = CustomerServiceClient(owner()).CreateCustomer(request);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->customer().id() : "";
  }

  static WebhookPayload PayloadOf(const Received& received) {
    WebhookPayload payload;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(received.body, &payload)
            .ok())
        << received.body;
    return payload;
  }

  // The header `webhook-signature` that a receiver expects.
  static std::string SignatureOf(const Received& received,
                                 const std::string& secret) {
    std::string bytes;
    EXPECT_TRUE(absl::Base64Unescape(secret.substr(6), &bytes));
    return WebhookSignature(
        {bytes}, received.id,
        absl::FromUnixSeconds(std::stoll(received.timestamp)), received.body);
  }

  // Until the server has written down that something arrived.
  static GetWebhookResponse AwaitDelivery(const std::string& id) {
    GetWebhookRequest request;
    request.set_webhook_id(id);
    while (true) {
      const auto got = Webhooks().GetWebhook(request);
      EXPECT_TRUE(got.ok()) << got.status();
      if (!got.ok()) return GetWebhookResponse();
      if (got->webhook().has_last_delivery_time()) return *got;
    }
  }

  Receiver receiver_;
};

TEST_F(WebhooksTest, SendWhatHappensSigned) {
  const CreateWebhookResponse created = Create({kCustomerCreated});
  const std::string customer = NewCustomer();
  receiver_.Await(1);

  const Received received = receiver_.Take().at(0);
  EXPECT_EQ(received.signature, SignatureOf(received, created.secret()));
  EXPECT_THAT(received.body, Not(HasSubstr("Hélène")));
  const WebhookPayload payload = PayloadOf(received);
  EXPECT_EQ(payload.type(), kCustomerCreated);
  EXPECT_EQ(payload.merchant_id(), shop().merchant_id);
  EXPECT_EQ(payload.data().subjects(0), customer);
  const GetWebhookResponse got = AwaitDelivery(created.webhook().id());
  ASSERT_THAT(got.deliveries(), SizeIs(1));
  EXPECT_EQ(got.deliveries(0).effect_id(), received.id);
  EXPECT_EQ(got.deliveries(0).state(), WEBHOOK_DELIVERY_STATE_DELIVERED);
}

TEST_F(WebhooksTest, AreTriedOutWhateverTheyWant) {
  const CreateWebhookResponse created = Create({kCustomerCreated});
  TestWebhookRequest request;
  request.set_webhook_id(created.webhook().id());

  const auto tested = Webhooks().TestWebhook(request);
  ASSERT_TRUE(tested.ok()) << tested.status();
  receiver_.Await(1);

  const Received received = receiver_.Take().at(0);
  EXPECT_EQ(received.id, tested->effect_id());
  EXPECT_EQ(PayloadOf(received).type(), "comptoir.events.v1.WebhookTested");
}

TEST_F(WebhooksTest, HaveOneSecretHoweverOftenTheyAreAskedFor) {
  CreateWebhookRequest request = NewWebhook(receiver_.url(), {});
  request.set_request_id("create-it-once");

  const auto first = Webhooks().CreateWebhook(request);
  const auto second = Webhooks().CreateWebhook(request);

  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

TEST_F(WebhooksTest, AreSilentOnceDeleted) {
  const std::string deleted = Create({kCustomerCreated}).webhook().id();
  const std::string kept = Create({kCustomerCreated}).webhook().id();
  DeleteWebhookRequest request;
  request.set_webhook_id(deleted);
  const auto done = Webhooks().DeleteWebhook(request);
  ASSERT_TRUE(done.ok()) << done.status();
  NewCustomer();
  NewCustomer();
  // Those of the other one; had there been more, they would be among them.
  receiver_.Await(2);

  EXPECT_THAT(receiver_.Take(), SizeIs(2));
}

TEST_F(WebhooksTest, SendADeliveryAgain) {
  const CreateWebhookResponse created = Create({kCustomerCreated});
  NewCustomer();
  receiver_.Await(1);
  const Received first = receiver_.Take().at(0);
  AwaitDelivery(created.webhook().id());
  RetryWebhookDeliveryRequest request;
  request.set_webhook_id(created.webhook().id());
  request.set_effect_id(first.id);

  const auto retried = Webhooks().RetryWebhookDelivery(request);
  ASSERT_TRUE(retried.ok()) << retried.status();
  receiver_.Await(1);

  const Received second = receiver_.Take().at(0);
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.body, first.body);
}

// Returns once the server has disabled a webhook.
void AwaitDisabled(const EventServiceClient& events, const std::string& id) {
  WatchEventsRequest request;
  request.set_after_revision(0);
  request.add_subjects(id);
  request.add_types("comptoir.events.v1.WebhookDisabled");
  auto watch = events.WatchEventsResuming(request);
  while (true) {
    const auto seen = watch.Next();
    ASSERT_TRUE(seen.ok()) << seen.status();
    if (!seen->events().empty()) return;
  }
}

TEST_F(WebhooksTest, SendNoFailedDeliveryAgainWhileDisabled) {
  constexpr int kGone = 410;
  receiver_.SetStatus(kGone);
  const std::string id = Create({kCustomerCreated}).webhook().id();
  NewCustomer();
  receiver_.Await(1);
  merchants::v1::RetryFailedTaskRequest retry;
  retry.set_task_id(receiver_.Take().at(0).id);
  AwaitDisabled(EventServiceClient(owner()), id);
  const merchants::v1::FailedTaskServiceClient tasks(owner());

  EXPECT_EQ(Summary(tasks.RetryFailedTask(retry).status()),
            "FAILED_PRECONDITION WEBHOOK_DISABLED");

  receiver_.SetStatus(204);
  UpdateWebhookRequest enable;
  enable.mutable_webhook()->set_id(id);
  enable.mutable_webhook()->set_state(WEBHOOK_STATE_ENABLED);
  const auto enabled = Webhooks().UpdateWebhook(enable);
  ASSERT_TRUE(enabled.ok()) << enabled.status();
  const auto retried = tasks.RetryFailedTask(retry);
  ASSERT_TRUE(retried.ok()) << retried.status();
  receiver_.Await(1);
  EXPECT_EQ(receiver_.Take().at(0).id, retry.task_id());
}

// What becomes of each call about a webhook and a delivery of it.
std::set<std::string> SummariesOf(const WebhookServiceClient& webhooks,
                                  const std::string& webhook_id,
                                  const std::string& effect_id) {
  GetWebhookRequest get;
  get.set_webhook_id(webhook_id);
  UpdateWebhookRequest update;
  update.mutable_webhook()->set_id(webhook_id);
  update.mutable_webhook()->set_display_name("Mine");
  DeleteWebhookRequest remove;
  remove.set_webhook_id(webhook_id);
  RotateWebhookSecretRequest rotate;
  rotate.set_webhook_id(webhook_id);
  RetryWebhookDeliveryRequest retry;
  retry.set_webhook_id(webhook_id);
  retry.set_effect_id(effect_id);
  TestWebhookRequest test;
  test.set_webhook_id(webhook_id);
  return {Summary(webhooks.GetWebhook(get).status()),
          Summary(webhooks.UpdateWebhook(update).status()),
          Summary(webhooks.DeleteWebhook(remove).status()),
          Summary(webhooks.RotateWebhookSecret(rotate).status()),
          Summary(webhooks.RetryWebhookDelivery(retry).status()),
          Summary(webhooks.TestWebhook(test).status())};
}

TEST_F(WebhooksTest, AreNobodyElses) {
  const std::string id = Create({kCustomerCreated}).webhook().id();
  NewCustomer();
  receiver_.Await(1);
  const std::string delivery = receiver_.Take().at(0).id;

  EXPECT_THAT(SummariesOf(WebhookServiceClient(stranger()), id, delivery),
              ElementsAre("NOT_FOUND"));
  EXPECT_THAT(SummariesOf(WebhookServiceClient(staff()), id, delivery),
              ElementsAre("PERMISSION_DENIED"));
  for (const auto& listed :
       WebhookServiceClient(stranger()).ListWebhooksAll({})) {
    ASSERT_TRUE(listed.ok()) << listed.status();
    EXPECT_NE(listed->id(), id);
  }
}

TEST_F(WebhooksTest, RefuseWhatCannotBeSent) {
  EXPECT_EQ(Summary(Webhooks()
                        .CreateWebhook(NewWebhook("http://shop.example/",
                                                  {"SaleCompleted"}))
                        .status()),
            "INVALID_ARGUMENT INVALID_FIELDS webhook.url "
            "webhook.event_types[0]");
  EXPECT_EQ(Summary(Webhooks().CreateWebhook(NewWebhook("", {})).status()),
            "INVALID_ARGUMENT INVALID_FIELDS webhook.url");
  EXPECT_EQ(Summary(Webhooks().GetWebhook({}).status()),
            "INVALID_ARGUMENT INVALID_FIELDS webhook_id");
}

TEST_F(WebhooksTest, AreListedAndChanged) {
  const Webhook webhook = Create({}).webhook();
  UpdateWebhookRequest request;
  request.mutable_webhook()->set_id(webhook.id());
  request.mutable_webhook()->set_etag(webhook.etag());
  request.mutable_webhook()->set_display_name("Book-keeping");

  const auto updated = Webhooks().UpdateWebhook(request);

  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->webhook().url(), receiver_.url());
  std::optional<std::string> name;
  for (const auto& listed : Webhooks().ListWebhooksAll({})) {
    ASSERT_TRUE(listed.ok()) << listed.status();
    if (listed->id() == webhook.id()) name = listed->display_name();
  }
  EXPECT_EQ(name, "Book-keeping");
}

// A key that has leaked may have made one.
TEST_F(WebhooksTest, AreNamedWhenTheirMakerIsRevoked) {
  merchants::v1::CreateApiKeyRequest create;
  create.mutable_api_key()->set_display_name("Web shop");
  for (const Permission permission :
       {PERMISSION_WEBHOOKS_MANAGE, PERMISSION_WEBHOOKS_VIEW,
        PERMISSION_EVENTS_VIEW, PERMISSION_CUSTOMERS_VIEW}) {
    create.mutable_api_key()->add_permissions(permission);
  }
  const merchants::v1::ApiKeyServiceClient keys(owner());
  const auto key = keys.CreateApiKey(create);
  ASSERT_TRUE(key.ok()) << key.status();
  const auto made =
      WebhookServiceClient(With(key->api_key_token()))
          .CreateWebhook(NewWebhook(receiver_.url(), {kCustomerCreated}));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->webhook().maker_id(), key->api_key().id());

  merchants::v1::RevokeApiKeyRequest revoke;
  revoke.set_api_key_id(key->api_key().id());
  const auto revoked = keys.RevokeApiKey(revoke);

  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_THAT(revoked->sending_webhook_ids(),
              ElementsAre(made->webhook().id()));
  NewCustomer();
  receiver_.Await(1);
}

TEST_F(WebhooksTest, RotateTheirSecret) {
  const CreateWebhookResponse created = Create({kCustomerCreated});
  RotateWebhookSecretRequest request;
  request.set_webhook_id(created.webhook().id());
  const auto rotated = Webhooks().RotateWebhookSecret(request);
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  NewCustomer();
  receiver_.Await(1);

  const Received received = receiver_.Take().at(0);
  EXPECT_EQ(received.signature, SignatureOf(received, rotated->secret()) + " " +
                                    SignatureOf(received, created.secret()));
}

}  // namespace
}  // namespace comptoir::events::v1
