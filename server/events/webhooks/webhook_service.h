// The webhooks of a merchant.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOK_SERVICE_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOK_SERVICE_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/events/v1/webhook_service.server.h"
#include "comptoir/storage/v1/webhook.pb.h"
#include "server/events/webhooks/rules/webhook_secrets.h"
#include "server/events/webhooks/webhook_tables.h"
#include "server/store/outbox/outbox.h"

namespace comptoir::events {

// Of one merchant.
inline constexpr int kWebhooksMax = 20;

// Thread-safe. What it is made of must outlive it.
// See protos/comptoir/events/v1/webhook_service.proto.
class WebhookService final : public v1::WebhookServiceBase {
 public:
  WebhookService(const WebhookTables& tables, const WebhookSecrets& secrets,
                 store::Outbox& outbox, bool allow_private)
      : tables_(tables),
        secrets_(secrets),
        outbox_(outbox),
        allow_private_(allow_private) {}

  absl::StatusOr<v1::CreateWebhookResponse> CreateWebhook(
      const Call& call, store::Transaction& txn,
      const v1::CreateWebhookRequest& request) override;
  absl::StatusOr<v1::GetWebhookResponse> GetWebhook(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetWebhookRequest& request) override;
  absl::StatusOr<v1::ListWebhooksResponse> ListWebhooks(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListWebhooksRequest& request) override;
  absl::StatusOr<v1::UpdateWebhookResponse> UpdateWebhook(
      const Call& call, store::Transaction& txn,
      const v1::UpdateWebhookRequest& request) override;
  absl::StatusOr<v1::DeleteWebhookResponse> DeleteWebhook(
      const Call& call, store::Transaction& txn,
      const v1::DeleteWebhookRequest& request) override;
  absl::StatusOr<v1::RotateWebhookSecretResponse> RotateWebhookSecret(
      const Call& call, store::Transaction& txn,
      const v1::RotateWebhookSecretRequest& request) override;
  absl::StatusOr<v1::RetryWebhookDeliveryResponse> RetryWebhookDelivery(
      const Call& call, store::Transaction& txn,
      const v1::RetryWebhookDeliveryRequest& request) override;
  absl::StatusOr<v1::TestWebhookResponse> TestWebhook(
      const Call& call, store::Transaction& txn,
      const v1::TestWebhookRequest& request) override;

 private:
  // As the API shows it, with what is counted.
  absl::StatusOr<v1::Webhook> Show(
      const kv::View& view, std::string_view merchant_id,
      const storage::v1::StoredWebhook& stored) const;

  const WebhookTables& tables_;
  const WebhookSecrets& secrets_;
  store::Outbox& outbox_;
  const bool allow_private_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOK_SERVICE_H_
