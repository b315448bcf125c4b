#include "server/base/recurrence/recurrence_rule.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "server/base/recurrence/recurrence_checks.h"
#include "server/base/status.h"
#include "server/base/strings.h"

namespace comptoir {
namespace {

absl::Status Malformed(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, "RECURRENCE_MALFORMED",
               message);
}

absl::Status Unsupported(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, "RECURRENCE_UNSUPPORTED",
               message);
}

bool IsDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Digits, after a sign where the range reaches below zero.
std::optional<int> ParseNumber(std::string_view text, int least, int most) {
  std::string_view digits = text;
  const bool has_sign = !text.empty() && (text[0] == '-' || text[0] == '+');
  if (has_sign) digits.remove_prefix(1);
  int number = 0;
  if ((has_sign && least >= 0) || !IsDigits(digits) ||
      !absl::SimpleAtoi(ToAbsl(text), &number) || number < least ||
      number > most) {
    return std::nullopt;
  }
  return number;
}

// Numbers with commas between them; zero is none of a range that reaches below
// zero.
absl::Status ParseNumbers(std::string_view name, std::string_view value,
                          int least, int most, std::vector<int>* numbers) {
  std::set<int> found;
  for (absl::string_view word : absl::StrSplit(ToAbsl(value), ',')) {
    const std::string_view entry = ToStd(word);
    const std::optional<int> number = ParseNumber(entry, least, most);
    if (!number || (*number == 0 && least < 0)) {
      return Malformed(fmt::format("{} needs numbers from {} to {}{}", name,
                                   least, most,
                                   least < 0 ? " other than 0" : ""));
    }
    found.insert(*number);
  }
  numbers->assign(found.begin(), found.end());
  return absl::OkStatus();
}

std::optional<absl::Weekday> ParseWeekday(std::string_view text) {
  // In the order of absl::Weekday.
  constexpr std::array kNames = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  const auto name = std::find(kNames.begin(), kNames.end(), text);
  if (name == kNames.end()) return std::nullopt;
  return static_cast<absl::Weekday>(name - kNames.begin());
}

absl::Status ParseWeekdays(std::string_view value,
                           std::vector<NthWeekday>* days) {
  for (absl::string_view word : absl::StrSplit(ToAbsl(value), ',')) {
    const std::string_view entry = ToStd(word);
    const size_t name = entry.size() < 2 ? 0 : entry.size() - 2;
    const std::optional<absl::Weekday> weekday =
        ParseWeekday(entry.substr(name));
    const std::optional<int> nth =
        name == 0 ? 0 : ParseNumber(entry.substr(0, name), -53, 53);
    if (!weekday || !nth || (name != 0 && *nth == 0)) {
      return Malformed("BYDAY needs days such as MO, 2TU or -1FR");
    }
    days->push_back({*weekday, *nth});
  }
  return absl::OkStatus();
}

absl::Status ParseFrequency(std::string_view value, Frequency* frequency) {
  // In the order of Frequency.
  constexpr std::array kNames = {"MINUTELY", "HOURLY",  "DAILY",
                                 "WEEKLY",   "MONTHLY", "YEARLY"};
  if (value == "SECONDLY") {
    return Unsupported("FREQ=SECONDLY is too often: use MINUTELY or longer");
  }
  const auto name = std::find(kNames.begin(), kNames.end(), value);
  if (name == kNames.end()) {
    return Malformed(
        "FREQ needs MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY");
  }
  *frequency = static_cast<Frequency>(name - kNames.begin());
  return absl::OkStatus();
}

// 20310504, 20310504T090000 or 20310504T090000Z.
absl::Status ParseUntil(std::string_view value, RecurrenceRule* rule) {
  const absl::Status malformed = Malformed(
      "UNTIL needs a date as 20310504, or a time as 20310504T090000Z");
  const bool is_utc = value.size() == 16 && value[15] == 'Z';
  const bool is_date = value.size() == 8;
  if (!is_utc && !is_date && value.size() != 15) return malformed;
  const std::string_view date = value.substr(0, 8);
  const std::string_view time = is_date ? "000000" : value.substr(9, 6);
  if (!IsDigits(date) || !IsDigits(time) || (!is_date && value[8] != 'T')) {
    return malformed;
  }
  const auto number = [](std::string_view digits) {
    int result = 0;
    return absl::SimpleAtoi(ToAbsl(digits), &result) ? result : -1;
  };
  const int year = number(date.substr(0, 4));
  const int month = number(date.substr(4, 2));
  const int day = number(date.substr(6, 2));
  const int hour = number(time.substr(0, 2));
  const int minute = number(time.substr(2, 2));
  const int second = number(time.substr(4, 2));
  const absl::CivilSecond until(year, month, day, hour, minute, second);
  // Civil times carry over what is too large, such as 31 April.
  if (until.year() != year || until.month() != month || until.day() != day ||
      until.hour() != hour || until.minute() != minute ||
      until.second() != second) {
    return malformed;
  }
  if (is_utc) {
    rule->until_time = absl::FromCivil(until, absl::UTCTimeZone());
  } else {
    rule->until_local =
        is_date ? absl::CivilSecond(absl::CivilDay(until) + 1) - 1 : until;
  }
  return absl::OkStatus();
}

absl::Status ParseInteger(std::string_view name, std::string_view value,
                          int most, int* number) {
  const std::optional<int> found = ParseNumber(value, 1, most);
  if (!found) {
    return Malformed(fmt::format("{} needs a number from 1 to {}", name, most));
  }
  *number = *found;
  return absl::OkStatus();
}

absl::Status ParsePart(std::string_view name, std::string_view value,
                       RecurrenceRule* rule) {
  if (name == "FREQ") return ParseFrequency(value, &rule->frequency);
  if (name == "INTERVAL") {
    return ParseInteger(name, value, RecurrenceRule::kIntervalMax,
                        &rule->interval);
  }
  if (name == "COUNT") {
    return ParseInteger(name, value, RecurrenceRule::kCountMax,
                        &rule->count.emplace());
  }
  if (name == "UNTIL") return ParseUntil(value, rule);
  if (name == "WKST") {
    const std::optional<absl::Weekday> day = ParseWeekday(value);
    if (!day) return Malformed("WKST needs a day such as MO");
    rule->week_start = *day;
    return absl::OkStatus();
  }
  if (name == "BYDAY") return ParseWeekdays(value, &rule->by_day);
  if (name == "BYSECOND") {
    return Unsupported("BYSECOND is too fine: times are on whole minutes");
  }
  if (name == "BYWEEKNO") {
    return Unsupported(
        "BYWEEKNO is not taken: name days by BYMONTH and BYDAY instead");
  }

  struct NumberList {
    std::string_view name;
    int least;
    int most;
    std::vector<int>* numbers;
  };
  for (const NumberList& list : std::initializer_list<NumberList>{
           {"BYMINUTE", 0, 59, &rule->by_minute},
           {"BYHOUR", 0, 23, &rule->by_hour},
           {"BYMONTHDAY", -31, 31, &rule->by_month_day},
           {"BYYEARDAY", -366, 366, &rule->by_year_day},
           {"BYMONTH", 1, 12, &rule->by_month},
           {"BYSETPOS", -366, 366, &rule->by_set_pos}}) {
    if (name == list.name) {
      return ParseNumbers(name, value, list.least, list.most, list.numbers);
    }
  }
  return Malformed("a part of the rule is none that RFC 5545 knows");
}

void SortWeekdays(RecurrenceRule* rule) {
  const auto rank = [&](const NthWeekday& day) {
    const int from_start =
        static_cast<int>(day.weekday) - static_cast<int>(rule->week_start);
    return std::pair((from_start + 7) % 7, day.nth);
  };
  auto& days = rule->by_day;
  std::sort(days.begin(), days.end(),
            [&](const NthWeekday& a, const NthWeekday& b) {
              return rank(a) < rank(b);
            });
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

}  // namespace

absl::StatusOr<RecurrenceRule> ParseRecurrenceRule(std::string_view text) {
  if (text.size() > RecurrenceRule::kTextMax) {
    return Malformed(fmt::format("the rule has more than {} characters",
                                 RecurrenceRule::kTextMax));
  }
  const std::string upper = absl::AsciiStrToUpper(ToAbsl(text));
  RecurrenceRule rule;
  std::set<std::string_view> names;
  for (absl::string_view word : absl::StrSplit(upper, ';')) {
    const std::string_view part = ToStd(word);
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) {
      return Malformed("the rule needs parts such as FREQ=DAILY, with ';'");
    }
    const std::string_view name = part.substr(0, equals);
    RETURN_IF_ERROR(ParsePart(name, part.substr(equals + 1), &rule));
    if (!names.insert(name).second) {
      return Malformed(fmt::format("{} stands twice", name));
    }
  }
  if (!names.contains("FREQ")) return Malformed("FREQ is missing");
  if (names.contains("COUNT") && names.contains("UNTIL")) {
    return Malformed("COUNT and UNTIL do not go together");
  }
  SortWeekdays(&rule);
  const std::string_view problem = RecurrenceProblem(rule);
  if (!problem.empty()) return Unsupported(problem);
  return rule;
}

}  // namespace comptoir
