// Money as people read it: "12.50 EUR".
#ifndef COMPTOIR_SERVER_VALUES_MONEY_MONEY_TEXT_H_
#define COMPTOIR_SERVER_VALUES_MONEY_MONEY_TEXT_H_

#include <string>

#include "comptoir/types/v1/money.pb.h"

namespace comptoir {

// Writes all the decimals of the currency: "12.50 EUR", "1250 JPY"; and "1250
// minor units of XYZ" of a currency that is not known here.
std::string MoneyText(const types::v1::Money& money);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_MONEY_MONEY_TEXT_H_
