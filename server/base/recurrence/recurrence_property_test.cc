// Random rules, from random starts in random zones, against a plain reading of
// RFC 5545: every day, or minute, is asked whether the rule names it.
#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "gtest/gtest.h"
#include "server/base/calendar/local_time.h"
#include "server/base/calendar/time_zone.h"
#include "server/base/recurrence/recurrence.h"

namespace comptoir {
namespace {

bool Has(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// A rule by days (of any frequency from DAILY on), read plainly.
class PlainRule {
 public:
  PlainRule(const RecurrenceRule& rule, absl::CivilSecond start)
      : rule_(rule), start_(start) {}

  bool Names(absl::CivilDay day) const {
    if (!IsInPeriod(day) || !Matches(day)) return false;
    if (rule_.by_set_pos.empty()) return true;
    // Where it stands among those of its month or year.
    int before = 0;
    int all = 0;
    const bool monthly = rule_.frequency == Frequency::kMonthly;
    absl::CivilDay other = monthly ? absl::CivilDay(absl::CivilMonth(day))
                                   : absl::CivilDay(absl::CivilYear(day));
    for (; other.year() == day.year() &&
           (!monthly || other.month() == day.month());
         ++other) {
      if (!Matches(other)) continue;
      ++all;
      before += other < day ? 1 : 0;
    }
    return Has(rule_.by_set_pos, before + 1) ||
           Has(rule_.by_set_pos, before - all);
  }

 private:
  // The first day of the week of `day`.
  absl::CivilDay WeekOf(absl::CivilDay day) const {
    return absl::PrevWeekday(day + 1, rule_.week_start);
  }

  bool IsInPeriod(absl::CivilDay day) const {
    const absl::CivilDay start(start_);
    switch (rule_.frequency) {
      case Frequency::kDaily:
        return (day - start) % rule_.interval == 0;
      case Frequency::kWeekly:
        return (WeekOf(day) - WeekOf(start)) / 7 % rule_.interval == 0;
      case Frequency::kMonthly:
        return (absl::CivilMonth(day) - absl::CivilMonth(start)) %
                   rule_.interval ==
               0;
      default:
        return (day.year() - start.year()) % rule_.interval == 0;
    }
  }

  // The nth of its weekday in [first, end), from both sides.
  static bool IsNth(absl::CivilDay day, int nth, absl::CivilDay first,
                    absl::CivilDay end) {
    return nth > 0 ? (day - first) / 7 + 1 == nth
                   : (end - 1 - day) / 7 + 1 == -nth;
  }

  bool MatchesWeekday(absl::CivilDay day) const {
    if (rule_.by_day.empty()) return true;
    const bool within_month =
        rule_.frequency == Frequency::kMonthly || !rule_.by_month.empty();
    return std::any_of(
        rule_.by_day.begin(), rule_.by_day.end(), [&](const NthWeekday& named) {
          if (absl::GetWeekday(day) != named.weekday) return false;
          if (named.nth == 0) return true;
          return within_month ? IsNth(day, named.nth,
                                      absl::CivilDay(absl::CivilMonth(day)),
                                      absl::CivilDay(absl::CivilMonth(day) + 1))
                              : IsNth(day, named.nth,
                                      absl::CivilDay(absl::CivilYear(day)),
                                      absl::CivilDay(absl::CivilYear(day) + 1));
        });
  }

  bool Matches(absl::CivilDay day) const {
    const int days_in_month =
        static_cast<int>(absl::CivilDay(absl::CivilMonth(day) + 1) -
                         absl::CivilDay(absl::CivilMonth(day)));
    const int days_in_year =
        static_cast<int>(absl::CivilDay(absl::CivilYear(day) + 1) -
                         absl::CivilDay(absl::CivilYear(day)));
    const int year_day = absl::GetYearDay(day);
    return (rule_.by_month.empty() || Has(rule_.by_month, day.month())) &&
           (rule_.by_month_day.empty() || Has(rule_.by_month_day, day.day()) ||
            Has(rule_.by_month_day, day.day() - days_in_month - 1)) &&
           (rule_.by_year_day.empty() || Has(rule_.by_year_day, year_day) ||
            Has(rule_.by_year_day, year_day - days_in_year - 1)) &&
           MatchesWeekday(day);
  }

  const RecurrenceRule rule_;
  const absl::CivilSecond start_;
};

class RandomRules : public ::testing::Test {
 protected:
  int Number(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }
  bool Maybe() { return Number(0, 1) == 1; }

  std::string Numbers(int least, int most) {
    std::vector<int> numbers;
    for (int left = Number(1, 4); left > 0; --left) {
      int number = Number(least, most);
      if (number == 0 && least < 0) number = 1;
      numbers.push_back(number);
    }
    return fmt::format("{}", fmt::join(numbers, ","));
  }

  std::string Weekdays(int most) {
    static const char* const kDays[] = {"MO", "TU", "WE", "TH",
                                        "FR", "SA", "SU"};
    std::vector<std::string> days;
    for (int left = Number(1, 3); left > 0; --left) {
      const int nth = Maybe() ? Number(-most, most) : 0;
      days.push_back((nth == 0 ? "" : std::to_string(nth)) +
                     kDays[Number(0, 6)]);
    }
    return fmt::format("{}", fmt::join(days, ","));
  }

  // One of minutes or hours; all of it is taken.
  std::string AnyRuleWithinDays() {
    const bool is_hourly = Maybe();
    std::string rule = is_hourly ? "FREQ=HOURLY" : "FREQ=MINUTELY";
    if (Maybe()) rule += fmt::format(";INTERVAL={}", Number(1, 100));
    if (is_hourly && Maybe()) rule += ";BYMINUTE=" + Numbers(0, 59);
    if (!is_hourly && Maybe()) rule += ";BYHOUR=" + Numbers(0, 23);
    if (Number(0, 3) == 0) rule += ";BYDAY=" + Weekdays(0);
    if (Number(0, 3) == 0) rule += fmt::format(";COUNT={}", Number(1, 100));
    return rule;
  }

  // Most of what it makes is taken.
  std::string AnyRule() {
    static const char* const kFrequencies[] = {"DAILY", "WEEKLY", "MONTHLY",
                                               "YEARLY"};
    static const char* const kWeekStarts[] = {"MO", "SU", "SA", "WE"};
    const int frequency = Number(0, 3);
    const bool by_month = Number(0, 2) == 0;
    std::string rule = fmt::format("FREQ={}", kFrequencies[frequency]);
    if (Maybe()) rule += fmt::format(";INTERVAL={}", Number(1, 5));
    if (Maybe()) rule += fmt::format(";WKST={}", kWeekStarts[Number(0, 3)]);
    if (by_month) rule += ";BYMONTH=" + Numbers(1, 12);
    switch (Number(0, 5)) {
      case 0:
        rule += ";BYMONTHDAY=" + Numbers(frequency < 2 ? 1 : -31, 31);
        if (Maybe()) rule += ";BYDAY=" + Weekdays(0);
        break;
      case 1:
        if (frequency == 3) rule += ";BYYEARDAY=" + Numbers(-366, 366);
        break;
      case 2:
      case 3:
        if (Maybe()) rule += ";BYDAY=" + Weekdays(0);
        break;
      case 4:
        rule += ";BYDAY=" + Weekdays(frequency < 2 ? 0 : 5);
        break;
      default:
        rule += ";BYDAY=" + Weekdays(0);
        if (frequency >= 2) rule += ";BYSETPOS=" + Numbers(-4, 4);
    }
    if (Number(0, 3) == 0) rule += ";BYHOUR=" + Numbers(0, 23);
    if (Number(0, 3) == 0) rule += ";BYMINUTE=" + Numbers(0, 59);
    if (Number(0, 3) == 0) rule += fmt::format(";COUNT={}", Number(1, 30));
    return rule;
  }

  absl::CivilSecond AnyStart() {
    return absl::CivilSecond(Number(1995, 2035), Number(1, 12), Number(1, 31),
                             Number(0, 23), Number(0, 59), Number(0, 59));
  }

  absl::TimeZone AnyZone() {
    static const char* const kZones[] = {
        "Europe/Paris", "America/New_York",  "Australia/Lord_Howe",
        "Pacific/Apia", "Africa/Casablanca", "UTC"};
    return FindTimeZone(kZones[Number(0, 5)]).value();
  }

  const uint32_t seed_ = std::random_device()();
  std::mt19937 random_{seed_};
};

// Whether a rule of minutes or hours names a whole minute, read plainly.
bool NamesMinute(const RecurrenceRule& rule, absl::CivilSecond start,
                 absl::CivilMinute time) {
  const bool is_hourly = rule.frequency == Frequency::kHourly;
  const int64_t periods = is_hourly
                              ? absl::CivilHour(time) - absl::CivilHour(start)
                              : time - absl::CivilMinute(start);
  const auto is_day = [&](const NthWeekday& day) {
    return day.weekday == absl::GetWeekday(time);
  };
  return periods % rule.interval == 0 &&
         (rule.by_minute.empty() || Has(rule.by_minute, time.minute())) &&
         (rule.by_hour.empty() || Has(rule.by_hour, time.hour())) &&
         (rule.by_day.empty() ||
          std::any_of(rule.by_day.begin(), rule.by_day.end(), is_day));
}

// The occurrences of the minutes up to `end`, read plainly.
std::vector<absl::Time> ReadMinutesPlainly(const Recurrence& recurrence,
                                           absl::CivilMinute end) {
  const RecurrenceRule& rule = recurrence.rule();
  const absl::CivilSecond start = recurrence.start();
  std::vector<absl::Time> times;
  int count = 0;
  for (absl::CivilMinute minute(start); minute < end; ++minute) {
    const absl::CivilSecond local = absl::CivilSecond(minute) + start.second();
    if (local < start || !NamesMinute(rule, start, minute)) continue;
    if (rule.count && ++count > *rule.count) break;
    const absl::Time time = FromLocal(local, recurrence.zone());
    if (times.empty() || time != times.back()) times.push_back(time);
  }
  return times;
}

// All occurrences before `end`, by pages.
std::vector<absl::Time> FindAll(const Recurrence& recurrence, absl::Time end) {
  constexpr int kPage = 300;
  std::vector<absl::Time> found;
  absl::Time from = absl::InfinitePast();
  for (;;) {
    const auto page = Occurrences(recurrence, from, end, kPage);
    if (!page.ok() || page->empty()) return found;
    found.insert(found.end(), page->begin(), page->end());
    from = page->back() + absl::Nanoseconds(1);
  }
}

// The occurrences of the days up to `last`, read plainly.
std::vector<absl::Time> ReadPlainly(const Recurrence& recurrence,
                                    absl::CivilDay last) {
  const RecurrenceRule& rule = recurrence.rule();
  const absl::CivilSecond start = recurrence.start();
  const PlainRule plain(rule, start);
  std::vector<absl::Time> times;
  int count = 0;
  for (absl::CivilDay day(start); day <= last; ++day) {
    if (!plain.Names(day)) continue;
    for (int hour : rule.by_hour) {
      for (int minute : rule.by_minute) {
        const absl::CivilSecond local(day.year(), day.month(), day.day(), hour,
                                      minute, start.second());
        if (local < start) continue;
        if (rule.count && ++count > *rule.count) return times;
        const absl::Time time = FromLocal(local, recurrence.zone());
        if (times.empty() || time != times.back()) times.push_back(time);
      }
    }
  }
  return times;
}

TEST_F(RandomRules, AreReadAsTheRfcSays) {
  int taken = 0;
  for (int i = 0; i < 1500; ++i) {
    const std::string text = AnyRule();
    const absl::CivilSecond start = AnyStart();
    const auto recurrence = Recurrence::Parse(text, start, AnyZone());
    if (!recurrence.ok()) continue;
    SCOPED_TRACE(fmt::format("seed {}: {} from {} in {}", seed_, text,
                             absl::FormatCivilTime(start),
                             recurrence->zone().name()));
    const absl::CivilDay last = absl::CivilDay(start) + 366 * 5;
    const std::vector<absl::Time> expected = ReadPlainly(*recurrence, last);
    if (expected.empty()) continue;
    ++taken;

    // All of them, and those after a moment between two.
    ASSERT_EQ(FindAll(*recurrence, StartOfDay(last + 1, recurrence->zone())),
              expected);
    const size_t middle = Number(0, static_cast<int>(expected.size()) - 1);
    const auto next =
        NextOccurrence(*recurrence, expected[middle] - absl::Seconds(1));
    ASSERT_TRUE(next.ok()) << next.status();
    ASSERT_EQ(*next, expected[middle]);
  }
  EXPECT_GT(taken, 500) << "seed " << seed_;
}

TEST_F(RandomRules, OfMinutesAndHoursAreReadAsTheRfcSays) {
  int taken = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string text = AnyRuleWithinDays();
    const absl::TimeZone zone = AnyZone();
    // Over a change of the clocks, where there is one.
    absl::CivilSecond start = AnyStart();
    absl::TimeZone::CivilTransition jump;
    if (zone.NextTransition(FromLocal(start, zone), &jump)) {
      start = jump.from - Number(0, 86'400);
    }
    const auto recurrence = Recurrence::Parse(text, start, zone);
    if (!recurrence.ok()) continue;
    SCOPED_TRACE(fmt::format("seed {}: {} from {} in {}", seed_, text,
                             absl::FormatCivilTime(start), zone.name()));
    // Less than a search looks at, so that none is cut short.
    const absl::CivilMinute end = absl::CivilMinute(start) + 3 * 24 * 60;
    const std::vector<absl::Time> expected =
        ReadMinutesPlainly(*recurrence, end);
    if (expected.empty()) continue;
    ++taken;

    ASSERT_EQ(FindAll(*recurrence, FromLocal(absl::CivilSecond(end), zone)),
              expected);
    const size_t middle = Number(0, static_cast<int>(expected.size()) - 1);
    ASSERT_EQ(
        *NextOccurrence(*recurrence, expected[middle] - absl::Nanoseconds(1)),
        expected[middle]);
  }
  EXPECT_GT(taken, 200) << "seed " << seed_;
}

}  // namespace
}  // namespace comptoir
