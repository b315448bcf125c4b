#include "server/events/events_area.h"

#include <string>
#include <utility>

#include "comptoir/events/v1/event_service.server.h"
#include "comptoir/events/v1/webhook_service.server.h"
#include "server/events/rules/request_rules.h"
#include "server/events/webhooks/delivery/verify_webhooks.h"
#include "server/rpc/runtime.h"

namespace comptoir::events {

EventsArea::EventsArea(store::Store& store, const Clock& clock,
                       store::Outbox& outbox, store::Reactions& reactions,
                       const customers::CustomerDirectory& customers,
                       WebhookOptions webhooks)
    : hub_(store, clock),
      service_(store, hub_, subjects_, customers),
      webhooks_(store, clock, outbox, reactions, std::move(webhooks)) {}

void EventsArea::AddChecks(store::Checks& checks) const {
  AddWebhookChecks(webhooks_.tables(), checks);
}

void EventsArea::AddRequestChecks(rpc::RequestChecks* checks) const {
  const std::string service = "comptoir.events.v1.EventService/";
  checks->emplace(service + "WatchEvents", rpc::MakeRequestCheck(CheckWatch));
  checks->emplace(service + "ListEvents", rpc::MakeRequestCheck(CheckList));
  checks->emplace(service + "ListActivity",
                  rpc::MakeRequestCheck(CheckActivity));
}

void EventsArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindEventService(service_, runtime));
  bound->push_back(v1::BindWebhookService(webhooks_.service(), runtime));
}

}  // namespace comptoir::events
