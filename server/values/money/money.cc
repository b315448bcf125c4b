#include "server/values/money/money.h"

#include <string>

#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

using types::v1::Money;

absl::Status CurrencyMismatch(const Money& a, const Money& b) {
  return Error(absl::StatusCode::kInvalidArgument, "CURRENCY_MISMATCH",
               fmt::format("amounts in {} and {} cannot be combined",
                           a.currency(), b.currency()));
}

absl::Status AmountOverflow() {
  return Error(absl::StatusCode::kInvalidArgument, "AMOUNT_OVERFLOW",
               "the amount does not fit in 64 bits of minor units");
}

}  // namespace

Money MakeMoney(int64_t minor_units, std::string_view currency) {
  Money money;
  money.set_minor_units(minor_units);
  money.set_currency(std::string(currency));
  return money;
}

absl::StatusOr<Money> Add(const Money& a, const Money& b) {
  if (a.currency() != b.currency()) return CurrencyMismatch(a, b);
  int64_t sum;
  if (__builtin_add_overflow(a.minor_units(), b.minor_units(), &sum)) {
    return AmountOverflow();
  }
  return MakeMoney(sum, a.currency());
}

absl::StatusOr<Money> Subtract(const Money& a, const Money& b) {
  if (a.currency() != b.currency()) return CurrencyMismatch(a, b);
  int64_t difference;
  if (__builtin_sub_overflow(a.minor_units(), b.minor_units(), &difference)) {
    return AmountOverflow();
  }
  return MakeMoney(difference, a.currency());
}

absl::StatusOr<Money> Multiply(const Money& money, int64_t quantity) {
  int64_t product;
  if (__builtin_mul_overflow(money.minor_units(), quantity, &product)) {
    return AmountOverflow();
  }
  return MakeMoney(product, money.currency());
}

}  // namespace comptoir
