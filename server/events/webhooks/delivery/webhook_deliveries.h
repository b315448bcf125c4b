// Deliveries: from the log into the outbox, and what becomes of them.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_DELIVERIES_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_DELIVERIES_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "comptoir/events/v1/webhook.pb.h"
#include "comptoir/storage/v1/log.pb.h"
#include "comptoir/storage/v1/outbox.pb.h"
#include "comptoir/storage/v1/webhook.pb.h"
#include "server/events/webhooks/delivery/webhook_index.h"
#include "server/events/webhooks/webhook_tables.h"
#include "server/store/outbox/outbox.h"
#include "server/store/reactions/reaction.h"
#include "server/store/transaction.h"

namespace comptoir::events {

// Deliveries of a webhook that wait, and that were given up and are kept.
inline constexpr int64_t kPendingDeliveriesMax = 10'000;
inline constexpr int64_t kDeadDeliveriesMax = 10'000;
// Of each state those that GetWebhook shows; more that arrived are not kept.
inline constexpr int kDeliveriesShown = 20;
// A webhook that delivered nothing for so long, while it failed, is disabled.
inline constexpr absl::Duration kFailingMax = absl::Hours(72);

// How deliveries are retried and kept; without the runner.
store::EffectKind WebhookEffectKind();

// A delivery as the API shows it.
v1::WebhookDelivery ToDelivery(const storage::v1::OutboxEffect& effect);

// When the newest delivery of a webhook arrived; InfinitePast when none has.
absl::StatusOr<absl::Time> LastDeliveryTime(const kv::View& view,
                                            const store::EffectTable& effects,
                                            std::string_view merchant_id,
                                            std::string_view webhook_id);

// Thread-safe. What it is made of must outlive it.
class WebhookDeliveries {
 public:
  WebhookDeliveries(const WebhookTables& tables, const WebhookIndex& index,
                    store::Outbox& outbox)
      : tables_(tables), index_(index), outbox_(outbox) {}

  // The reaction that puts a delivery into the outbox for each event and
  // webhook that wants it.
  store::Reaction MakeReaction();

  // A delivery has arrived or was given up: disables the webhook where that is
  // called for. For EffectKind::on_settled.
  absl::Status Settled(store::Transaction& txn,
                       const storage::v1::OutboxEffect& effect);

  // FAILED_PRECONDITION, reason WEBHOOK_DISABLED or EVENT_TYPE_NOT_WANTED,
  // while it would only be given up again. For EffectKind::check_retry.
  absl::Status CheckRetry(store::Transaction& txn,
                          const storage::v1::OutboxEffect& effect) const;

 private:
  absl::Status React(store::Transaction& txn,
                     const storage::v1::LogEntry& entry);
  absl::Status Add(store::Transaction& txn, storage::v1::StoredWebhook* stored,
                   const storage::v1::LogEntry& entry, int index);
  // A delivery was given up because too many wait.
  absl::Status Overflowed(store::Transaction& txn,
                          storage::v1::StoredWebhook* stored);
  absl::Status Disable(store::Transaction& txn, v1::WebhookDisableReason reason,
                       storage::v1::StoredWebhook* stored);
  // When the newest delivery arrived, or the webhook was enabled.
  absl::StatusOr<absl::Time> LastGoodTime(
      const store::Transaction& txn,
      const storage::v1::StoredWebhook& stored) const;

  const WebhookTables& tables_;
  const WebhookIndex& index_;
  store::Outbox& outbox_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_DELIVERIES_H_
