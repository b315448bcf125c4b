// What happened: live, as history, and as the activity of one subject.
#ifndef COMPTOIR_SERVER_EVENTS_EVENT_SERVICE_H_
#define COMPTOIR_SERVER_EVENTS_EVENT_SERVICE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "comptoir/events/v1/event_service.server.h"
#include "server/customers/customer_directory.h"
#include "server/events/subjects/subjects.h"
#include "server/events/watch_hub.h"
#include "server/store/store.h"

namespace comptoir::events {

// Thread-safe. See protos/comptoir/events/v1/event_service.proto.
class EventService final : public v1::EventServiceBase {
 public:
  // All must outlive this.
  EventService(const store::Store& store, WatchHub& hub,
               const Subjects& subjects,
               const customers::CustomerDirectory& customers)
      : store_(store), hub_(hub), subjects_(subjects), customers_(customers) {}

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
  const store::Store& store_;
  WatchHub& hub_;
  const Subjects& subjects_;
  const customers::CustomerDirectory& customers_;
};

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_EVENT_SERVICE_H_
