// Arithmetic of money that never wraps around and never mixes currencies.
#ifndef COMPTOIR_SERVER_VALUES_MONEY_MONEY_H_
#define COMPTOIR_SERVER_VALUES_MONEY_MONEY_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/types/v1/money.pb.h"

namespace comptoir {

types::v1::Money MakeMoney(int64_t minor_units, std::string_view currency);

// The sum. INVALID_ARGUMENT with reason CURRENCY_MISMATCH for two currencies,
// AMOUNT_OVERFLOW when the sum does not fit.
absl::StatusOr<types::v1::Money> Add(const types::v1::Money& a,
                                     const types::v1::Money& b);

// `a` less `b`; errors as Add.
absl::StatusOr<types::v1::Money> Subtract(const types::v1::Money& a,
                                          const types::v1::Money& b);

// `money` times `quantity`. INVALID_ARGUMENT with reason AMOUNT_OVERFLOW when
// the product does not fit.
absl::StatusOr<types::v1::Money> Multiply(const types::v1::Money& money,
                                          int64_t quantity);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_MONEY_MONEY_H_
