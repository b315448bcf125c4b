#include "server/events/webhooks/webhook_service.h"

#include <optional>
#include <string>
#include <utility>

#include "comptoir/events/v1/webhook_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/events/webhooks/delivery/webhook_deliveries.h"
#include "server/events/webhooks/rules/webhook_rules.h"
#include "server/events/webhooks/rules/webhook_sight.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/room.h"
#include "server/records/stamps.h"
#include "server/store/outbox/effect_list.h"
#include "server/store/outbox/rules/effect_rules.h"

namespace comptoir::events {
namespace {

using storage::v1::OutboxEffect;
using storage::v1::StoredWebhook;

// What follows from its state, which was `before`: UNSPECIFIED for a new one.
void ApplyState(const store::Transaction& txn, v1::WebhookState before,
                StoredWebhook* stored) {
  v1::Webhook& webhook = *stored->mutable_webhook();
  if (webhook.state() == before) return;
  if (webhook.state() == v1::WEBHOOK_STATE_ENABLED) {
    webhook.clear_disable_reason();
    stored->set_after_revision(txn.revision());
    *stored->mutable_enable_time() = ToTimestamp(txn.now());
  } else {
    webhook.set_disable_reason(v1::WEBHOOK_DISABLE_REASON_REQUESTED);
  }
}

}  // namespace

absl::StatusOr<v1::CreateWebhookResponse> WebhookService::CreateWebhook(
    const Call& call, store::Transaction& txn,
    const v1::CreateWebhookRequest& request) {
  RETURN_IF_ERROR(records::CheckRequired(request.webhook(), "webhook"));
  StoredWebhook stored;
  v1::Webhook& webhook = *stored.mutable_webhook();
  webhook = request.webhook();
  RETURN_IF_ERROR(CheckAndClean(allow_private_, &webhook));
  RETURN_IF_ERROR(RequireSight(call, webhook));
  RETURN_IF_ERROR(records::RequireRoom(txn, tables_.webhooks, kWebhooksMax,
                                       "TOO_MANY_WEBHOOKS"));
  webhook.set_id(txn.NewId("whk"));
  webhook.set_maker_id(call.principal().id);
  const std::string secret = call.NewSecret();
  RETURN_IF_ERROR(secrets_.Set(secret, txn.now(), &stored));
  ApplyState(txn, v1::WEBHOOK_STATE_UNSPECIFIED, &stored);
  records::StampCreation(txn, &webhook);
  RETURN_IF_ERROR(tables_.webhooks.Put(txn, stored));

  v1::WebhookCreated event;
  event.set_webhook_id(webhook.id());
  txn.AppendEvent(event, {webhook.id()});
  v1::CreateWebhookResponse response;
  response.set_secret(WebhookSecretText(secret));
  *response.mutable_webhook() = std::move(webhook);
  return response;
}

absl::StatusOr<v1::GetWebhookResponse> WebhookService::GetWebhook(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetWebhookRequest& request) {
  ASSIGN_OR_RETURN(
      const StoredWebhook stored,
      tables_.webhooks.Get(snapshot, call.merchant_id(), request.webhook_id()));
  v1::GetWebhookResponse response;
  ASSIGN_OR_RETURN(*response.mutable_webhook(),
                   Show(snapshot, call.merchant_id(), stored));
  for (const auto state :
       {OutboxEffect::STATE_PENDING, OutboxEffect::STATE_DEAD,
        OutboxEffect::STATE_DONE}) {
    ASSIGN_OR_RETURN(
        const store::EffectPage page,
        store::ListEffects(snapshot, outbox_.table(), call.merchant_id(),
                           kWebhookKind, request.webhook_id(), state,
                           kDeliveriesShown));
    for (const OutboxEffect& effect : page.effects) {
      *response.add_deliveries() = ToDelivery(effect);
    }
  }
  return response;
}

absl::StatusOr<v1::ListWebhooksResponse> WebhookService::ListWebhooks(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListWebhooksRequest& request) {
  ASSIGN_OR_RETURN(
      auto page, records::ListPage(call, snapshot, tables_.webhooks, request));
  v1::ListWebhooksResponse response;
  for (const StoredWebhook& stored : page.records) {
    ASSIGN_OR_RETURN(*response.add_webhooks(),
                     Show(snapshot, call.merchant_id(), stored));
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::UpdateWebhookResponse> WebhookService::UpdateWebhook(
    const Call& call, store::Transaction& txn,
    const v1::UpdateWebhookRequest& request) {
  ASSIGN_OR_RETURN(
      StoredWebhook stored,
      tables_.webhooks.Get(txn, call.merchant_id(), request.webhook().id()));
  v1::Webhook& webhook = *stored.mutable_webhook();
  // Deliveries that wait go where the webhook points by then.
  RETURN_IF_ERROR(RequireSight(call, webhook));
  const v1::Webhook before = webhook;
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &webhook));
  // Cleared, it would be what a new webhook is: that is not what was said.
  if (webhook.state() == v1::WEBHOOK_STATE_UNSPECIFIED) {
    return InvalidField("webhook.state", "must be ENABLED or DISABLED");
  }
  RETURN_IF_ERROR(CheckAndClean(allow_private_, &webhook));
  RETURN_IF_ERROR(RequireSight(call, webhook));
  if (!records::IsNoChange(call, before, webhook)) {
    ApplyState(txn, before.state(), &stored);
    if (webhook.url() != before.url()) {
      webhook.set_maker_id(call.principal().id);
    }
    records::StampChange(txn, &webhook);
    RETURN_IF_ERROR(tables_.webhooks.Put(txn, stored));
    v1::WebhookUpdated event;
    event.set_webhook_id(webhook.id());
    *event.mutable_changed_fields() = records::ChangedFields(before, webhook);
    txn.AppendEvent(event, {webhook.id()});
  }
  v1::UpdateWebhookResponse response;
  ASSIGN_OR_RETURN(*response.mutable_webhook(),
                   Show(txn, call.merchant_id(), stored));
  return response;
}

absl::StatusOr<v1::DeleteWebhookResponse> WebhookService::DeleteWebhook(
    const Call& call, store::Transaction& txn,
    const v1::DeleteWebhookRequest& request) {
  ASSIGN_OR_RETURN(
      const StoredWebhook stored,
      tables_.webhooks.Get(txn, call.merchant_id(), request.webhook_id()));
  RETURN_IF_ERROR(
      records::CheckEtag("webhook", request.etag(), stored.webhook()));
  RETURN_IF_ERROR(tables_.webhooks.Delete(txn, request.webhook_id()).status());
  RETURN_IF_ERROR(outbox_.DropQueue(txn, kWebhookKind, request.webhook_id()));
  v1::WebhookDeleted event;
  event.set_webhook_id(request.webhook_id());
  txn.AppendEvent(event, {request.webhook_id()});
  return v1::DeleteWebhookResponse();
}

absl::StatusOr<v1::RotateWebhookSecretResponse>
WebhookService::RotateWebhookSecret(
    const Call& call, store::Transaction& txn,
    const v1::RotateWebhookSecretRequest& request) {
  ASSIGN_OR_RETURN(
      StoredWebhook stored,
      tables_.webhooks.Get(txn, call.merchant_id(), request.webhook_id()));
  v1::Webhook& webhook = *stored.mutable_webhook();
  // Who has its secret can sign events of every kind that it sends.
  RETURN_IF_ERROR(RequireSight(call, webhook));
  const std::string secret = call.NewSecret();
  RETURN_IF_ERROR(secrets_.Set(secret, txn.now(), &stored));
  records::StampChange(txn, &webhook);
  RETURN_IF_ERROR(tables_.webhooks.Put(txn, stored));
  v1::WebhookSecretRotated event;
  event.set_webhook_id(webhook.id());
  txn.AppendEvent(event, {webhook.id()});
  v1::RotateWebhookSecretResponse response;
  response.set_secret(WebhookSecretText(secret));
  ASSIGN_OR_RETURN(*response.mutable_webhook(),
                   Show(txn, call.merchant_id(), stored));
  return response;
}

absl::StatusOr<v1::RetryWebhookDeliveryResponse>
WebhookService::RetryWebhookDelivery(
    const Call& call, store::Transaction& txn,
    const v1::RetryWebhookDeliveryRequest& request) {
  RETURN_IF_ERROR(
      tables_.webhooks.Get(txn, call.merchant_id(), request.webhook_id())
          .status());
  ASSIGN_OR_RETURN(
      const std::optional<OutboxEffect> effect,
      outbox_.table().Find(txn, call.merchant_id(), request.effect_id()));
  if (!effect || effect->kind() != kWebhookKind ||
      effect->destination() != request.webhook_id()) {
    return NotFound("delivery", request.effect_id());
  }
  ASSIGN_OR_RETURN(const store::AddedEffect retried,
                   outbox_.Retry(txn, request.effect_id()));
  v1::RetryWebhookDeliveryResponse response;
  *response.mutable_delivery() = ToDelivery(retried.effect);
  return response;
}

absl::StatusOr<v1::TestWebhookResponse> WebhookService::TestWebhook(
    const Call& call, store::Transaction& txn,
    const v1::TestWebhookRequest& request) {
  ASSIGN_OR_RETURN(
      const StoredWebhook stored,
      tables_.webhooks.Get(txn, call.merchant_id(), request.webhook_id()));
  if (stored.webhook().state() != v1::WEBHOOK_STATE_ENABLED) {
    return WebhookIsDisabled();
  }
  v1::WebhookTested event;
  event.set_webhook_id(request.webhook_id());
  txn.AppendEvent(event, {request.webhook_id()});
  v1::TestWebhookResponse response;
  response.set_effect_id(store::EffectIdOf(
      kWebhookKind, DeliveryKey(request.webhook_id(), txn.revision(),
                                /*index=*/0, txn.now())));
  return response;
}

absl::StatusOr<v1::Webhook> WebhookService::Show(
    const kv::View& view, std::string_view merchant_id,
    const StoredWebhook& stored) const {
  v1::Webhook webhook = stored.webhook();
  secrets_.Describe(stored, &webhook);
  ASSIGN_OR_RETURN(
      const storage::v1::OutboxQueue queue,
      outbox_.table().FindQueue(view, merchant_id, kWebhookKind, webhook.id()));
  webhook.set_pending_count(queue.pending_count());
  webhook.set_dead_count(queue.dead_count());
  webhook.set_forgotten_count(queue.forgotten_count());
  ASSIGN_OR_RETURN(
      const absl::Time last,
      LastDeliveryTime(view, outbox_.table(), merchant_id, webhook.id()));
  if (last != absl::InfinitePast()) {
    *webhook.mutable_last_delivery_time() = ToTimestamp(last);
  }
  return webhook;
}

}  // namespace comptoir::events
