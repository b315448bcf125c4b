// Which well-formed recurrence rules are taken; see recurrence_rule.h.
#ifndef COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_CHECKS_H_
#define COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_CHECKS_H_

#include <string_view>

#include "server/base/recurrence/recurrence_rule.h"

namespace comptoir {

// Empty when the rule is taken; else why not.
//
// A rule with FREQ=MONTHLY or YEARLY that is taken, and INTERVAL left aside,
// comes round within 40 years of any day: a 29 February falls on a given
// weekday every 28 years, or 40 across a year such as 2100.
std::string_view RecurrenceProblem(const RecurrenceRule& rule);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_RECURRENCE_RECURRENCE_CHECKS_H_
