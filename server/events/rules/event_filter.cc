#include "server/events/rules/event_filter.h"

#include <algorithm>

#include "comptoir/customers/v1/customer_events.pb.h"
#include "server/base/strings.h"
#include "server/base/text/type_name.h"

namespace comptoir::events {

using storage::v1::LogEntry;
using storage::v1::LoggedEvent;

EventFilter::EventFilter(const Strings& subjects, const Strings& types)
    : subjects_(subjects.begin(), subjects.end()),
      types_(types.begin(), types.end()) {}

bool EventFilter::Matches(const LoggedEvent& event) const {
  if (!types_.empty() && !types_.contains(ToAbsl(EventTypeOf(event)))) {
    return false;
  }
  return IsAboutSubjects(event);
}

bool EventFilter::IsAboutSubjects(const LoggedEvent& event) const {
  return subjects_.empty() ||
         std::any_of(event.subjects().begin(), event.subjects().end(),
                     [this](const std::string& subject) {
                       return subjects_.contains(subject);
                     });
}

bool ChangesProfiles(const LoggedEvent& event) {
  return event.data().Is<customers::v1::CustomerMerged>() ||
         event.data().Is<customers::v1::CustomerUnmerged>();
}

std::string_view EventTypeOf(const LoggedEvent& event) {
  return TypeNameOf(event.data().type_url());
}

v1::Event ToEvent(const LogEntry& entry, int index) {
  const LoggedEvent& logged = entry.events(index);
  v1::Event event;
  event.set_revision(static_cast<int64_t>(entry.revision()));
  event.set_index(index);
  *event.mutable_create_time() = entry.time();
  event.set_actor_id(entry.actor());
  *event.mutable_data() = logged.data();
  *event.mutable_subjects() = logged.subjects();
  return event;
}

}  // namespace comptoir::events
