// What must hold between readers' cursors, batches, checkouts and payments,
// beyond the tables' indexes: part of `comptoird verify`.
#ifndef COMPTOIR_SERVER_READERS_UPKEEP_VERIFY_READERS_H_
#define COMPTOIR_SERVER_READERS_UPKEEP_VERIFY_READERS_H_

#include "absl/status/status.h"
#include "server/kv/kv.h"
#include "server/readers/reader_tables.h"
#include "server/sales/sales_tables.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::readers {

// Checks all of `snapshot`:
// - each cursor can be read and is a reader's;
// - the batches kept of an epoch do not overlap and end at its cursor or
//   before: no event was applied twice;
// - a COMPLETED checkout has its payment, matched or not: no money is lost.
// An error means that the database could not be read to the end.
absl::Status VerifyReaders(const kv::View& snapshot, const ReaderTables& tables,
                           const sales::SalesTables& sales,
                           store::VerifyReport& report);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_UPKEEP_VERIFY_READERS_H_
