#include "server/base/recurrence/recurrence.h"

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "server/base/calendar/local_time.h"
#include "server/base/recurrence/ical_search.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir {
namespace {

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

const absl::CivilSecond kBegin(Recurrence::kFirstYear, 1, 1);
const absl::CivilSecond kEnd(Recurrence::kLastYear, 12, 31, 23, 59, 59);

// The seconds of one period shorter than a month.
int64_t PeriodSeconds(const RecurrenceRule& rule) {
  switch (rule.frequency) {
    case Frequency::kMinutely:
      return rule.interval * kMinute;
    case Frequency::kHourly:
      return rule.interval * kHour;
    case Frequency::kDaily:
      return rule.interval * kDay;
    default:
      return rule.interval * 7 * kDay;
  }
}

// How many times libical looks at in each, whether they come round or not.
int64_t StepsInPeriod(const RecurrenceRule& rule) {
  const size_t days =
      rule.frequency == Frequency::kWeekly ? rule.by_day.size() : 1;
  const size_t hours =
      rule.frequency >= Frequency::kDaily ? rule.by_hour.size() : 1;
  return static_cast<int64_t>(std::max<size_t>(days, 1) *
                              std::max<size_t>(hours, 1) *
                              std::max<size_t>(rule.by_minute.size(), 1));
}

// Writes down what the rule leaves to its start, so that a search may begin
// elsewhere.
void TakeFromStart(absl::CivilSecond start, RecurrenceRule* rule) {
  const Frequency frequency = rule->frequency;
  if (frequency >= Frequency::kDaily && rule->by_hour.empty()) {
    rule->by_hour = {start.hour()};
  }
  if (frequency >= Frequency::kHourly && rule->by_minute.empty()) {
    rule->by_minute = {start.minute()};
  }
  if (!rule->by_day.empty() || !rule->by_month_day.empty() ||
      !rule->by_year_day.empty()) {
    return;
  }
  if (frequency == Frequency::kWeekly) {
    rule->by_day = {{absl::GetWeekday(start)}};
  } else if (frequency == Frequency::kMonthly) {
    rule->by_month_day = {start.day()};
  } else if (frequency == Frequency::kYearly) {
    rule->by_month_day = {start.day()};
    if (rule->by_month.empty()) rule->by_month = {start.month()};
  }
}

// Where a search of all of `day` begins: times are on the second of `start`.
absl::CivilSecond BeginOf(absl::CivilDay day, absl::CivilSecond start) {
  return absl::CivilSecond(day) + start.second();
}

// The first day of the week of `day`.
absl::CivilDay WeekOf(absl::CivilDay day, absl::Weekday week_start) {
  return absl::PrevWeekday(day + 1, week_start);
}

// `time`, or if INTERVAL leaves its week, month or year out, when the next one
// begins that it does not.
absl::CivilSecond ToInterval(const Recurrence& recurrence,
                             absl::CivilSecond time) {
  const absl::CivilSecond start = recurrence.start();
  const int64_t interval = recurrence.rule().interval;
  if (recurrence.rule().frequency == Frequency::kWeekly) {
    const absl::Weekday first = recurrence.rule().week_start;
    const absl::CivilDay week = WeekOf(absl::CivilDay(time), first);
    const int64_t weeks = (week - WeekOf(absl::CivilDay(start), first)) / 7;
    const int64_t over = weeks % interval;
    if (over == 0) return time;
    return BeginOf(week + 7 * (interval - over), start);
  }
  if (recurrence.rule().frequency == Frequency::kMonthly) {
    const int64_t over =
        (absl::CivilMonth(time) - absl::CivilMonth(start)) % interval;
    if (over == 0) return time;
    const absl::CivilMonth next = absl::CivilMonth(time) + (interval - over);
    return BeginOf(absl::CivilDay(next), start);
  }
  if (recurrence.rule().frequency == Frequency::kYearly) {
    const int64_t over = (time.year() - start.year()) % interval;
    if (over == 0) return time;
    const absl::CivilYear next = absl::CivilYear(time) + (interval - over);
    return BeginOf(absl::CivilDay(next), start);
  }
  return time;
}

// `start`, or a later time from which the search finds the same from `from` on,
// at least a period before it.
absl::CivilSecond SearchStart(const Recurrence& recurrence,
                              absl::CivilSecond from) {
  const absl::CivilSecond start = recurrence.start();
  if (from <= start) return start;
  switch (recurrence.rule().frequency) {
    case Frequency::kMonthly:
      return std::max(
          start, BeginOf(absl::CivilDay(absl::CivilMonth(from) - 1), start));
    case Frequency::kYearly:
      return std::max(
          start, BeginOf(absl::CivilDay(absl::CivilYear(from) - 1), start));
    default: {
      const int64_t period = PeriodSeconds(recurrence.rule());
      const int64_t skipped = (from - start) / period - 1;
      return start + std::max<int64_t>(skipped, 0) * period;
    }
  }
}

// Where a search that begins at `start` has taken its steps.
absl::CivilSecond SearchEnd(const RecurrenceRule& rule,
                            absl::CivilSecond start) {
  if (rule.frequency >= Frequency::kMonthly) return kEnd;
  const int64_t periods = Recurrence::kStepsMax / StepsInPeriod(rule);
  return std::min(start + periods * PeriodSeconds(rule), kEnd);
}

// Within the years of a Recurrence, and so that days can be added.
absl::CivilSecond ToBoundedLocal(absl::Time time, absl::TimeZone zone) {
  if (time <= absl::FromCivil(kBegin, zone)) return kBegin;
  if (time >= absl::FromCivil(kEnd, zone)) return kEnd;
  return ToLocal(time, zone);
}

absl::Status Refused(std::string_view reason, std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, reason, message);
}

// Calls `visit` with each local time from `start` to `end`, in order, until it
// returns false. libical does not see an INTERVAL of weeks, which it counts
// amiss from some days on, nor of months or years, which could keep it
// searching for ever: here the search jumps over what it leaves out.
void Search(const Recurrence& recurrence, absl::CivilSecond start,
            absl::CivilSecond end,
            absl::FunctionRef<bool(absl::CivilSecond)> visit) {
  bool jumps = true;
  while (jumps) {
    jumps = false;
    SearchByIcal(recurrence.rule(), start, end, [&](absl::CivilSecond time) {
      start = ToInterval(recurrence, time);
      jumps = start != time;
      return !jumps && visit(time);
    });
  }
}

// When `recurrence`, which has no end yet, comes round for the count-th time;
// nothing when that takes too long to find.
std::optional<absl::CivilSecond> FindCount(const Recurrence& recurrence,
                                           int count) {
  std::optional<absl::CivilSecond> last;
  const absl::CivilSecond start = recurrence.start();
  Search(recurrence, start, SearchEnd(recurrence.rule(), start),
         [&](absl::CivilSecond time) {
           if (--count == 0) last = time;
           return !last;
         });
  return last;
}

}  // namespace

absl::StatusOr<Recurrence> Recurrence::Parse(std::string_view rule,
                                             absl::CivilSecond start,
                                             absl::TimeZone zone) {
  Recurrence recurrence;
  ASSIGN_OR_RETURN(recurrence.rule_, ParseRecurrenceRule(rule));
  if (start < kBegin || start > kEnd) {
    return Refused("RECURRENCE_UNSUPPORTED",
                   "a recurrence begins between the years 1900 and 2400");
  }
  TakeFromStart(start, &recurrence.rule_);
  recurrence.start_ = start;
  recurrence.zone_ = zone;
  recurrence.last_ = kEnd;
  if (recurrence.rule_.until_local) {
    recurrence.last_ = std::min(*recurrence.rule_.until_local, kEnd);
  }
  if (recurrence.rule_.count) {
    const auto last = FindCount(recurrence, *recurrence.rule_.count);
    if (!last) {
      return Refused("RECURRENCE_UNSUPPORTED",
                     "COUNT is not reached soon enough: use UNTIL");
    }
    recurrence.last_ = *last;
  }
  const auto first = NextOccurrence(recurrence, absl::InfinitePast());
  if (!first.ok()) {
    return Refused(ReasonOf(first.status()), ToStd(first.status().message()));
  }
  if (!*first) {
    return Refused("RECURRENCE_EMPTY", "the recurrence names no time");
  }
  return recurrence;
}

absl::StatusOr<std::vector<absl::Time>> Occurrences(
    const Recurrence& recurrence, absl::Time from, absl::Time to, int limit) {
  if (limit < 1 || limit > Recurrence::kOccurrencesMax) {
    return absl::InvalidArgumentError("the limit must be from 1 to 1000");
  }
  const RecurrenceRule& rule = recurrence.rule();
  const absl::TimeZone zone = recurrence.zone();
  const absl::CivilSecond start =
      SearchStart(recurrence, ToBoundedLocal(from, zone));
  const absl::Time stop =
      rule.until_time ? std::min(to, *rule.until_time + absl::Seconds(1)) : to;
  // In a gap a moment before `stop` may have a later local time: by less than a
  // day and a second.
  const absl::CivilSecond wanted =
      std::min(std::min(ToBoundedLocal(stop, zone), kEnd - 2 * kDay) + 2 * kDay,
               recurrence.last());
  const absl::CivilSecond searched = SearchEnd(rule, start);

  std::vector<absl::Time> times;
  bool ended = false;
  Search(recurrence, start, std::min(wanted, searched),
         [&](absl::CivilSecond local) {
           const absl::Time time = FromLocal(local, zone);
           ended = time >= stop;
           if (ended) return false;
           if (time < from || (!times.empty() && time == times.back())) {
             return true;
           }
           times.push_back(time);
           return static_cast<int>(times.size()) < limit;
         });
  if (times.empty() && !ended && searched < wanted &&
      FromLocal(searched, zone) < stop) {
    return Error(absl::StatusCode::kFailedPrecondition, "RECURRENCE_TOO_SPARSE",
                 "the recurrence comes round too seldom for its frequency: use "
                 "a longer one");
  }
  return times;
}

absl::StatusOr<std::optional<absl::Time>> NextOccurrence(
    const Recurrence& recurrence, absl::Time after) {
  // Occurrences are on whole seconds.
  ASSIGN_OR_RETURN(const std::vector<absl::Time> times,
                   Occurrences(recurrence, after + absl::Nanoseconds(1),
                               absl::InfiniteFuture(), 1));
  if (times.empty()) return std::nullopt;
  return times.front();
}

}  // namespace comptoir
