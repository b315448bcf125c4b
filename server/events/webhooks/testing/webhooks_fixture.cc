#include "server/events/webhooks/testing/webhooks_fixture.h"

#include "comptoir/sales/v1/sale_events.pb.h"

namespace comptoir::events {

WebhooksFixture::WebhooksFixture(store::TestStore::On on) : store_(on) {
  Open();
}

WebhooksFixture::~WebhooksFixture() { Close(); }

void WebhooksFixture::Open() {
  outbox_ = std::make_unique<store::Outbox>(
      store_.store(), store_.clock(),
      store::OutboxOptions{.random = [] { return 0; }});
  reactions_ =
      std::make_unique<store::Reactions>(store_.store(), store_.clock());
  webhooks_ = std::make_unique<Webhooks>(
      store_.store(), store_.clock(), *outbox_, *reactions_,
      WebhookOptions{
          .secret = secret_, .http = http_, .hold_file = hold_file_});
  EXPECT_TRUE(webhooks_->Load(*store_.Read()).ok());
  EXPECT_TRUE(webhooks_->Start().ok());
  // As a server does before its first call.
  EXPECT_TRUE(reactions_->RunPending().ok());
}

void WebhooksFixture::Close() {
  if (reactions_) reactions_->Stop();
  if (outbox_) outbox_->Stop(absl::ZeroDuration());
  webhooks_.reset();
  reactions_.reset();
  outbox_.reset();
}

void WebhooksFixture::Restart() {
  Close();
  store_.Reopen();
  Open();
}

Call WebhooksFixture::NewCall() {
  return Call::ForTest(merchant_, store_.clock().Now(),
                       RandomBytes(kIdSeedBytes));
}

v1::CreateWebhookResponse WebhooksFixture::Create(
    const std::string& url, std::vector<std::string> types) {
  v1::CreateWebhookRequest request;
  request.mutable_webhook()->set_url(url);
  request.mutable_webhook()->mutable_event_types()->Assign(types.begin(),
                                                           types.end());
  const auto created = Do(&WebhookService::CreateWebhook, request);
  EXPECT_TRUE(created.ok()) << created.status();
  return created.value_or(v1::CreateWebhookResponse());
}

v1::Webhook WebhooksFixture::Get(const std::string& id) {
  v1::GetWebhookRequest request;
  request.set_webhook_id(id);
  const auto got = Ask(&WebhookService::GetWebhook, request);
  EXPECT_TRUE(got.ok()) << got.status();
  return got.value_or(v1::GetWebhookResponse()).webhook();
}

absl::StatusOr<v1::UpdateWebhookResponse> WebhooksFixture::SetState(
    const std::string& id, v1::WebhookState state) {
  v1::UpdateWebhookRequest request;
  request.mutable_webhook()->set_id(id);
  request.mutable_webhook()->set_state(state);
  return Do(&WebhookService::UpdateWebhook, request);
}

std::vector<v1::WebhookDelivery> WebhooksFixture::Deliveries(
    const std::string& id) {
  v1::GetWebhookRequest request;
  request.set_webhook_id(id);
  const auto got = Ask(&WebhookService::GetWebhook, request);
  EXPECT_TRUE(got.ok()) << got.status();
  if (!got.ok()) return {};
  return {got->deliveries().begin(), got->deliveries().end()};
}

void WebhooksFixture::Log(const std::vector<std::string>& sale_ids) {
  const absl::Status logged =
      store_.Write(merchant_, [&](store::Transaction& txn) {
        for (const std::string& id : sale_ids) {
          sales::v1::SaleCanceled event;
          event.set_sale_id(id);
          txn.AppendEvent(event, {id});
        }
        return absl::OkStatus();
      });
  ASSERT_TRUE(logged.ok()) << logged;
}

void WebhooksFixture::Run(absl::Duration time) {
  store_.clock().Advance(time);
  const absl::Status reacted = reactions_->RunPending();
  ASSERT_TRUE(reacted.ok()) << reacted;
  outbox_->RunDue();
}

std::vector<std::string> WebhooksFixture::AllEvents() {
  std::vector<std::string> kinds;
  for (const auto& entry : store_.Log(merchant_)) {
    for (const auto& event : entry.events()) {
      const std::string& url = event.data().type_url();
      kinds.push_back(url.substr(url.rfind('.') + 1));
    }
  }
  return kinds;
}

}  // namespace comptoir::events
