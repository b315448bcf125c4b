#include "server/values/money/money_text.h"

#include <cstdint>
#include <optional>

#include "fmt/format.h"
#include "server/values/money/currency.h"

namespace comptoir {

std::string MoneyText(const types::v1::Money& money) {
  const std::optional<int> decimals = MinorDigits(money.currency());
  if (!decimals) {
    return fmt::format(
        "{} minor units of {}", money.minor_units(),
        money.currency().empty() ? "no currency" : money.currency());
  }
  const bool is_negative = money.minor_units() < 0;
  const uint64_t magnitude =
      is_negative ? 0 - static_cast<uint64_t>(money.minor_units())
                  : static_cast<uint64_t>(money.minor_units());
  std::string digits = fmt::format("{:0>{}}", magnitude, *decimals + 1);
  if (*decimals > 0) {
    digits.insert(digits.size() - static_cast<size_t>(*decimals), 1, '.');
  }
  return fmt::format("{}{} {}", is_negative ? "-" : "", digits,
                     money.currency());
}

}  // namespace comptoir
