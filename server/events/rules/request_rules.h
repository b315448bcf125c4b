// What is wrong with requests for events beyond the rules of their fields.
#ifndef COMPTOIR_SERVER_EVENTS_RULES_REQUEST_RULES_H_
#define COMPTOIR_SERVER_EVENTS_RULES_REQUEST_RULES_H_

#include "comptoir/events/v1/event_service.pb.h"
#include "server/base/status.h"

namespace comptoir::events {

// Adds kinds of events that do not exist.
void CheckWatch(const v1::WatchEventsRequest& request,
                FieldViolations& violations);
void CheckActivity(const v1::ListActivityRequest& request,
                   FieldViolations& violations);
// The same, and a range that ends before it begins.
void CheckList(const v1::ListEventsRequest& request,
               FieldViolations& violations);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_RULES_REQUEST_RULES_H_
