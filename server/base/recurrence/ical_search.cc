#include "server/base/recurrence/ical_search.h"

#include <libical/ical.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

namespace comptoir {
namespace {

struct FreeSearch {
  void operator()(icalrecur_iterator* search) const {
    icalrecur_iterator_free(search);
  }
};
using Search = std::unique_ptr<icalrecur_iterator, FreeSearch>;

// A time of no zone: libical must not move it.
icaltimetype ToIcal(absl::CivilSecond time) {
  icaltimetype result = icaltime_null_time();
  result.year = static_cast<int>(time.year());
  result.month = time.month();
  result.day = time.day();
  result.hour = time.hour();
  result.minute = time.minute();
  result.second = time.second();
  return result;
}

absl::CivilSecond FromIcal(const icaltimetype& time) {
  return absl::CivilSecond(time.year, time.month, time.day, time.hour,
                           time.minute, time.second);
}

icalrecurrencetype_frequency ToIcal(Frequency frequency) {
  switch (frequency) {
    case Frequency::kMinutely:
      return ICAL_MINUTELY_RECURRENCE;
    case Frequency::kHourly:
      return ICAL_HOURLY_RECURRENCE;
    case Frequency::kDaily:
      return ICAL_DAILY_RECURRENCE;
    case Frequency::kWeekly:
      return ICAL_WEEKLY_RECURRENCE;
    case Frequency::kMonthly:
      return ICAL_MONTHLY_RECURRENCE;
    case Frequency::kYearly:
      return ICAL_YEARLY_RECURRENCE;
  }
  std::abort();  // Not a frequency.
}

// Counted from 1 for Sunday.
icalrecurrencetype_weekday ToIcal(absl::Weekday day) {
  return static_cast<icalrecurrencetype_weekday>(
      (static_cast<int>(day) + 1) % 7 + 1);
}

// As libical keeps an entry of BYDAY: eights are the number, the rest the day.
short ToIcal(const NthWeekday& day) {
  const int code = std::abs(day.nth) * 8 + ToIcal(day.weekday);
  return static_cast<short>(day.nth < 0 ? -code : code);
}

// Lists of RecurrenceRule are without repetition and so fit those of libical,
// which were cleared to end marks.
void Fill(const std::vector<int>& numbers, short* list) {
  for (int number : numbers) *list++ = static_cast<short>(number);
}

icalrecurrencetype ToIcal(const RecurrenceRule& rule) {
  icalrecurrencetype result;
  icalrecurrencetype_clear(&result);
  result.freq = ToIcal(rule.frequency);
  if (rule.frequency < Frequency::kWeekly) {
    result.interval = static_cast<short>(rule.interval);
  }
  result.week_start = ToIcal(rule.week_start);
  Fill(rule.by_minute, result.by_minute);
  if (rule.frequency != Frequency::kMinutely) {
    Fill(rule.by_hour, result.by_hour);
  }
  short* by_day = result.by_day;
  for (const NthWeekday& day : rule.by_day) *by_day++ = ToIcal(day);
  Fill(rule.by_month_day, result.by_month_day);
  Fill(rule.by_year_day, result.by_year_day);
  Fill(rule.by_month, result.by_month);
  Fill(rule.by_set_pos, result.by_set_pos);
  return result;
}

// Whether a time of a rule is in its hours. libical expands and narrows by them
// well, but begins a rule of minutes with the first of them, off its INTERVAL.
bool IsInHours(const RecurrenceRule& rule, absl::CivilSecond time) {
  return rule.frequency != Frequency::kMinutely || rule.by_hour.empty() ||
         std::binary_search(rule.by_hour.begin(), rule.by_hour.end(),
                            time.hour());
}

// What libical keeps for the whole process and not for each thread is how it
// treats errors: by returning them. Nothing else sets it.
void InitializeIcal() {
  static std::once_flag once;
  std::call_once(once, [] { icalerror_set_errors_are_fatal(0); });
}

}  // namespace

void SearchByIcal(const RecurrenceRule& rule, absl::CivilSecond start,
                  absl::CivilSecond end,
                  absl::FunctionRef<bool(absl::CivilSecond)> visit) {
  if (end < start) return;
  InitializeIcal();
  icalrecurrencetype bounded = ToIcal(rule);
  bounded.until = ToIcal(end);
  const Search search(icalrecur_iterator_new(bounded, ToIcal(start)));
  if (search == nullptr) return;
  for (;;) {
    const icaltimetype next = icalrecur_iterator_next(search.get());
    if (icaltime_is_null_time(next)) return;
    const absl::CivilSecond time = FromIcal(next);
    if (IsInHours(rule, time) && !visit(time)) return;
  }
}

}  // namespace comptoir
