// The events area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_
#define COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_

#include <memory>
#include <vector>

#include "server/base/clock.h"
#include "server/events/event_service.h"
#include "server/events/watch_hub.h"
#include "server/rpc/bound_service.h"
#include "server/store/store.h"

namespace comptoir::rpc {
class Runtime;
}

namespace comptoir::events {

// To be made before the store starts. What it is made of must outlive it; it
// must outlive what Bind() gave.
class EventsArea {
 public:
  EventsArea(store::Store& store, const Clock& clock) : hub_(store, clock) {}

  void Bind(rpc::Runtime& runtime,
            std::vector<std::unique_ptr<rpc::BoundService>>* bound);

 private:
  WatchHub hub_;
  EventService service_{hub_};
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_EVENTS_AREA_H_
