// Whether two reports are of one charge of a card. Pure.
#ifndef COMPTOIR_SERVER_SALES_CARDS_CHARGE_H_
#define COMPTOIR_SERVER_SALES_CARDS_CHARGE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "comptoir/sales/v1/payment.pb.h"
#include "comptoir/types/v1/money.pb.h"

namespace comptoir::sales {

// What one of two reports leaves out is no difference.
bool MayBeSame(std::string_view a, std::string_view b);
bool MayBeSameCard(const v1::Card& a, const v1::Card& b);

// Nothing is the same in every currency.
bool IsSameMoney(const types::v1::Money& a, const types::v1::Money& b);

// Whether two payments under one id, of a sale or unmatched, are of one charge:
// as much money at the same reader, by what may be the same card. Of which sale
// it is said to be may differ: readers correct that.
template <typename PaymentA, typename PaymentB>
bool IsSameCharge(const PaymentA& a, const PaymentB& b) {
  return a.reader_id() == b.reader_id() &&
         IsSameMoney(a.amount(), b.amount()) && IsSameMoney(a.tip(), b.tip()) &&
         MayBeSameCard(a.card(), b.card());
}

// The refusal of a payment under the id of another one's.
inline constexpr char kPaymentMismatch[] = "PAYMENT_MISMATCH";

// ALREADY_EXISTS of that reason.
absl::Status PaymentMismatch(const std::string& payment_id);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CARDS_CHARGE_H_
