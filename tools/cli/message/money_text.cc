#include "tools/cli/message/money_text.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "server/values/money/currency.h"

namespace comptoir::cli {
namespace {

absl::Status NotMoney(std::string_view text) {
  return absl::InvalidArgumentError(
      fmt::format("{} is no amount of money: write it as 12.50 EUR", text));
}

}  // namespace

absl::StatusOr<types::v1::Money> ParseMoney(std::string_view text) {
  const size_t space = text.rfind(' ');
  if (space == std::string_view::npos) return NotMoney(text);
  const std::string_view currency = text.substr(space + 1);
  const std::optional<int> currency_decimals = MinorDigits(currency);
  if (!currency_decimals) return NotMoney(text);

  std::string digits(text.substr(0, space));
  int decimals = 0;
  if (const size_t point = digits.find_first_of(".,");
      point != std::string::npos) {
    decimals = static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
    if (decimals == 0) return NotMoney(text);
  }
  const int missing = *currency_decimals - decimals;
  if (missing < 0) {
    return absl::InvalidArgumentError(
        fmt::format("{} has more decimals than {} has", text, currency));
  }
  digits.append(static_cast<size_t>(missing), '0');

  int64_t minor_units = 0;
  const auto [end, error] = std::from_chars(
      digits.data(), digits.data() + digits.size(), minor_units);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return NotMoney(text);
  }
  types::v1::Money money;
  money.set_minor_units(minor_units);
  money.set_currency(std::string(currency));
  return money;
}

}  // namespace comptoir::cli
