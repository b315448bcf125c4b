#include "server/readers/unmatched/charges.h"

#include <string_view>

#include "comptoir/readers/v1/reader_events.pb.h"
#include "server/base/status.h"

namespace comptoir::readers {
namespace {

using types::v1::Money;
using v1::UnmatchedPayment;

// What one of two reports leaves out is no difference.
bool MayBeSame(std::string_view a, std::string_view b) {
  return a.empty() || b.empty() || a == b;
}

bool IsSameMoney(const Money& a, const Money& b) {
  return a.minor_units() == b.minor_units() &&
         MayBeSame(a.currency(), b.currency());
}

bool MayBeSameCard(const sales::v1::Card& a, const sales::v1::Card& b) {
  return MayBeSame(a.fingerprint(), b.fingerprint()) &&
         MayBeSame(a.last_four(), b.last_four());
}

}  // namespace

v1::UnmatchedPaymentState StateOf(const UnmatchedPayment& payment) {
  return payment.state() == v1::UNMATCHED_PAYMENT_STATE_UNSPECIFIED
             ? v1::UNMATCHED_PAYMENT_STATE_OPEN
             : payment.state();
}

bool IsSameCharge(const UnmatchedPayment& a, const UnmatchedPayment& b) {
  return a.reader_id() == b.reader_id() &&
         IsSameMoney(a.amount(), b.amount()) && IsSameMoney(a.tip(), b.tip()) &&
         MayBeSameCard(a.card(), b.card());
}

bool IsSameCharge(const sales::v1::Payment& paid,
                  const UnmatchedPayment& reported) {
  return paid.method() == sales::v1::PAYMENT_METHOD_CARD &&
         paid.reader_id() == reported.reader_id() &&
         IsSameMoney(paid.amount(), reported.amount()) &&
         IsSameMoney(paid.tip(), reported.tip()) &&
         MayBeSameCard(paid.card(), reported.card());
}

absl::Status SaveMatched(const ReaderTables& tables, store::Transaction& txn,
                         const std::string& sale_id,
                         const std::string& matched_payment_id,
                         UnmatchedPayment* unmatched) {
  unmatched->set_state(v1::UNMATCHED_PAYMENT_STATE_MATCHED);
  unmatched->set_matched_payment_id(matched_payment_id);
  RETURN_IF_ERROR(tables.unmatched_payments.Put(txn, *unmatched));
  v1::UnmatchedPaymentMatched event;
  event.set_payment_id(unmatched->payment_id());
  event.set_sale_id(sale_id);
  event.set_matched_payment_id(matched_payment_id);
  txn.AppendEvent(event,
                  {unmatched->payment_id(), sale_id, unmatched->reader_id()});
  return absl::OkStatus();
}

}  // namespace comptoir::readers
