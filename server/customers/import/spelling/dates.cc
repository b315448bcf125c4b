#include "server/customers/import/spelling/dates.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "server/base/csv/text_encoding.h"
#include "server/customers/import/spelling/languages.h"
#include "server/values/birthday.h"

namespace comptoir::customers {
namespace {

constexpr size_t kYearDigits = 4;
constexpr int kMonths = 12;
// What Outlook keeps where there is no date, as a year.
constexpr int kOutlookNoDate = 4501;

struct Day {
  int year = 0;
  int month = 0;
  int day = 0;
};

int Number(std::string_view digits) {
  int number = -1;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number
                                                                      : -1;
}

// Names of months, whole and short, folded.
const std::map<std::string, int, std::less<>>& MonthNames() {
  static const auto* const names = [] {
    auto* map = new std::map<std::string, int, std::less<>>;
    for (const char* language : kHeadingLanguages) {
      UErrorCode error = U_ZERO_ERROR;
      const icu::DateFormatSymbols symbols(icu::Locale(language), error);
      for (const auto width : {icu::DateFormatSymbols::WIDE,
                               icu::DateFormatSymbols::ABBREVIATED}) {
        for (const auto context : {icu::DateFormatSymbols::FORMAT,
                                   icu::DateFormatSymbols::STANDALONE}) {
          int32_t count = 0;
          const icu::UnicodeString* months =
              symbols.getMonths(count, context, width);
          for (int32_t i = 0; i < std::min(count, kMonths); ++i) {
            std::string utf8;
            months[i].toUTF8String(utf8);
            map->try_emplace(FoldHeading(utf8), i + 1);
          }
        }
      }
    }
    return map;
  }();
  return *names;
}

// The words and numbers of a date, up to where a time begins: "3 avril 1990
// 00:00" -> 3, avril, 1990.
std::vector<std::string> PartsOf(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    const size_t time = text.find_last_of("T ", colon);
    text = text.substr(0, time == std::string_view::npos ? 0 : time);
  }
  std::vector<std::string> parts;
  // Japanese and Chinese dates name their parts.
  const std::string folded = FoldHeading(absl::StrReplaceAll(
      std::string(text), {{"年", " "}, {"月", " "}, {"日", " "}}));
  for (const absl::string_view word :
       absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
    std::string part(word);
    // "3rd", "1er", "3 de abril de 1990".
    for (const std::string_view ordinal : {"st", "nd", "rd", "th", "er"}) {
      if (part.ends_with(ordinal) && std::isdigit(part[0]) != 0) {
        part.resize(part.size() - ordinal.size());
      }
    }
    if (part != "de" && part != "of") parts.push_back(std::move(part));
  }
  return parts;
}

absl::Status NoDate(std::string_view text) {
  // Not the text itself: it may be anything, and errors are logged.
  return absl::InvalidArgumentError(
      fmt::format("{} characters that are no date", text.size()));
}

absl::StatusOr<std::string> Checked(const Day& day) {
  const std::string date =
      fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
  if (const std::string problem = BirthdayProblem(date); !problem.empty()) {
    return absl::InvalidArgumentError(problem);
  }
  return PlainBirthday(date);
}

bool IsYear(const std::string& part) {
  return part.size() == kYearDigits && Number(part) >= 0;
}

// Cuts out the number of four digits; -1 without one.
int TakeYear(std::vector<std::string>& parts) {
  const auto year = std::find_if(parts.begin(), parts.end(), IsYear);
  if (year == parts.end()) return -1;
  const int number = Number(*year);
  parts.erase(year);
  return number;
}

// Cuts out the name of a month; 0 without one.
int TakeMonthName(std::vector<std::string>& parts) {
  for (auto part = parts.begin(); part != parts.end(); ++part) {
    const auto name = MonthNames().find(*part);
    if (name == MonthNames().end()) continue;
    parts.erase(part);
    return name->second;
  }
  return 0;
}

// Whether each may be a day or a month.
bool AreNumbers(const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return part.size() <= 2 && Number(part) >= 0;
  });
}

// Whether the numbers are what a program writes for no date: 0/0/00,
// 0000-00-00, Outlook's 1/1/4501, and the zeroth day of spreadsheets.
bool IsNothing(const std::vector<std::string>& parts) {
  const auto is_zero = [](const std::string& part) {
    return Number(part) == 0;
  };
  if (parts.size() > 1 && std::all_of(parts.begin(), parts.end(), is_zero)) {
    return true;
  }
  const auto is_never = [](const std::string& part) {
    return Number(part) == kOutlookNoDate;
  };
  if (std::any_of(parts.begin(), parts.end(), is_never)) return true;
  const std::vector<std::string> excel = {"1", "0", "1900"};
  const std::vector<std::string> access = {"1899", "12", "30"};
  return parts == excel || parts == access;
}

// "04-03" is how the API writes a day without a year.
bool IsOurs(std::string_view text, const std::vector<std::string>& parts) {
  return parts.size() == 2 && text.find('-') != std::string_view::npos;
}

}  // namespace

std::optional<DateOrder> ProvenOrder(std::string_view text) {
  std::vector<std::string> parts = PartsOf(text);
  if (parts.size() < 2 || parts.size() > 3 || IsYear(parts.front()) ||
      IsOurs(text, parts)) {
    return std::nullopt;
  }
  TakeYear(parts);
  if (parts.size() != 2 || !AreNumbers(parts)) return std::nullopt;
  constexpr int kDays = 31;
  const auto is_only_a_day = [](int number) {
    return number > kMonths && number <= kDays;
  };
  const auto is_month = [](int number) {
    return number > 0 && number <= kMonths;
  };
  const int first = Number(parts[0]);
  const int second = Number(parts[1]);
  if (is_only_a_day(first) && is_month(second)) return DateOrder::kDayFirst;
  if (is_month(first) && is_only_a_day(second)) return DateOrder::kMonthFirst;
  return std::nullopt;
}

absl::StatusOr<std::string> ReadDate(std::string_view text, DateOrder order) {
  std::vector<std::string> parts = PartsOf(text);
  if (parts.size() < 2 || parts.size() > 3) return NoDate(text);
  if (IsNothing(parts)) return std::string();
  const bool is_year_first = IsYear(parts.front());
  const bool is_ours = IsOurs(text, parts);
  const int year = TakeYear(parts);
  Day day = {.year = std::max(year, 0), .month = TakeMonthName(parts)};
  const size_t left = day.month == 0 ? 2 : 1;
  if (parts.size() < left || !AreNumbers(parts)) return NoDate(text);
  if (parts.size() > left) {
    return absl::InvalidArgumentError(
        "a year of two digits may be of two centuries");
  }
  day.day = Number(parts[0]);
  if (day.month != 0) return Checked(day);
  day.month = Number(parts[1]);
  if (!is_year_first && !is_ours && order == DateOrder::kUncertain &&
      day.day <= kMonths && day.month <= kMonths && day.day != day.month) {
    return absl::InvalidArgumentError(
        "day and month may be either: the table has dates of both orders");
  }
  if (is_year_first || is_ours || order == DateOrder::kMonthFirst) {
    std::swap(day.day, day.month);
  }
  // 03/31 can only be meant one way.
  if (!is_year_first && day.month > kMonths && day.day <= kMonths) {
    std::swap(day.day, day.month);
  }
  return Checked(day);
}

absl::StatusOr<std::string> ReadDateParts(std::string_view day,
                                          std::string_view month,
                                          std::string_view year) {
  const auto named = MonthNames().find(FoldHeading(month));
  const int number =
      named == MonthNames().end() ? Number(month) : named->second;
  if (Number(day) <= 0 || number <= 0) {
    return absl::InvalidArgumentError("day and month are no numbers");
  }
  return Checked(
      {.year = std::max(0, Number(year)), .month = number, .day = Number(day)});
}

}  // namespace comptoir::customers
