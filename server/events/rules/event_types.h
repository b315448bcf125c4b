// The kinds of events that there are.
#ifndef COMPTOIR_SERVER_EVENTS_RULES_EVENT_TYPES_H_
#define COMPTOIR_SERVER_EVENTS_RULES_EVENT_TYPES_H_

#include <string>
#include <string_view>

#include "google/protobuf/repeated_field.h"
#include "server/base/status.h"

namespace comptoir::events {

// Adds those of `types`, which stand in the field `path`, that no event can
// have: to wait for them would be silence for ever. Kinds are known by what is
// linked: in a server, those of all areas.
void CheckEventTypes(
    std::string_view path,
    const google::protobuf::RepeatedPtrField<std::string>& types,
    FieldViolations& violations);

}  // namespace comptoir::events

#endif  // COMPTOIR_SERVER_EVENTS_RULES_EVENT_TYPES_H_
