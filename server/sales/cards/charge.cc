#include "server/sales/cards/charge.h"

#include "server/base/status.h"

namespace comptoir::sales {

using types::v1::Money;

bool MayBeSame(std::string_view a, std::string_view b) {
  return a.empty() || b.empty() || a == b;
}

bool MayBeSameCard(const v1::Card& a, const v1::Card& b) {
  return MayBeSame(a.fingerprint(), b.fingerprint()) &&
         MayBeSame(a.last_four(), b.last_four());
}

bool IsSameMoney(const Money& a, const Money& b) {
  return a.minor_units() == b.minor_units() &&
         (a.minor_units() == 0 || MayBeSame(a.currency(), b.currency()));
}

absl::Status PaymentMismatch(const std::string& payment_id) {
  return Error(absl::StatusCode::kAlreadyExists, kPaymentMismatch,
               "another payment has this id", {{"payment_id", payment_id}});
}

}  // namespace comptoir::sales
