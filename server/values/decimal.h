// Exact decimal numbers: as many digits as people write, never a double.
#ifndef COMPTOIR_SERVER_VALUES_DECIMAL_H_
#define COMPTOIR_SERVER_VALUES_DECIMAL_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace comptoir {

// Digits after the point.
inline constexpr int kDecimalsMax = 5;
// The largest number, and the smallest one without its sign: what 64 bits hold
// of so many decimals.
inline constexpr int64_t kDecimalMax = 92233720368547;

// What is wrong with `text`; empty when it is a number: an optional sign, at
// least one digit, and optionally a point and one to kDecimalsMax digits.
std::string DecimalProblem(std::string_view text);

// Such a number in its shortest form: "-12.50" is "-12.5", "+007" is "7" and
// "-0.0" is "0".
std::string PlainDecimal(std::string_view text);

// Such a number in units of 10^-kDecimalsMax, to compare by.
int64_t DecimalUnits(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_DECIMAL_H_
