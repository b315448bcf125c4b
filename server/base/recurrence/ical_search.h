// Where libical is asked; the rules of recurrence_rule.h keep it within bounds.
#ifndef COMPTOIR_SERVER_BASE_RECURRENCE_ICAL_SEARCH_H_
#define COMPTOIR_SERVER_BASE_RECURRENCE_ICAL_SEARCH_H_

#include "absl/functional/function_ref.h"
#include "absl/time/civil_time.h"
#include "server/base/recurrence/recurrence_rule.h"

namespace comptoir {

// Calls `visit` with each local time from `start` to `end` at which `rule`
// comes round, in order, until it returns false.
//
// `rule` must be one that ParseRecurrenceRule takes. What its parts leave open
// (the day, the time of day) is taken from `start`, and so is where INTERVAL
// begins. COUNT and UNTIL are left to the caller, and with FREQ=WEEKLY, MONTHLY
// and YEARLY also INTERVAL. `start` must lie between the years 0 and 2500.
//
// libical looks at one minute, hour or day after the other with FREQ=MINUTELY,
// HOURLY and DAILY: the caller bounds its work by `end`. Thread-safe.
void SearchByIcal(const RecurrenceRule& rule, absl::CivilSecond start,
                  absl::CivilSecond end,
                  absl::FunctionRef<bool(absl::CivilSecond)> visit);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_RECURRENCE_ICAL_SEARCH_H_
