#include "server/readers/unmatched/resolution.h"

#include "comptoir/readers/v1/reader_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"

namespace comptoir::readers {

using v1::UnmatchedPayment;

v1::UnmatchedPaymentState StateOf(const UnmatchedPayment& payment) {
  return payment.state() == v1::UNMATCHED_PAYMENT_STATE_UNSPECIFIED
             ? v1::UNMATCHED_PAYMENT_STATE_OPEN
             : payment.state();
}

absl::Status AlreadyResolved(const std::string& payment_id) {
  return Error(
      absl::StatusCode::kFailedPrecondition, "ALREADY_RESOLVED",
      fmt::format("unmatched payment {} was matched or settled", payment_id),
      {{"payment_id", payment_id}});
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
