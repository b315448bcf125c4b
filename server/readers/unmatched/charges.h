// What unmatched payments tell of the charges behind them.
#ifndef COMPTOIR_SERVER_READERS_UNMATCHED_CHARGES_H_
#define COMPTOIR_SERVER_READERS_UNMATCHED_CHARGES_H_

#include <string>

#include "absl/status/status.h"
#include "comptoir/readers/v1/unmatched_payment.pb.h"
#include "comptoir/sales/v1/payment.pb.h"
#include "server/readers/reader_tables.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// The refusal of a payment under the id of another one's.
inline constexpr char kPaymentMismatch[] = "PAYMENT_MISMATCH";

// Rows of before there were states have none: they are open.
v1::UnmatchedPaymentState StateOf(const v1::UnmatchedPayment& payment);

// Whether two reports under one id are of one charge: as much money at the same
// reader, by what may be the same card. Readers correct the sale.
bool IsSameCharge(const v1::UnmatchedPayment& a, const v1::UnmatchedPayment& b);
bool IsSameCharge(const sales::v1::Payment& paid,
                  const v1::UnmatchedPayment& reported);

// Stores that an open unmatched payment became `matched_payment_id` of a sale,
// and says so in the log.
absl::Status SaveMatched(const ReaderTables& tables, store::Transaction& txn,
                         const std::string& sale_id,
                         const std::string& matched_payment_id,
                         v1::UnmatchedPayment* unmatched);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_UNMATCHED_CHARGES_H_
