#include "server/sales/card_payment.h"

#include <optional>

#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/sales/cards/card_rules.h"
#include "server/sales/cards/charge.h"
#include "server/sales/rules/sale_rules.h"

namespace comptoir::sales {
namespace {

using v1::Payment;
using v1::Sale;

absl::Status Check(const CardPayment& payment, const Sale& sale) {
  if (!ParseId("pay", payment.payment_id).has_value()) {
    return InvalidField("payment_id", "must be a payment's id");
  }
  FieldViolations violations;
  CheckAmount(payment.amount, sale.currency(), "amount", &violations);
  if (payment.amount.minor_units() == 0) {
    violations.Add("amount.minor_units", "must be more than zero");
  }
  if (payment.tip.minor_units() != 0) {
    CheckAmount(payment.tip, sale.currency(), "tip", &violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (sale.payments_size() < kCardPaymentsMax) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_PAYMENTS",
               "the sale has too many payments", {{"sale_id", sale.id()}});
}

Payment ToStored(const CardPayment& payment) {
  Payment stored;
  stored.set_id(payment.payment_id);
  stored.set_sale_id(payment.sale_id);
  stored.set_method(v1::PAYMENT_METHOD_CARD);
  stored.set_state(v1::PAYMENT_STATE_COMPLETED);
  *stored.mutable_amount() = payment.amount;
  if (payment.tip.minor_units() != 0) *stored.mutable_tip() = payment.tip;
  *stored.mutable_card() = KeptCard(payment.card);
  stored.set_cardholder_name(
      KeptText(payment.cardholder_name, kCardholderNameMax));
  stored.set_reader_id(payment.reader_id);
  stored.set_checkout_id(payment.checkout_id);
  stored.set_matched(payment.is_matched);
  return stored;
}

// Whether `seen` and `fresh` report the same charge for the same sale.
bool IsSamePayment(const Payment& seen, const Payment& fresh) {
  return seen.method() == fresh.method() && seen.sale_id() == fresh.sale_id() &&
         MayBeSame(seen.checkout_id(), fresh.checkout_id()) &&
         IsSameCharge(seen, fresh);
}

}  // namespace

absl::StatusOr<AppliedPayment> ApplyCardPayment(const SaleBook& book,
                                                store::Transaction& txn,
                                                const CardPayment& payment) {
  const SalesTables& tables = book.tables();
  AppliedPayment applied = {.payment = ToStored(payment)};
  ASSIGN_OR_RETURN(applied.sale,
                   tables.sales.Get(txn, txn.merchant_id(), payment.sale_id));
  ASSIGN_OR_RETURN(
      std::optional<Payment> seen,
      tables.payments.Find(txn, txn.merchant_id(), payment.payment_id));
  if (seen.has_value()) {
    if (!IsSamePayment(*seen, applied.payment)) {
      return PaymentMismatch(payment.payment_id);
    }
    applied.payment = *std::move(seen);
    applied.is_repeated = true;
    return applied;
  }

  RETURN_IF_ERROR(Check(payment, applied.sale));
  *applied.payment.mutable_create_time() = ToTimestamp(txn.now());
  applied.payment.set_actor_id(txn.actor());
  RETURN_IF_ERROR(book.TakePayment(txn, applied.payment, &applied.sale));
  RETURN_IF_ERROR(book.StopCollecting(txn, applied.sale).status());
  return applied;
}

}  // namespace comptoir::sales
