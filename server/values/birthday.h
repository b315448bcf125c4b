// Birthdays: a day of a year, or of a year that is not known.
#ifndef COMPTOIR_SERVER_VALUES_BIRTHDAY_H_
#define COMPTOIR_SERVER_VALUES_BIRTHDAY_H_

#include <string_view>

namespace comptoir {

// Whether `text` is a day that exists, as YYYY-MM-DD with a year from 1800 on,
// or MM-DD. 02-29 exists when the year is not known.
bool IsBirthday(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_BIRTHDAY_H_
