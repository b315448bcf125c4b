// Between moments and what the clock on a shop's wall shows.
//
// Where clocks jump, these rules hold everywhere in Comptoir:
//
// - A local time that is skipped (a gap, when clocks go forward) means the
//   first moment after the gap: 02:30 on the night in which 02:00 becomes 03:00
//   is 03:00.
// - A local time that is shown twice (an overlap, when clocks go back) means
//   the first of the two.
//
// So every local time means exactly one moment, and a later local time never an
// earlier one: what is due at a local time is never lost and never done twice.
#ifndef COMPTOIR_SERVER_BASE_CALENDAR_LOCAL_TIME_H_
#define COMPTOIR_SERVER_BASE_CALENDAR_LOCAL_TIME_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace comptoir {

// What the clock shows at `time`, without fractions of a second.
absl::CivilSecond ToLocal(absl::Time time, absl::TimeZone zone);

// The moment at which the clock shows `local`, by the rules above.
absl::Time FromLocal(absl::CivilSecond local, absl::TimeZone zone);

// The day that the calendar shows at `time`.
absl::CivilDay LocalDay(absl::Time time, absl::TimeZone zone);

// When `day` begins: at midnight, or where the clock skips midnight, at the
// first moment after. A day ends where the next one begins: it takes 23, 24 or
// 25 hours, or none at all where a country jumped over it, as Samoa did on
// 2011-12-30.
//
// Where clocks went back over midnight (Newfoundland did at 00:01 until 2011),
// LocalDay() shows the new day, the old one, and the new one again; all of it
// lies within the new day as it is here.
absl::Time StartOfDay(absl::CivilDay day, absl::TimeZone zone);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CALENDAR_LOCAL_TIME_H_
