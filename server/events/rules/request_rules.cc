#include "server/events/rules/request_rules.h"

#include "server/events/rules/event_types.h"

namespace comptoir::events {

void CheckWatch(const v1::WatchEventsRequest& request,
                FieldViolations& violations) {
  CheckEventTypes("types", request.types(), violations);
}

void CheckActivity(const v1::ListActivityRequest& request,
                   FieldViolations& violations) {
  CheckEventTypes("types", request.types(), violations);
}

void CheckList(const v1::ListEventsRequest& request,
               FieldViolations& violations) {
  CheckEventTypes("types", request.types(), violations);
  // Its answer would say that the history ends before where the caller stands.
  if (request.until_revision() > 0 &&
      request.until_revision() < request.after_revision()) {
    violations.Add("until_revision",
                   "must not be before after_revision; 0 means the newest");
  }
}

}  // namespace comptoir::events
