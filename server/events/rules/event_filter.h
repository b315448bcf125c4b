// Which events somebody wants, and how they look to the API.
#ifndef COMPTOIR_SERVER_EVENTS_RULES_EVENT_FILTER_H_
#define COMPTOIR_SERVER_EVENTS_RULES_EVENT_FILTER_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "comptoir/events/v1/event.pb.h"
#include "comptoir/storage/v1/log.pb.h"
#include "google/protobuf/repeated_field.h"

namespace comptoir::events {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

// Immutable, so thread-safe.
class EventFilter {
 public:
  // Events about one of `subjects`, of one of `types` (full message names); an
  // empty list lets everything pass.
  EventFilter(const Strings& subjects, const Strings& types);

  bool Matches(const storage::v1::LoggedEvent& event) const;
  // Whatever its kind.
  bool IsAboutSubjects(const storage::v1::LoggedEvent& event) const;

 private:
  absl::flat_hash_set<std::string> subjects_;
  absl::flat_hash_set<std::string> types_;
};

// Whether it tells that customers became one profile, or are no more.
bool ChangesProfiles(const storage::v1::LoggedEvent& event);

// The full name of its message, such as "comptoir.sales.v1.SaleOpened".
std::string_view EventTypeOf(const storage::v1::LoggedEvent& event);

// The event at `index` of `entry` as the API shows it.
v1::Event ToEvent(const storage::v1::LogEntry& entry, int index);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_RULES_EVENT_FILTER_H_
