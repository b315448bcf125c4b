// Webhooks as one part of the events area: its parts, wired.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOKS_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOKS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "server/base/clock.h"
#include "server/base/http/http_client.h"
#include "server/events/webhooks/delivery/webhook_deliveries.h"
#include "server/events/webhooks/delivery/webhook_index.h"
#include "server/events/webhooks/delivery/webhook_sender.h"
#include "server/events/webhooks/rules/webhook_secrets.h"
#include "server/events/webhooks/webhook_service.h"
#include "server/events/webhooks/webhook_tables.h"
#include "server/kv/kv.h"
#include "server/store/outbox/outbox.h"
#include "server/store/reactions/reactions.h"
#include "server/store/store.h"

namespace comptoir::events {

struct WebhookOptions {
  // The installation's: what seals their secrets is derived from it.
  std::string secret;
  // How requests are sent, and where to.
  HttpClientOptions http;
  // While there is a file of this name nothing is sent: deliveries wait.
  std::string hold_file = {};
};

// What it is made of must outlive it; `outbox` and `reactions` must have
// stopped before it goes.
class Webhooks {
 public:
  // Registers its effects and its reaction: before those start.
  Webhooks(store::Store& store, const Clock& clock, store::Outbox& outbox,
           store::Reactions& reactions, WebhookOptions options);

  // Before the store starts.
  absl::Status Load(const kv::View& view) { return index_.Load(view); }
  // Before the outbox starts.
  absl::Status Start();

  const WebhookTables& tables() const { return tables_; }
  WebhookService& service() { return service_; }

 private:
  const HttpClientOptions http_;
  const WebhookSecrets secrets_;
  WebhookTables tables_;
  WebhookIndex index_;
  WebhookDeliveries deliveries_;
  WebhookSender sender_;
  WebhookService service_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_WEBHOOKS_H_
