// What comes round: an RFC 5545 recurrence rule in local time.
//
// A rule names times of the clock on the wall, and calendar/local_time.h says
// which moments they mean: "every day at 02:30" falls on 03:00 in the night in
// which clocks skip from 02:00 to 03:00, and once in the night in which they go
// back. (RFC 5545 section 3.3.10 says of a time in a gap both that it is left
// out and that it is read with the clock from before; a reminder that is left
// out is lost.) Two times of a rule that mean the same moment are one, though
// COUNT counts both.
//
// No question searches for ever. Where RFC 5545 sets no end, these limits do;
// they leave alone whatever a shop repeats.
#ifndef COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_H_
#define COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/base/recurrence/recurrence_rule.h"

namespace comptoir {

// A value; safe to read from several threads.
class Recurrence {
 public:
  // A question looks at so many minutes, hours, days or weeks of the rule, and
  // for a rule with COUNT as many in all. With several times a day or several
  // days a week each of them counts.
  static constexpr int kStepsMax = 5000;
  // The answers to one question.
  static constexpr int kOccurrencesMax = 1000;
  // Rules begin in these years, and nothing comes round after the last.
  static constexpr int kFirstYear = 1900;
  static constexpr int kLastYear = 2400;

  // `rule` such as "FREQ=WEEKLY;BYDAY=MO,TH", from `start` on, by the clock of
  // `zone`. What the rule leaves open is taken from `start`: the time of day,
  // the weekday of a weekly rule, the day of a monthly one. `start` itself is
  // an occurrence only if the rule names it. A month without the day is left
  // out: use BYMONTHDAY=28,29,30,31;BYSETPOS=-1 for its last day.
  //
  // INVALID_ARGUMENT with reason RECURRENCE_MALFORMED; RECURRENCE_UNSUPPORTED
  // for what recurrence_rule.h lists, for a start in other years and when COUNT
  // is not reached within kStepsMax; RECURRENCE_EMPTY when it names no time;
  // RECURRENCE_TOO_SPARSE when kStepsMax steps find none.
  static absl::StatusOr<Recurrence> Parse(std::string_view rule,
                                          absl::CivilSecond start,
                                          absl::TimeZone zone);

  const RecurrenceRule& rule() const { return rule_; }
  absl::CivilSecond start() const { return start_; }
  absl::TimeZone zone() const { return zone_; }
  // The last local time that may occur, as far as COUNT and UNTIL by the local
  // clock tell. UNTIL in UTC is rule().until_time.
  absl::CivilSecond last() const { return last_; }

 private:
  Recurrence() = default;

  RecurrenceRule rule_;
  absl::CivilSecond start_;
  absl::TimeZone zone_;
  absl::CivilSecond last_;
};

// The moments in [from, to) at which it recurs, in order, at most `limit` of
// them (1 to kOccurrencesMax). There may be fewer than there are, when more
// would have to be searched for too long: ask again from after the last. None
// at all means that there is none.
//
// FAILED_PRECONDITION with reason RECURRENCE_TOO_SPARSE when kStepsMax steps
// found none and `to` lies further on. It takes microseconds for what comes
// round often and some tens of milliseconds at most.
absl::StatusOr<std::vector<absl::Time>> Occurrences(
    const Recurrence& recurrence, absl::Time from, absl::Time to, int limit);

// The first moment after `after`, or nothing when it does not come round again.
// Errors as of Occurrences().
absl::StatusOr<std::optional<absl::Time>> NextOccurrence(
    const Recurrence& recurrence, absl::Time after);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_H_
