#include "server/values/birthday.h"

#include <array>
#include <optional>

#include "fmt/format.h"

namespace comptoir {
namespace {

constexpr int kYearMin = 1800;
// A year with a 29th of February, for birthdays without one.
constexpr int kLeapYear = 2000;
// Address books have no date without a year: they take one that nobody living
// was born in. 1604 is Apple's, a leap year.
constexpr std::array<int, 2> kUnknownYears = {0, 1604};

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// A date as written, maybe one that does not exist.
struct Written {
  std::optional<int> year;
  int month;
  int day;
};

// -1 when a character is not a digit.
int NumberOf(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<Written> Read(std::string_view text) {
  Written written{};
  if (text.starts_with("--")) {
    text.remove_prefix(2);
  } else if (text.size() == 10) {
    const int year = text[4] == '-' ? NumberOf(text.substr(0, 4)) : -1;
    if (year < 0) return std::nullopt;
    if (year != kUnknownYears[0] && year != kUnknownYears[1]) {
      written.year = year;
    }
    text.remove_prefix(5);
  }
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  written.month = NumberOf(text.substr(0, 2));
  written.day = NumberOf(text.substr(3));
  if (written.month < 0 || written.day < 0) return std::nullopt;
  return written;
}

}  // namespace

std::string BirthdayProblem(std::string_view text) {
  const std::optional<Written> written = Read(text);
  if (!written) return "must be YYYY-MM-DD or MM-DD";
  const auto [year, month, day] = *written;
  if (year && *year < kYearMin) {
    return fmt::format("must be of the year {} or later", kYearMin);
  }
  if (month < 1 || month > 12) {
    return fmt::format("must be a day that exists: there is no month {}",
                       month);
  }
  // A day that does not exist is carried over into the next month.
  const absl::CivilDay civil(year.value_or(kLeapYear), month, day);
  if (day >= 1 && civil.month() == month) return "";
  return fmt::format("must be a day that exists: there is no {} {}{}",
                     kMonths[static_cast<size_t>(month - 1)], day,
                     year ? fmt::format(" in {}", *year) : "");
}

std::string PlainBirthday(std::string_view text) {
  const std::optional<Written> written = Read(text);
  if (!written) return std::string(text);
  const auto [year, month, day] = *written;
  return year ? fmt::format("{:04}-{:02}-{:02}", *year, month, day)
              : fmt::format("{:02}-{:02}", month, day);
}

bool IsBirthdayAfter(std::string_view birthday, absl::CivilDay today) {
  const std::optional<Written> written = Read(birthday);
  return written && written->year &&
         absl::CivilDay(*written->year, written->month, written->day) > today;
}

}  // namespace comptoir
