#include "server/events/webhooks/delivery/webhook_deliveries.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/events/v1/webhook_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/events/rules/event_filter.h"
#include "server/events/webhooks/rules/webhook_rules.h"
#include "server/records/stamps.h"
#include "server/store/outbox/effect_list.h"

namespace comptoir::events {
namespace {

using storage::v1::LogEntry;
using storage::v1::OutboxEffect;
using storage::v1::StoredWebhook;
using storage::v1::StoredWebhookDelivery;
using store::Transaction;

// More tries than fit into kFailingMax: time alone gives a delivery up.
constexpr int kAttemptsMax = 1000;

v1::WebhookDeliveryState StateOf(const OutboxEffect& effect) {
  switch (effect.state()) {
    case OutboxEffect::STATE_PENDING:
      return v1::WEBHOOK_DELIVERY_STATE_PENDING;
    case OutboxEffect::STATE_DEAD:
      return v1::WEBHOOK_DELIVERY_STATE_DEAD;
    case OutboxEffect::STATE_DONE:
      return v1::WEBHOOK_DELIVERY_STATE_DELIVERED;
    default:
      return v1::WEBHOOK_DELIVERY_STATE_UNSPECIFIED;
  }
}

}  // namespace

store::EffectKind WebhookEffectKind() {
  return {.name = std::string(kWebhookKind),
          .loss =
              "The receiver is not told of this event, which stays in the "
              "history.",
          .retry = {.attempts_max = kAttemptsMax, .age_max = kFailingMax},
          .limits = {.pending_max = kPendingDeliveriesMax,
                     .overflow = store::QueueLimits::Overflow::kDropOldest,
                     .dead_max = kDeadDeliveriesMax,
                     .done_max = kDeliveriesShown}};
}

v1::WebhookDelivery ToDelivery(const OutboxEffect& effect) {
  v1::WebhookDelivery delivery;
  delivery.set_effect_id(effect.id());
  StoredWebhookDelivery payload;
  if (payload.ParseFromString(effect.payload())) {
    delivery.set_event_type(payload.event_type());
    delivery.set_revision(static_cast<int64_t>(payload.revision()));
    delivery.set_index(payload.index());
  }
  delivery.set_state(StateOf(effect));
  *delivery.mutable_create_time() = effect.create_time();
  if (effect.has_due_time()) {
    *delivery.mutable_next_attempt_time() = effect.due_time();
  }
  if (effect.has_settle_time()) {
    *delivery.mutable_settle_time() = effect.settle_time();
  }
  delivery.set_failed_attempts(effect.attempts());
  if (effect.has_last_error()) {
    v1::WebhookDeliveryError& error = *delivery.mutable_last_error();
    error.set_reason(effect.last_error().reason());
    error.set_message(effect.last_error().message());
    *error.mutable_fail_time() = effect.last_error().time();
  }
  return delivery;
}

absl::StatusOr<absl::Time> LastDeliveryTime(const kv::View& view,
                                            const store::EffectTable& effects,
                                            std::string_view merchant_id,
                                            std::string_view webhook_id) {
  ASSIGN_OR_RETURN(
      const store::EffectPage newest,
      store::ListEffects(view, effects, merchant_id, kWebhookKind, webhook_id,
                         OutboxEffect::STATE_DONE, /*limit=*/1));
  if (newest.effects.empty()) return absl::InfinitePast();
  return ToTime(newest.effects[0].settle_time());
}

store::Reaction WebhookDeliveries::MakeReaction() {
  return {.name = "webhooks",
          .start = store::Reaction::Start::kEnd,
          .watches =
              [this](const std::string& merchant_id) {
                return index_.HasAny(merchant_id);
              },
          .wants =
              [this](const std::string& merchant_id, const LogEntry& entry) {
                return index_.Wants(merchant_id, entry);
              },
          .react = [this](Transaction& txn,
                          const LogEntry& entry) { return React(txn, entry); }};
}

absl::Status WebhookDeliveries::React(Transaction& txn, const LogEntry& entry) {
  ASSIGN_OR_RETURN(std::vector<StoredWebhook> all,
                   tables_.All(txn, txn.merchant_id()));
  for (StoredWebhook& stored : all) {
    const WebhookSubscription subscription(stored);
    for (int i = 0; i < entry.events_size(); ++i) {
      if (!subscription.Wants(entry.revision(), entry.events(i))) continue;
      RETURN_IF_ERROR(Add(txn, &stored, entry, i));
    }
  }
  return absl::OkStatus();
}

absl::Status WebhookDeliveries::Add(Transaction& txn, StoredWebhook* stored,
                                    const LogEntry& entry, int index) {
  const std::string& webhook_id = stored->webhook().id();
  StoredWebhookDelivery delivery;
  delivery.set_revision(entry.revision());
  delivery.set_index(index);
  delivery.set_event_type(std::string(EventTypeOf(entry.events(index))));
  ASSIGN_OR_RETURN(
      const store::AddedEffect added,
      outbox_.Add(txn, {.kind = std::string(kWebhookKind),
                        .destination = webhook_id,
                        .dedupe_key = DeliveryKey(webhook_id, entry.revision(),
                                                  index, ToTime(entry.time())),
                        .payload = delivery.SerializeAsString()}));
  return added.displaced ? Overflowed(txn, stored) : absl::OkStatus();
}

// So many may come that none grows old enough to be given up for its age: then
// this is what tells that nothing arrives any more.
absl::Status WebhookDeliveries::Overflowed(Transaction& txn,
                                           StoredWebhook* stored) {
  if (stored->webhook().state() != v1::WEBHOOK_STATE_ENABLED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const absl::Time good, LastGoodTime(txn, *stored));
  const absl::Time first = ToTime(stored->overflow_time());
  if (first < good) {
    *stored->mutable_overflow_time() = ToTimestamp(txn.now());
    return tables_.webhooks.Put(txn, *stored);
  }
  return txn.now() - first < kFailingMax
             ? absl::OkStatus()
             : Disable(txn, v1::WEBHOOK_DISABLE_REASON_FAILING, stored);
}

absl::Status WebhookDeliveries::Settled(Transaction& txn,
                                        const OutboxEffect& effect) {
  if (effect.state() != OutboxEffect::STATE_DEAD) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      std::optional<StoredWebhook> stored,
      tables_.webhooks.Find(txn, txn.merchant_id(), effect.destination()));
  if (!stored || stored->webhook().state() != v1::WEBHOOK_STATE_ENABLED) {
    return absl::OkStatus();
  }
  if (effect.last_error().reason() == kWebhookGone) {
    return Disable(txn, v1::WEBHOOK_DISABLE_REASON_GONE, &*stored);
  }
  if (effect.death_cause() != OutboxEffect::DEATH_CAUSE_AGE) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const absl::Time good, LastGoodTime(txn, *stored));
  return good > ToTime(effect.begin_time())
             ? absl::OkStatus()
             : Disable(txn, v1::WEBHOOK_DISABLE_REASON_FAILING, &*stored);
}

absl::Status WebhookDeliveries::CheckRetry(Transaction& txn,
                                           const OutboxEffect& effect) const {
  ASSIGN_OR_RETURN(
      const std::optional<StoredWebhook> stored,
      tables_.webhooks.Find(txn, txn.merchant_id(), effect.destination()));
  // One that is deleted has its queue dropped, which refuses it.
  if (!stored) return absl::OkStatus();
  StoredWebhookDelivery delivery;
  if (!delivery.ParseFromString(effect.payload())) return Corrupt("a delivery");
  return CheckSends(stored->webhook(), delivery.event_type());
}

absl::Status WebhookDeliveries::Disable(Transaction& txn,
                                        v1::WebhookDisableReason reason,
                                        StoredWebhook* stored) {
  v1::Webhook& webhook = *stored->mutable_webhook();
  webhook.set_state(v1::WEBHOOK_STATE_DISABLED);
  webhook.set_disable_reason(reason);
  records::StampChange(txn, &webhook);
  RETURN_IF_ERROR(tables_.webhooks.Put(txn, *stored));
  v1::WebhookDisabled event;
  event.set_webhook_id(webhook.id());
  event.set_reason(reason);
  txn.AppendEvent(event, {webhook.id()});
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> WebhookDeliveries::LastGoodTime(
    const Transaction& txn, const StoredWebhook& stored) const {
  ASSIGN_OR_RETURN(const absl::Time last,
                   LastDeliveryTime(txn, outbox_.table(), txn.merchant_id(),
                                    stored.webhook().id()));
  return std::max(last, ToTime(stored.enable_time()));
}

}  // namespace comptoir::events
