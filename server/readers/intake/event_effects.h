// What one event of a reader does: a payment of a sale, a move of a checkout,
// an entry in the merchant's log.
#ifndef COMPTOIR_SERVER_READERS_INTAKE_EVENT_EFFECTS_H_
#define COMPTOIR_SERVER_READERS_INTAKE_EVENT_EFFECTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "server/readers/checkouts/checkout_rules.h"
#include "server/readers/intake/approved_payment.h"
#include "server/readers/reader_tables.h"
#include "server/readers/rules/reported_batch.h"
#include "server/sales/sale_book.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// Thread-safe. What it is made of must outlive it.
//
// An event that the domain refuses (a sale that does not exist, a currency that
// is not the sale's) is taken in all the same: it raises a ReaderAlarm, and the
// money of a payment is kept as an unmatched payment. What cannot be kept of an
// event is left out, with an alarm. One bad event never stops those behind it.
class EventEffects {
 public:
  EventEffects(const ReaderTables& tables, const sales::SaleBook& sales)
      : tables_(tables), sales_(sales) {}

  // Only what is wrong with the server itself (damage, a full disk) is an
  // error. The transaction is the reader's.
  absl::Status Apply(store::Transaction& txn,
                     const v1::ReaderEventOrigin& origin,
                     const ReportedEvent& reported) const;

 private:
  absl::Status ApplyApproved(store::Transaction& txn,
                             const v1::ReaderEventOrigin& origin,
                             const ReportedEvent& reported) const;
  absl::Status ApplyOther(store::Transaction& txn,
                          const v1::ReaderEventOrigin& origin,
                          const v1::ReaderEvent& event) const;
  // Moves the checkout that an event names, if it is the reader's;
  // `payment_id` is that of an approval.
  absl::Status MoveCheckout(store::Transaction& txn,
                            const v1::ReaderEventOrigin& origin,
                            const std::string& checkout_id,
                            CheckoutSignal signal,
                            const std::string& payment_id = "") const;
  absl::Status TakePayment(store::Transaction& txn,
                           const v1::ReaderEventOrigin& origin,
                           const ApprovedPayment& approved) const;
  // Pays the sale, unless the charge is known as an unmatched payment that a
  // person has dealt with; one that is open is matched with the sale.
  absl::Status PayOnce(store::Transaction& txn,
                       const v1::ReaderEventOrigin& origin,
                       const v1::ReaderEvent::PaymentApproved& payment) const;
  // Keeps the money of a payment that is no sale's, and says why.
  absl::Status KeepUnmatched(store::Transaction& txn,
                             const v1::ReaderEventOrigin& origin,
                             const ReportedEvent& reported,
                             const v1::ReaderEvent::PaymentApproved& payment,
                             const std::string& refusal) const;
  // Keeps what must not be lost of an event, and touches no other record.
  absl::Status SetAside(store::Transaction& txn,
                        const v1::ReaderEventOrigin& origin,
                        const ReportedEvent& reported) const;

  const ReaderTables& tables_;
  const sales::SaleBook& sales_;
};

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_INTAKE_EVENT_EFFECTS_H_
