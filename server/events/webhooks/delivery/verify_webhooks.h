// The part of `comptoird verify` that looks for deliveries to nobody.
#ifndef COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_VERIFY_WEBHOOKS_H_
#define COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_VERIFY_WEBHOOKS_H_

#include "server/events/webhooks/webhook_tables.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::events {

// Each delivery is to a webhook that exists, or is about to be dropped with the
// webhook that was deleted. Records, and the outbox's own rows, are checked
// with those of all areas. `tables` must outlive `checks`.
void AddWebhookChecks(const WebhookTables& tables, store::Checks& checks);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_WEBHOOKS_DELIVERY_VERIFY_WEBHOOKS_H_
