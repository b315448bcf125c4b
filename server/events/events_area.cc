#include "server/events/events_area.h"

#include "server/rpc/runtime.h"

namespace comptoir::events {

void EventsArea::Bind(rpc::Runtime& runtime, BoundServices* bound) {
  bound->push_back(v1::BindEventService(service_, runtime));
}

}  // namespace comptoir::events
