// Currencies: ISO 4217 codes and their minor units.
#ifndef COMPTOIR_SERVER_VALUES_MONEY_CURRENCY_H_
#define COMPTOIR_SERVER_VALUES_MONEY_CURRENCY_H_

#include <optional>
#include <string_view>

namespace comptoir {

// Whether `code` is an active currency of ISO 4217, in upper case. Funds,
// metals and test codes are not.
bool IsCurrency(std::string_view code);

// How many digits the minor unit has: 2 for EUR, 0 for JPY, 3 for TND; nullopt
// for what is no currency. ISO's figures, which differ from CLDR's for
// everyday use.
std::optional<int> MinorDigits(std::string_view currency);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_MONEY_CURRENCY_H_
