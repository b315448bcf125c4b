// Birthdays: a day of a year, or of a year that is not known.
#ifndef COMPTOIR_SERVER_VALUES_BIRTHDAY_H_
#define COMPTOIR_SERVER_VALUES_BIRTHDAY_H_

#include <string>
#include <string_view>

#include "absl/time/civil_time.h"

namespace comptoir {

// What is wrong with `text`, such as "must be a day that exists: there is no
// February 29 in 1983"; empty when it is a day, written as
//
//   YYYY-MM-DD   with a year from 1800 on
//   MM-DD        of a year that is not known; 02-29 exists then
//   --MM-DD, 0000-MM-DD, 1604-MM-DD
//                the same, as address books write it
std::string BirthdayProblem(std::string_view text);

// Such a day in the form in which it is kept: YYYY-MM-DD or MM-DD. Other text
// stays as it is.
std::string PlainBirthday(std::string_view text);

// Whether a day as of PlainBirthday comes after `today`. Never, when the year
// is not known.
bool IsBirthdayAfter(std::string_view birthday, absl::CivilDay today);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_BIRTHDAY_H_
