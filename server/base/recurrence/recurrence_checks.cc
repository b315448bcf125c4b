#include "server/base/recurrence/recurrence_checks.h"

#include <algorithm>
#include <cstdlib>

namespace comptoir {
namespace {

// The longest that a month gets.
int DaysIn(int month) {
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[month - 1];
}

bool HasOrdinal(const RecurrenceRule& rule) {
  return std::any_of(rule.by_day.begin(), rule.by_day.end(),
                     [](const NthWeekday& day) { return day.nth != 0; });
}

bool IsMonthlyOrYearly(const RecurrenceRule& rule) {
  return rule.frequency >= Frequency::kMonthly;
}

std::string_view TimeProblem(const RecurrenceRule& rule) {
  if (rule.frequency == Frequency::kHourly && !rule.by_hour.empty()) {
    return "BYHOUR does not go with FREQ=HOURLY: use FREQ=DAILY";
  }
  if (rule.frequency == Frequency::kMinutely && !rule.by_minute.empty()) {
    return "BYMINUTE does not go with FREQ=MINUTELY: use FREQ=HOURLY";
  }
  if (std::max<size_t>(rule.by_hour.size(), 1) *
          std::max<size_t>(rule.by_minute.size(), 1) >
      RecurrenceRule::kTimesADayMax) {
    return "BYHOUR and BYMINUTE name more than 24 times a day";
  }
  return "";
}

// Whether one of the months has one of the days.
bool HasSomeDay(const RecurrenceRule& rule) {
  if (rule.by_month.empty() || rule.by_month_day.empty()) return true;
  int longest = 0;
  for (int month : rule.by_month) longest = std::max(longest, DaysIn(month));
  return std::any_of(rule.by_month_day.begin(), rule.by_month_day.end(),
                     [&](int day) { return std::abs(day) <= longest; });
}

std::string_view MonthDayProblem(const RecurrenceRule& rule) {
  if (rule.by_month_day.empty()) return "";
  if (rule.frequency == Frequency::kWeekly) {
    return "BYMONTHDAY does not go with FREQ=WEEKLY";
  }
  if (rule.by_month_day.front() < 0 && !IsMonthlyOrYearly(rule)) {
    return "BYMONTHDAY below zero needs FREQ=MONTHLY or FREQ=YEARLY";
  }
  if (rule.frequency == Frequency::kYearly && rule.by_month.empty()) {
    return "BYMONTHDAY with FREQ=YEARLY needs BYMONTH";
  }
  if (!HasSomeDay(rule)) {
    return "none of the months has one of the days of BYMONTHDAY";
  }
  return "";
}

std::string_view WeekdayProblem(const RecurrenceRule& rule) {
  if (!HasOrdinal(rule)) return "";
  if (!IsMonthlyOrYearly(rule)) {
    return "a number in BYDAY needs FREQ=MONTHLY or FREQ=YEARLY";
  }
  if (!rule.by_month_day.empty()) {
    return "a number in BYDAY does not go with BYMONTHDAY";
  }
  const bool within_month =
      rule.frequency == Frequency::kMonthly || !rule.by_month.empty();
  const int most = within_month ? 5 : 53;
  for (const NthWeekday& day : rule.by_day) {
    if (std::abs(day.nth) > most) {
      return within_month ? "a number in BYDAY is above 5, within a month"
                          : "a number in BYDAY is above 53";
    }
  }
  return "";
}

std::string_view YearProblem(const RecurrenceRule& rule) {
  if (!rule.by_year_day.empty()) {
    if (rule.frequency != Frequency::kYearly) {
      return "BYYEARDAY needs FREQ=YEARLY";
    }
    if (!rule.by_month.empty() || !rule.by_month_day.empty() ||
        !rule.by_day.empty()) {
      return "BYYEARDAY does not go with another part that names days";
    }
  }
  return "";
}

// How many days every month, or year, has at least of those that the rule
// names.
int FewestDays(const RecurrenceRule& rule) {
  if (!rule.by_day.empty()) {
    const int weekdays = static_cast<int>(rule.by_day.size());
    if (rule.frequency == Frequency::kMonthly) return 4 * weekdays;
    return rule.by_month.empty()
               ? 52 * weekdays
               : 4 * weekdays * static_cast<int>(rule.by_month.size());
  }
  // Days from 29 on are not in every month, and one that is counted from the
  // end may be the same as one that is not.
  const auto count = [&](int first, int last) {
    return static_cast<int>(
        std::count_if(rule.by_month_day.begin(), rule.by_month_day.end(),
                      [&](int day) { return first <= day && day <= last; }));
  };
  const int days = std::max(count(1, 28), count(-28, -1));
  return rule.frequency == Frequency::kMonthly
             ? days
             : days * static_cast<int>(rule.by_month.size());
}

std::string_view PositionProblem(const RecurrenceRule& rule) {
  if (rule.by_set_pos.empty()) return "";
  if (!IsMonthlyOrYearly(rule)) {
    return "BYSETPOS needs FREQ=MONTHLY or FREQ=YEARLY";
  }
  if (rule.by_day.empty() == rule.by_month_day.empty() || HasOrdinal(rule) ||
      !rule.by_year_day.empty()) {
    return "BYSETPOS needs BYDAY, without numbers, or else BYMONTHDAY";
  }
  if (rule.by_hour.size() > 1 || rule.by_minute.size() > 1) {
    return "BYSETPOS does not go with several times a day";
  }
  const int fewest = FewestDays(rule);
  if (std::max(-rule.by_set_pos.front(), rule.by_set_pos.back()) > fewest) {
    return "BYSETPOS names a position that does not exist in every period";
  }
  return "";
}

}  // namespace

std::string_view RecurrenceProblem(const RecurrenceRule& rule) {
  for (const auto check : {TimeProblem, MonthDayProblem, WeekdayProblem,
                           YearProblem, PositionProblem}) {
    const std::string_view problem = check(rule);
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace comptoir
