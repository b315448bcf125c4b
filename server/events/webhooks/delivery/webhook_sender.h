// Sends events to webhooks: what runs the outbox's effects of this kind.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_SENDER_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_SENDER_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "comptoir/storage/v1/webhook.pb.h"
#include "server/base/clock.h"
#include "server/base/http/http_client.h"
#include "server/events/webhooks/rules/webhook_secrets.h"
#include "server/events/webhooks/webhook_tables.h"
#include "server/store/outbox/effect.h"
#include "server/store/store.h"

namespace comptoir::events {

// Thread-safe. What it is made of must outlive it.
class WebhookSender {
 public:
  WebhookSender(store::Store& store, const Clock& clock,
                const WebhookTables& tables, const WebhookSecrets& secrets,
                std::string hold_file)
      : store_(store),
        clock_(clock),
        tables_(tables),
        secrets_(secrets),
        hold_file_(std::move(hold_file)) {}

  // Whether nothing is sent now: there is a file of the name `hold_file`.
  bool IsHeld() const;

  // An EffectRunner, by `client`.
  void Send(HttpClient& client, const store::Effect& effect,
            store::EffectDone done) const;

 private:
  // CANCELLED when the webhook is gone; UNAVAILABLE while its secret is
  // unreadable or all are held; all other errors are final.
  absl::StatusOr<HttpRequest> MakeRequest(const store::Effect& effect) const;

  store::Store& store_;
  const Clock& clock_;
  const WebhookTables& tables_;
  const WebhookSecrets& secrets_;
  const std::string hold_file_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_WEBHOOK_SENDER_H_
