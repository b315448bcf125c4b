// The events area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_
#define COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_

#include <string_view>
#include <vector>

#include "server/area.h"
#include "server/base/clock.h"
#include "server/events/event_service.h"
#include "server/events/watch_hub.h"
#include "server/store/store.h"

namespace comptoir::events {

// What it is made of must outlive it.
class EventsArea final : public Area {
 public:
  EventsArea(store::Store& store, const Clock& clock) : hub_(store, clock) {}

  std::string_view name() const override { return "events"; }
  // Its rows are the store's: the log and the activity feeds.
  std::vector<const store::TableBase*> tables() const override { return {}; }
  void AddChecks(store::Checks&) const override {}
  void Bind(rpc::Runtime& runtime, BoundServices* bound) override;

 private:
  WatchHub hub_;
  EventService service_{hub_};
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_
