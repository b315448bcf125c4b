// Dates of birth as people and programs write them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_DATES_H_
#define COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_DATES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace comptoir::customers {

// How 03/04/1990 is meant.
enum class DateOrder {
  kDayFirst,
  kMonthFirst,
  // Not known: where day and month may be either, it is no date.
  kUncertain,
};

// What a date proves of how others beside it are meant: 31/12/1990 that the day
// comes first, 12/31/1990 that the month does. Nothing, when it is neither.
std::optional<DateOrder> ProvenOrder(std::string_view text);

// YYYY-MM-DD, or MM-DD when the year is not known, from any usual spelling:
// numbers in either order, months by name in the languages of headings, with a
// time behind them. Empty for what programs write when there is no date, such
// as 0/0/00. Fails, saying what is wrong, on a day that does not exist, on a
// year of two digits, which may be of two centuries, on what is no date, and on
// what may be two dates where the order is not known.
absl::StatusOr<std::string> ReadDate(std::string_view text, DateOrder order);

// The same from a day, a month and a year by themselves; the year may be empty.
absl::StatusOr<std::string> ReadDateParts(std::string_view day,
                                          std::string_view month,
                                          std::string_view year);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_IMPORT_SPELLING_DATES_H_
