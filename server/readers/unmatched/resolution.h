// Where unmatched payments stand, and what is made of them.
#ifndef COMPTOIR_SERVER_READERS_UNMATCHED_RESOLUTION_H_
#define COMPTOIR_SERVER_READERS_UNMATCHED_RESOLUTION_H_

#include <string>

#include "absl/status/status.h"
#include "comptoir/readers/v1/unmatched_payment.pb.h"
#include "server/readers/reader_tables.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// Rows of before there were states have none: they are open.
v1::UnmatchedPaymentState StateOf(const v1::UnmatchedPayment& payment);

// The refusal of what would do something with a payment that is not open.
absl::Status AlreadyResolved(const std::string& payment_id);

// Stores that an open unmatched payment became `matched_payment_id` of a sale,
// and says so in the log.
absl::Status SaveMatched(const ReaderTables& tables, store::Transaction& txn,
                         const std::string& sale_id,
                         const std::string& matched_payment_id,
                         v1::UnmatchedPayment* unmatched);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_UNMATCHED_RESOLUTION_H_
