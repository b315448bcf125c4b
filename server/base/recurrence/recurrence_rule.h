// The text of an RFC 5545 recurrence rule, read and checked: which rules
// Comptoir takes. recurrence.h says when they come round.
//
// Taken is what RFC 5545 section 3.3.10 defines, without what would let the
// search for the next time run on, or what libical is known to read in another
// way than the RFC does (ADR 0073):
//
// - FREQ=SECONDLY and BYSECOND: nothing in a shop happens by the second.
// - BYHOUR with HOURLY and BYMINUTE with MINUTELY; say it with DAILY, HOURLY.
// - Days below zero, and BYSETPOS, unless FREQ is MONTHLY or YEARLY.
// - BYSETPOS beside anything but either BYDAY or BYMONTHDAY, or at a position
//   that some month lacks.
// - BYYEARDAY unless FREQ is YEARLY, and beside another part that names days.
// - BYWEEKNO: libical counts weeks of years by Monday whatever WKST says.
// - BYMONTHDAY with YEARLY but without BYMONTH.
// - "2MO" beside BYMONTHDAY.
// - A day that none of the months has, such as 30 February.
#ifndef COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_RULE_H_
#define COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_RULE_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace comptoir {

// In order of length.
enum class Frequency { kMinutely, kHourly, kDaily, kWeekly, kMonthly, kYearly };

// An entry of BYDAY: every such day (`nth` 0), or the nth of the month or year,
// counted from its end below zero.
struct NthWeekday {
  absl::Weekday weekday;
  int nth = 0;

  bool operator==(const NthWeekday&) const = default;
};

// Lists are in ascending order, without repetition; empty where the part is
// absent. At most one of `count`, `until_time` and `until_local` is set.
struct RecurrenceRule {
  static constexpr size_t kTextMax = 500;
  static constexpr int kIntervalMax = 1000;
  static constexpr int kCountMax = 1000;
  // BYHOUR times BYMINUTE.
  static constexpr int kTimesADayMax = 24;

  Frequency frequency = Frequency::kDaily;
  int interval = 1;
  std::optional<int> count;
  // UNTIL, inclusive: in UTC, or by the local clock. A date means its whole
  // day.
  std::optional<absl::Time> until_time;
  std::optional<absl::CivilSecond> until_local;
  absl::Weekday week_start = absl::Weekday::monday;
  std::vector<int> by_minute;
  std::vector<int> by_hour;
  // By weekday from `week_start`, then by `nth`.
  std::vector<NthWeekday> by_day;
  std::vector<int> by_month_day;
  std::vector<int> by_year_day;
  std::vector<int> by_month;
  std::vector<int> by_set_pos;
};

// Reads a rule such as "FREQ=WEEKLY;BYDAY=MO,TH", in letters of either case.
// INVALID_ARGUMENT with reason RECURRENCE_MALFORMED where it is not in the form
// of RFC 5545, RECURRENCE_UNSUPPORTED where it is but is not taken.
absl::StatusOr<RecurrenceRule> ParseRecurrenceRule(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_RULE_H_
