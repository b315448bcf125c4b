// Card payments as readers report them.
#ifndef COMPTOIR_SERVER_SALES_CARD_PAYMENT_H_
#define COMPTOIR_SERVER_SALES_CARD_PAYMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "comptoir/sales/v1/payment.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "comptoir/types/v1/money.pb.h"
#include "server/sales/sale_book.h"
#include "server/store/transaction.h"

namespace comptoir::sales {

// Money that a reader has taken.
struct CardPayment {
  std::string sale_id;
  // Chosen by whoever asked for the payment: the same for the same money.
  std::string payment_id;
  types::v1::Money amount;
  types::v1::Money tip;  // Zero without currency for none.
  v1::Card card;
  std::string cardholder_name;
  std::string reader_id;
  std::string checkout_id;
  bool is_matched = false;  // A person said that it is the sale's.
};

struct AppliedPayment {
  v1::Payment payment;
  v1::Sale sale;
  // The payment had been applied before; nothing was changed.
  bool is_repeated = false;
};

// Records the payment, completes its sale when that is paid, and links the
// customer: the one attached, else the one known by the card, else an instant
// profile in the name on the card.
//
// Money that was taken is never dropped: a payment is recorded beyond what is
// due, and for a sale that is completed or canceled (which is then open again,
// or completed when paid). What cannot be kept of the card is left out. Others
// who collect more than is left to pay are asked to stop.
//
// Errors: NOT_FOUND, no such sale; INVALID_ARGUMENT for an id, amount or
// currency that cannot be the sale's; ALREADY_EXISTS, reason PAYMENT_MISMATCH,
// for another payment under the same id; RESOURCE_EXHAUSTED, reason
// TOO_MANY_PAYMENTS, for more than kCardPaymentsMax payments of a sale. Nothing
// is written when one of these is returned; any other error must fail the
// transaction.
absl::StatusOr<AppliedPayment> ApplyCardPayment(const SaleBook& book,
                                                store::Transaction& txn,
                                                const CardPayment& payment);

}  // namespace comptoir::sales

#endif  // COMPTOIR_SERVER_SALES_CARD_PAYMENT_H_
