#include "server/readers/unmatched/unmatched_payment_service.h"

#include <optional>
#include <string>
#include <utility>

#include "comptoir/readers/v1/reader_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/readers/unmatched/resolution.h"
#include "server/records/page.h"
#include "server/sales/card_payment.h"
#include "server/sales/rules/refund_rules.h"
#include "server/sales/shown_sale.h"

namespace comptoir::readers {
namespace {

using v1::UnmatchedPayment;

UnmatchedPayment Shown(UnmatchedPayment payment) {
  payment.set_state(StateOf(payment));
  return payment;
}

// The payment as it stands, if nobody has dealt with it.
absl::StatusOr<UnmatchedPayment> OpenPayment(const ReaderTables& tables,
                                             const store::Transaction& txn,
                                             const std::string& payment_id) {
  ASSIGN_OR_RETURN(
      UnmatchedPayment payment,
      tables.unmatched_payments.Get(txn, txn.merchant_id(), payment_id));
  if (StateOf(payment) == v1::UNMATCHED_PAYMENT_STATE_OPEN) return payment;
  return AlreadyResolved(payment_id);
}

// The same, or what was matched with a wrong sale and given back of it.
absl::StatusOr<UnmatchedPayment> PaymentToMatch(const ReaderTables& tables,
                                                const sales::SaleBook& sales,
                                                const store::Transaction& txn,
                                                const std::string& payment_id) {
  ASSIGN_OR_RETURN(
      UnmatchedPayment payment,
      tables.unmatched_payments.Get(txn, txn.merchant_id(), payment_id));
  if (StateOf(payment) == v1::UNMATCHED_PAYMENT_STATE_OPEN) return payment;
  if (StateOf(payment) == v1::UNMATCHED_PAYMENT_STATE_MATCHED) {
    ASSIGN_OR_RETURN(const auto matched,
                     sales.tables().payments.Find(
                         txn, txn.merchant_id(), payment.matched_payment_id()));
    if (matched && sales::IsGivenBackInFull(*matched)) return payment;
  }
  return AlreadyResolved(payment_id);
}

// A reader speaks for its own location alone, unless the sale is the one for
// which it was asked to collect.
absl::Status CheckLocation(const ReaderTables& tables,
                           const store::Transaction& txn,
                           const UnmatchedPayment& payment,
                           const sales::v1::Sale& sale) {
  if (!payment.checkout_id().empty() && payment.sale_id() == sale.id()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(
      const std::optional<storage::v1::StoredReader> reader,
      tables.readers.Find(txn, txn.merchant_id(), payment.reader_id()));
  if (!reader || reader->reader().location_id() == sale.location_id()) {
    return absl::OkStatus();
  }
  return Error(
      absl::StatusCode::kFailedPrecondition, "OTHER_LOCATION",
      fmt::format("sale {} is at another location than the reader that "
                  "took unmatched payment {}: match it with one of the "
                  "reader's, or settle it",
                  sale.id(), payment.payment_id()),
      {{"location_id", reader->reader().location_id()}});
}

}  // namespace

absl::StatusOr<v1::ListUnmatchedPaymentsResponse>
UnmatchedPaymentService::ListUnmatchedPayments(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListUnmatchedPaymentsRequest& request) {
  const auto matches = [&request](const UnmatchedPayment& payment) {
    return request.state() == v1::UNMATCHED_PAYMENT_STATE_UNSPECIFIED ||
           request.state() == StateOf(payment);
  };
  ASSIGN_OR_RETURN(auto page, records::ListPage<UnmatchedPayment>(
                                  call, snapshot, tables_.unmatched_payments,
                                  request, matches));
  v1::ListUnmatchedPaymentsResponse response;
  for (UnmatchedPayment& payment : page.records) {
    *response.add_unmatched_payments() = Shown(std::move(payment));
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::GetUnmatchedPaymentResponse>
UnmatchedPaymentService::GetUnmatchedPayment(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetUnmatchedPaymentRequest& request) {
  ASSIGN_OR_RETURN(UnmatchedPayment payment,
                   tables_.unmatched_payments.Get(snapshot, call.merchant_id(),
                                                  request.payment_id()));
  v1::GetUnmatchedPaymentResponse response;
  *response.mutable_unmatched_payment() = Shown(std::move(payment));
  return response;
}

absl::StatusOr<v1::MatchUnmatchedPaymentResponse>
UnmatchedPaymentService::MatchUnmatchedPayment(
    const Call& call, store::Transaction& txn,
    const v1::MatchUnmatchedPaymentRequest& request) {
  v1::MatchUnmatchedPaymentResponse response;
  UnmatchedPayment& unmatched = *response.mutable_unmatched_payment();
  ASSIGN_OR_RETURN(unmatched,
                   PaymentToMatch(tables_, sales_, txn, request.payment_id()));
  sales::CardPayment payment = {.sale_id = request.sale_id(),
                                .payment_id = unmatched.payment_id(),
                                .amount = unmatched.amount(),
                                .tip = unmatched.tip(),
                                .card = unmatched.card(),
                                .cardholder_name = unmatched.cardholder_name(),
                                .reader_id = unmatched.reader_id(),
                                .is_matched = true};
  // It may be unmatched because another payment has its id.
  ASSIGN_OR_RETURN(const auto taken,
                   sales_.tables().payments.Find(txn, txn.merchant_id(),
                                                 payment.payment_id));
  if (taken.has_value()) payment.payment_id = txn.NewId("pay");
  ASSIGN_OR_RETURN(
      const sales::v1::Sale sale,
      sales_.tables().sales.Get(txn, txn.merchant_id(), request.sale_id()));
  RETURN_IF_ERROR(CheckLocation(tables_, txn, unmatched, sale));
  if (payment.amount.currency().empty()) {
    // A person says now which money it was.
    payment.amount.set_currency(sale.currency());
    if (payment.tip.minor_units() != 0) {
      payment.tip.set_currency(sale.currency());
    }
  }
  ASSIGN_OR_RETURN(sales::AppliedPayment applied,
                   sales::ApplyCardPayment(sales_, txn, payment));
  RETURN_IF_ERROR(SaveMatched(tables_, txn, request.sale_id(),
                              payment.payment_id, &unmatched));
  RETURN_IF_ERROR(sales::ShowProfile(sales_.customers(), txn, txn.merchant_id(),
                                     &applied.sale));
  *response.mutable_sale() = std::move(applied.sale);
  return response;
}

absl::StatusOr<v1::SettleUnmatchedPaymentResponse>
UnmatchedPaymentService::SettleUnmatchedPayment(
    const Call& call, store::Transaction& txn,
    const v1::SettleUnmatchedPaymentRequest& request) {
  v1::SettleUnmatchedPaymentResponse response;
  UnmatchedPayment& unmatched = *response.mutable_unmatched_payment();
  ASSIGN_OR_RETURN(unmatched, OpenPayment(tables_, txn, request.payment_id()));
  unmatched.set_state(v1::UNMATCHED_PAYMENT_STATE_SETTLED);
  unmatched.set_note(request.note());
  RETURN_IF_ERROR(tables_.unmatched_payments.Put(txn, unmatched));
  v1::UnmatchedPaymentSettled event;
  event.set_payment_id(unmatched.payment_id());
  event.set_reader_id(unmatched.reader_id());
  txn.AppendEvent(event, {unmatched.payment_id(), unmatched.reader_id()});
  return response;
}

}  // namespace comptoir::readers
