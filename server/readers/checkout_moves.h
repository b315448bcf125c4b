// What goes with every move of a checkout.
#ifndef COMPTOIR_SERVER_READERS_CHECKOUT_MOVES_H_
#define COMPTOIR_SERVER_READERS_CHECKOUT_MOVES_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/readers/v1/reader_stream.pb.h"
#include "comptoir/storage/v1/reader.pb.h"
#include "server/readers/reader_tables.h"
#include "server/sales/sale_book.h"
#include "server/store/transaction.h"

namespace comptoir::readers {

// Stores a checkout that has moved on from `old_state`, says so, and tells its
// sale when it has come to nothing.
absl::Status SaveMovedCheckout(const ReaderTables& tables,
                               const sales::SaleBook& sales,
                               store::Transaction& txn,
                               v1::CheckoutState old_state,
                               const storage::v1::StoredCheckout& stored);

// What asks the reader at `now` to go on with an open checkout, or to stop.
v1::StreamReaderResponse PromptFor(const v1::Checkout& checkout,
                                   absl::Time now);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_CHECKOUT_MOVES_H_
