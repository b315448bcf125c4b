// What happened: live, as history, and as the activity of one subject.
#ifndef COMPTOIR_SERVER_EVENTS_EVENT_SERVICE_H_
#define COMPTOIR_SERVER_EVENTS_EVENT_SERVICE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "comptoir/events/v1/event_service.server.h"
#include "server/customers/customer_directory.h"
#include "server/events/watch_hub.h"

namespace comptoir::events {

// Thread-safe. See protos/comptoir/events/v1/event_service.proto.
class EventService final : public v1::EventServiceBase {
 public:
  // Both must outlive this.
  EventService(WatchHub& hub, const customers::CustomerDirectory& customers)
      : hub_(hub), customers_(customers) {}

  absl::StatusOr<std::unique_ptr<rpc::Source<v1::WatchEventsResponse>>>
  WatchEvents(std::shared_ptr<const Call> call,
              const v1::WatchEventsRequest& request, rpc::Wake wake) override;

  absl::StatusOr<v1::ListEventsResponse> ListEvents(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListEventsRequest& request) override;

  absl::StatusOr<v1::ListActivityResponse> ListActivity(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListActivityRequest& request) override;

 private:
  WatchHub& hub_;
  const customers::CustomerDirectory& customers_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_EVENT_SERVICE_H_
