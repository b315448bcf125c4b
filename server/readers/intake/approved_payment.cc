#include "server/readers/intake/approved_payment.h"

#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "server/base/digest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/sales/rules/sale_rules.h"

namespace comptoir::readers {
namespace {

using storage::v1::StoredCheckout;
using types::v1::Money;
using v1::ReaderEvent;
using v1::ReaderEventOrigin;

bool CanBeCharged(int64_t minor_units) {
  return minor_units > 0 && minor_units <= sales::kAmountMax;
}

// The id of the checkout that asked for a payment: among those that go on, or
// that of the payment as it was recorded before. Empty when there is none.
absl::StatusOr<std::string> CheckoutOfPayment(const ReaderTables& tables,
                                              const sales::SalesTables& sales,
                                              const store::Transaction& txn,
                                              const std::string& reader_id,
                                              const std::string& payment_id) {
  if (payment_id.empty()) return std::string();
  ASSIGN_OR_RETURN(
      const std::vector<StoredCheckout> open,
      OpenCheckoutsOfReader(tables, txn, txn.merchant_id(), reader_id));
  for (const StoredCheckout& stored : open) {
    if (stored.checkout().payment_id() == payment_id) {
      return stored.checkout().id();
    }
  }
  ASSIGN_OR_RETURN(const std::optional<sales::v1::Payment> known,
                   sales.payments.Find(txn, txn.merchant_id(), payment_id));
  return known ? known->checkout_id() : std::string();
}

// By the checkout's id or else, when the reader gave none, by the payment's.
absl::StatusOr<std::optional<StoredCheckout>> FindCheckout(
    const ReaderTables& tables, const sales::SalesTables& sales,
    const store::Transaction& txn, const std::string& reader_id,
    const ReaderEvent::PaymentApproved& payment) {
  std::string id = payment.checkout_id();
  if (id.empty()) {
    ASSIGN_OR_RETURN(id, CheckoutOfPayment(tables, sales, txn, reader_id,
                                           payment.payment_id()));
  }
  std::optional<StoredCheckout> found;
  if (id.empty()) return found;
  ASSIGN_OR_RETURN(found, tables.checkouts.Find(txn, txn.merchant_id(), id));
  if (found && found->checkout().reader_id() != reader_id) found.reset();
  return found;
}

void TakeFromCheckout(const v1::Checkout& checkout,
                      ReaderEvent::PaymentApproved* payment,
                      std::vector<std::string>* left_out) {
  payment->set_checkout_id(checkout.id());
  if (!payment->sale_id().empty() && payment->sale_id() != checkout.sale_id()) {
    left_out->push_back("payment_approved.sale_id");
  }
  payment->set_sale_id(checkout.sale_id());
  if (payment->payment_id().empty()) {
    payment->set_payment_id(checkout.payment_id());
  }
  if (!CanBeCharged(payment->amount().minor_units())) {
    left_out->push_back("payment_approved.amount");
    *payment->mutable_amount() = checkout.amount();
  }
}

// A tip that cannot be one is left out; in no currency it is in the amount's.
void SettleTip(ReaderEvent::PaymentApproved* payment,
               std::vector<std::string>* left_out) {
  if (!payment->has_tip()) return;
  Money& tip = *payment->mutable_tip();
  if (tip.currency().empty()) tip.set_currency(payment->amount().currency());
  if (CanBeCharged(tip.minor_units()) &&
      tip.currency() == payment->amount().currency()) {
    return;
  }
  left_out->push_back("payment_approved.tip");
  payment->clear_tip();
}

}  // namespace

std::string PaymentIdOf(const ReaderEventOrigin& origin,
                        const ReportedEvent& reported) {
  std::string input =
      fmt::format("{}/{}/{}", origin.reader_id(), origin.epoch(), origin.seq());
  if (reported.is_other) input += fmt::format("/{}", reported.digest);
  return FormatId("pay", Sha256(input));
}

absl::StatusOr<ApprovedPayment> CompletePayment(
    const ReaderTables& tables, const sales::SalesTables& sales,
    const store::Transaction& txn, const ReaderEventOrigin& origin,
    const ReportedEvent& reported, std::vector<std::string>* left_out) {
  ReaderEvent::PaymentApproved payment = reported.event.payment_approved();
  ApprovedPayment approved;
  ASSIGN_OR_RETURN(
      approved.checkout,
      FindCheckout(tables, sales, txn, origin.reader_id(), payment));
  if (approved.checkout) {
    TakeFromCheckout(approved.checkout->checkout(), &payment, left_out);
  }
  if (payment.payment_id().empty()) {
    payment.set_payment_id(PaymentIdOf(origin, reported));
  }
  if (!payment.sale_id().empty()) {
    ASSIGN_OR_RETURN(approved.sale, sales.sales.Find(txn, txn.merchant_id(),
                                                     payment.sale_id()));
  }
  if (payment.amount().currency().empty() && approved.sale) {
    payment.mutable_amount()->set_currency(approved.sale->currency());
  }
  SettleTip(&payment, left_out);
  approved.payment = std::move(payment);
  return approved;
}

}  // namespace comptoir::readers
