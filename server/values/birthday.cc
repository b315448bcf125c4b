#include "server/values/birthday.h"

#include "absl/time/civil_time.h"

namespace comptoir {
namespace {

constexpr int kYearMin = 1800;
// A year with a 29th of February, for birthdays without one.
constexpr int kLeapYear = 2000;

// -1 when a character is not a digit.
int NumberOf(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

bool IsBirthday(std::string_view text) {
  int year = kLeapYear;
  if (text.size() == 10) {
    year = text[4] == '-' ? NumberOf(text.substr(0, 4)) : -1;
    text.remove_prefix(5);
  }
  if (text.size() != 5 || text[2] != '-' || year < kYearMin) return false;
  const int month = NumberOf(text.substr(0, 2));
  const int day = NumberOf(text.substr(3));
  if (month < 1 || day < 1) return false;
  // A day that does not exist is carried over into the next month.
  const absl::CivilDay civil(year, month, day);
  return civil.month() == month && civil.day() == day;
}

}  // namespace comptoir
