// What a reader says of a payment, completed by what is known of its checkout.
#ifndef COMPTOIR_SERVER_READERS_INTAKE_APPROVED_PAYMENT_H_
#define COMPTOIR_SERVER_READERS_INTAKE_APPROVED_PAYMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/readers/v1/reader_events.pb.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "comptoir/storage/v1/reader.pb.h"
#include "server/readers/reader_tables.h"
#include "server/readers/rules/reported_batch.h"
#include "server/sales/sales_tables.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// The payment id of a payment that nobody gave one: the same event makes the
// same id, however often it is applied.
std::string PaymentIdOf(const v1::ReaderEventOrigin& origin,
                        const ReportedEvent& reported);

struct ApprovedPayment {
  v1::ReaderEvent::PaymentApproved payment;
  // The checkout that asked for it, when it is this reader's.
  std::optional<storage::v1::StoredCheckout> checkout;
  // The sale that it names or that its checkout pays, when there is one.
  std::optional<sales::v1::Sale> sale;
};

// Completes the payment of an event: a checkout is found by its id or by the
// payment's, and then tells sale, payment and currency, and the amount when
// that is none. Money was taken: what contradicts the checkout is left out, and
// added to `left_out`, rather than the payment. Without a checkout the sale
// tells the currency.
absl::StatusOr<ApprovedPayment> CompletePayment(
    const ReaderTables& tables, const sales::SalesTables& sales,
    const store::Transaction& txn, const v1::ReaderEventOrigin& origin,
    const ReportedEvent& reported, std::vector<std::string>* left_out);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_INTAKE_APPROVED_PAYMENT_H_
