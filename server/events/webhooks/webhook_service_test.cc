#include "server/events/webhooks/webhook_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/events/webhooks/testing/webhooks_fixture.h"

namespace comptoir::events {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kUrl[] = "https://shop.example/hook";

class WebhookServiceTest : public WebhooksFixture {
 protected:
  std::vector<std::string> ListIds(int page_size = 0) {
    std::vector<std::string> ids;
    v1::ListWebhooksRequest request;
    request.set_page_size(page_size);
    do {
      const auto page = Ask(&WebhookService::ListWebhooks, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Webhook& webhook : page->webhooks()) {
        ids.push_back(webhook.id());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  absl::StatusOr<v1::UpdateWebhookResponse> Update(v1::Webhook webhook,
                                                   std::string path) {
    v1::UpdateWebhookRequest request;
    *request.mutable_webhook() = std::move(webhook);
    request.mutable_update_mask()->add_paths(std::move(path));
    return Do(&WebhookService::UpdateWebhook, request);
  }

  v1::DeleteWebhookRequest DeleteRequest(const std::string& id) {
    v1::DeleteWebhookRequest request;
    request.set_webhook_id(id);
    return request;
  }
};

TEST_F(WebhookServiceTest, CreatesAWebhookAndTellsItsSecretOnce) {
  const v1::CreateWebhookResponse created =
      Create(kUrl, {"comptoir.sales.v1.SaleCanceled"});

  const v1::Webhook& webhook = created.webhook();
  EXPECT_THAT(webhook.id(), testing::StartsWith("whk_"));
  EXPECT_EQ(webhook.url(), kUrl);
  EXPECT_EQ(webhook.state(), v1::WEBHOOK_STATE_ENABLED);
  EXPECT_FALSE(webhook.etag().empty());
  EXPECT_EQ(ToTime(webhook.create_time()), store_.clock().Now());
  EXPECT_THAT(created.secret(), testing::StartsWith("whsec_"));
  EXPECT_EQ(created.secret().size(), 50u);
  EXPECT_THAT(AllEvents(), ElementsAre("WebhookCreated"));
  EXPECT_EQ(Get(webhook.id()).DebugString(), webhook.DebugString());

  // It is in no row, and neither are its bytes.
  std::string bytes;
  ASSERT_TRUE(absl::Base64Unescape(created.secret().substr(6), &bytes));
  const auto snapshot = store_.Read();
  for (auto rows = snapshot->Scan({}); rows->Valid(); rows->Next()) {
    EXPECT_THAT(std::string(rows->value()),
                AllOf(Not(HasSubstr(created.secret())), Not(HasSubstr(bytes))));
  }
}

TEST_F(WebhookServiceTest, RefusesWhatCannotBeSentTo) {
  http_.allow_private = false;
  Restart();
  for (const char* url : {"", "http://shop.example/", "https://127.0.0.1/"}) {
    v1::CreateWebhookRequest request;
    request.mutable_webhook()->set_url(url);
    const auto refused = Do(&WebhookService::CreateWebhook, request);
    EXPECT_EQ(ReasonOf(refused.status()), "INVALID_FIELDS") << url;
  }
  EXPECT_THAT(ListIds(), IsEmpty());
}

TEST_F(WebhookServiceTest, WebhooksOfAMerchantAreBounded) {
  for (int i = 0; i < kWebhooksMax; ++i) Create(kUrl);

  v1::CreateWebhookRequest request;
  request.mutable_webhook()->set_url(kUrl);
  const auto refused = Do(&WebhookService::CreateWebhook, request);

  EXPECT_TRUE(absl::IsResourceExhausted(refused.status()));
  EXPECT_EQ(ReasonOf(refused.status()), "TOO_MANY_WEBHOOKS");
  EXPECT_EQ(ListIds(7).size(), static_cast<size_t>(kWebhooksMax));
}

TEST_F(WebhookServiceTest, ListsTheOldestFirst) {
  const std::string first = Create(kUrl).webhook().id();
  store_.clock().Advance(absl::Seconds(1));
  const std::string second = Create(kUrl).webhook().id();

  EXPECT_THAT(ListIds(1), ElementsAre(first, second));
}

TEST_F(WebhookServiceTest, UpdatesWhatTheMaskNames) {
  v1::Webhook webhook = Create(kUrl).webhook();
  webhook.set_display_name("Books");
  webhook.set_url("https://other.example/");

  const auto updated = Update(webhook, "display_name");

  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->webhook().display_name(), "Books");
  EXPECT_EQ(updated->webhook().url(), kUrl);
  EXPECT_NE(updated->webhook().etag(), webhook.etag());
  EXPECT_EQ(AllEvents().back(), "WebhookUpdated");
  // The same again, from what was read before.
  EXPECT_EQ(ReasonOf(Update(webhook, "display_name").status()),
            "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(Update(updated->webhook(), "secret_number").status()),
            "INVALID_FIELDS");
}

TEST_F(WebhookServiceTest, ChecksUpdatesAsCreations) {
  v1::Webhook webhook = Create(kUrl).webhook();
  webhook.set_url("ftp://shop.example/");
  EXPECT_EQ(ReasonOf(Update(webhook, "url").status()), "INVALID_FIELDS");
  webhook.clear_url();
  EXPECT_EQ(ReasonOf(Update(webhook, "url").status()), "INVALID_FIELDS");
  webhook.add_event_types("SaleOpened");
  EXPECT_EQ(ReasonOf(Update(webhook, "event_types").status()),
            "INVALID_FIELDS");
}

TEST_F(WebhookServiceTest, AnUpdateDoesNotLeaveTheStateOut) {
  v1::Webhook webhook = Create(kUrl).webhook();
  webhook.clear_state();

  for (const char* path : {"state", "*"}) {
    const absl::Status refused = Update(webhook, path).status();
    EXPECT_EQ(ReasonOf(refused), "INVALID_FIELDS") << path;
    EXPECT_EQ(refused.message(), "webhook.state: must be ENABLED or DISABLED");
  }
  EXPECT_TRUE(Update(webhook, "display_name").ok());
}

TEST_F(WebhookServiceTest, AnUpdateThatChangesNothingLeavesTheEtag) {
  const v1::Webhook webhook = Create(kUrl).webhook();

  const auto updated = Update(webhook, "url");

  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->webhook().etag(), webhook.etag());
  EXPECT_EQ(AllEvents().back(), "WebhookCreated");
}

TEST_F(WebhookServiceTest, DisablesAndEnables) {
  const std::string id = Create(kUrl).webhook().id();

  const auto disabled = SetState(id, v1::WEBHOOK_STATE_DISABLED);
  ASSERT_TRUE(disabled.ok()) << disabled.status();
  EXPECT_EQ(disabled->webhook().state(), v1::WEBHOOK_STATE_DISABLED);
  EXPECT_EQ(disabled->webhook().disable_reason(),
            v1::WEBHOOK_DISABLE_REASON_REQUESTED);

  const auto enabled = SetState(id, v1::WEBHOOK_STATE_ENABLED);
  EXPECT_EQ(enabled->webhook().state(), v1::WEBHOOK_STATE_ENABLED);
  EXPECT_EQ(enabled->webhook().disable_reason(),
            v1::WEBHOOK_DISABLE_REASON_UNSPECIFIED);
}

TEST_F(WebhookServiceTest, RotatesTheSecret) {
  const v1::CreateWebhookResponse created = Create(kUrl);
  v1::RotateWebhookSecretRequest request;
  request.set_webhook_id(created.webhook().id());

  const auto rotated = Do(&WebhookService::RotateWebhookSecret, request);

  ASSERT_TRUE(rotated.ok()) << rotated.status();
  EXPECT_NE(rotated->secret(), created.secret());
  EXPECT_EQ(ToTime(rotated->webhook().former_secret_end_time()),
            store_.clock().Now() + absl::Hours(24));
  EXPECT_EQ(AllEvents().back(), "WebhookSecretRotated");
}

TEST_F(WebhookServiceTest, RotatesNoMoreSecretsThanFitARequest) {
  v1::RotateWebhookSecretRequest request;
  request.set_webhook_id(Create(kUrl).webhook().id());
  for (int i = 1; i < kSecretsMax; ++i) {
    ASSERT_TRUE(Do(&WebhookService::RotateWebhookSecret, request).ok());
  }

  EXPECT_EQ(
      ReasonOf(Do(&WebhookService::RotateWebhookSecret, request).status()),
      "TOO_MANY_SECRETS");
  store_.clock().Advance(kFormerSecretTime);
  EXPECT_TRUE(Do(&WebhookService::RotateWebhookSecret, request).ok());
}

TEST_F(WebhookServiceTest, DeletesAWebhookWithItsDeliveries) {
  const v1::Webhook webhook = Create(kUrl).webhook();
  Log({sale_});
  ASSERT_TRUE(reactions_->RunPending().ok());
  ASSERT_EQ(Deliveries(webhook.id()).size(), 1u);
  const std::string effect = Deliveries(webhook.id())[0].effect_id();

  v1::DeleteWebhookRequest request = DeleteRequest(webhook.id());
  request.set_etag("other");
  EXPECT_EQ(ReasonOf(Do(&WebhookService::DeleteWebhook, request).status()),
            "ETAG_MISMATCH");
  request.set_etag(webhook.etag());
  ASSERT_TRUE(Do(&WebhookService::DeleteWebhook, request).ok());

  EXPECT_THAT(ListIds(), IsEmpty());
  EXPECT_EQ(AllEvents().back(), "WebhookDeleted");
  store_.RunDueJobs();
  EXPECT_FALSE(
      outbox_->table().Find(*store_.Read(), merchant_, effect)->has_value());
}

TEST_F(WebhookServiceTest, UnknownIdsAreNotFound) {
  const std::string id = FormatId("whk", "no-such-webhook!");
  v1::GetWebhookRequest get;
  get.set_webhook_id(id);
  v1::RotateWebhookSecretRequest rotate;
  rotate.set_webhook_id(id);
  v1::TestWebhookRequest test;
  test.set_webhook_id(id);
  v1::RetryWebhookDeliveryRequest retry;
  retry.set_webhook_id(id);
  for (const absl::Status& status :
       {Ask(&WebhookService::GetWebhook, get).status(),
        SetState(id, v1::WEBHOOK_STATE_DISABLED).status(),
        Do(&WebhookService::DeleteWebhook, DeleteRequest(id)).status(),
        Do(&WebhookService::RotateWebhookSecret, rotate).status(),
        Do(&WebhookService::RetryWebhookDelivery, retry).status(),
        Do(&WebhookService::TestWebhook, test).status()}) {
    EXPECT_EQ(ReasonOf(status), "NOT_FOUND");
  }
}

TEST_F(WebhookServiceTest, ShowsTheNewestDeliveriesOfEachState) {
  Receiver receiver;
  const std::string id =
      Create(receiver.url(), {"comptoir.sales.v1.SaleCanceled"}).webhook().id();
  const auto log_and_run = [&](int status) {
    receiver.SetStatus(status);
    Log(std::vector<std::string>(kDeliveriesShown + 1, sale_));
    Run();
  };
  log_and_run(200);
  log_and_run(503);
  Run(kFailingMax);  // Gives them up.
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_ENABLED).ok());
  log_and_run(404);

  const std::vector<v1::WebhookDelivery> all = Deliveries(id);

  ASSERT_EQ(all.size(), size_t{3 * kDeliveriesShown});
  const v1::WebhookDelivery& pending = all[0];
  EXPECT_EQ(pending.state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
  EXPECT_EQ(pending.last_error().reason(), "HTTP_404");
  EXPECT_EQ(pending.last_error().message(), "the receiver answered 404");
  EXPECT_EQ(pending.failed_attempts(), 1);
  EXPECT_TRUE(pending.has_next_attempt_time());
  EXPECT_FALSE(pending.has_settle_time());
  const v1::WebhookDelivery& dead = all[kDeliveriesShown];
  EXPECT_EQ(dead.state(), v1::WEBHOOK_DELIVERY_STATE_DEAD);
  // The first one that was given up disabled the webhook.
  EXPECT_THAT(dead.last_error().reason(),
              AnyOf("HTTP_503", "WEBHOOK_DISABLED"));
  EXPECT_EQ(ToTime(dead.settle_time()), store_.clock().Now());
  const v1::WebhookDelivery& delivered = all.back();
  EXPECT_EQ(delivered.state(), v1::WEBHOOK_DELIVERY_STATE_DELIVERED);
  EXPECT_EQ(delivered.event_type(), "comptoir.sales.v1.SaleCanceled");
  EXPECT_EQ(delivered.revision(), 2);
  EXPECT_FALSE(delivered.has_last_error());
  const v1::Webhook webhook = Get(id);
  EXPECT_EQ(webhook.pending_count(), kDeliveriesShown + 1);
  EXPECT_EQ(webhook.dead_count(), kDeliveriesShown + 1);
  EXPECT_TRUE(webhook.has_last_delivery_time());
}

TEST_F(WebhookServiceTest, SendsADeliveryAgainWhateverBecameOfIt) {
  Receiver receiver;
  const std::string id = Create(receiver.url()).webhook().id();
  Log({sale_});
  Run();
  const std::string effect_id = receiver.Take().at(0).id;
  v1::RetryWebhookDeliveryRequest request;
  request.set_webhook_id(id);
  request.set_effect_id(effect_id);
  for (const int status : {503, 200}) {  // What arrived, then what waits.
    receiver.SetStatus(status);
    const auto retried = Do(&WebhookService::RetryWebhookDelivery, request);
    ASSERT_TRUE(retried.ok()) << retried.status();
    EXPECT_EQ(retried->delivery().state(), v1::WEBHOOK_DELIVERY_STATE_PENDING);
    EXPECT_EQ(ToTime(retried->delivery().next_attempt_time()),
              store_.clock().Now());
    Run();
    const std::vector<Received> received = receiver.Take();
    ASSERT_EQ(received.size(), 1u);
    EXPECT_EQ(received[0].id, effect_id);
  }
  EXPECT_EQ(Deliveries(id).at(0).state(), v1::WEBHOOK_DELIVERY_STATE_DELIVERED);
}

TEST_F(WebhookServiceTest, SendsNothingAgainThatIsNoDeliveryOfTheWebhook) {
  const std::string id = Create(kUrl).webhook().id();
  const std::string other = Create(kUrl).webhook().id();
  Log({sale_});
  ASSERT_TRUE(reactions_->RunPending().ok());
  v1::RetryWebhookDeliveryRequest request;
  request.set_webhook_id(id);
  for (const std::string& effect_id : {Deliveries(other).at(0).effect_id(),
                                       FormatId("eff", "no-such-delivery")}) {
    request.set_effect_id(effect_id);
    EXPECT_EQ(
        ReasonOf(Do(&WebhookService::RetryWebhookDelivery, request).status()),
        "NOT_FOUND");
  }
  request.set_effect_id(Deliveries(id).at(0).effect_id());
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_DISABLED).ok());
  EXPECT_EQ(
      ReasonOf(Do(&WebhookService::RetryWebhookDelivery, request).status()),
      "WEBHOOK_DISABLED");
  // Nor for those who look after failed tasks.
  EXPECT_EQ(ReasonOf(store_
                         .Write(merchant_,
                                [&](store::Transaction& txn) {
                                  return outbox_->Retry(txn,
                                                        request.effect_id());
                                })
                         .status()),
            "WEBHOOK_DISABLED");
}

TEST_F(WebhookServiceTest, SendsATestToThisWebhookAlone) {
  Receiver receiver;
  const std::string id =
      Create(receiver.url("/this"), {"comptoir.sales.v1.SaleOpened"})
          .webhook()
          .id();
  Create(receiver.url("/other"));
  v1::TestWebhookRequest request;
  request.set_webhook_id(id);

  const auto tested = Do(&WebhookService::TestWebhook, request);
  ASSERT_TRUE(tested.ok()) << tested.status();
  Run();

  const std::vector<Received> received = receiver.Take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].path, "/this");
  EXPECT_EQ(received[0].id, tested->effect_id());
  EXPECT_THAT(received[0].body, HasSubstr("comptoir.events.v1.WebhookTested"));
  ASSERT_EQ(Deliveries(id).size(), 1u);
  EXPECT_EQ(Deliveries(id)[0].effect_id(), tested->effect_id());
}

TEST_F(WebhookServiceTest, DoesNotTestWhileDisabled) {
  const std::string id = Create(kUrl).webhook().id();
  ASSERT_TRUE(SetState(id, v1::WEBHOOK_STATE_DISABLED).ok());
  v1::TestWebhookRequest request;
  request.set_webhook_id(id);

  EXPECT_EQ(ReasonOf(Do(&WebhookService::TestWebhook, request).status()),
            "WEBHOOK_DISABLED");
}

}  // namespace
}  // namespace comptoir::events
