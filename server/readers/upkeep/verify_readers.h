// What must hold between readers' cursors, batches, checkouts and payments,
// beyond the tables' indexes.
#ifndef COMPTOIR_SERVER_READERS_UPKEEP_VERIFY_READERS_H_
#define COMPTOIR_SERVER_READERS_UPKEEP_VERIFY_READERS_H_

#include "server/store/upkeep/checks.h"

namespace comptoir::readers {

// - Each cursor can be read and is a reader's;
// - the batches kept of an epoch do not overlap and end at its cursor or
//   before: no event was applied twice;
// - a COMPLETED checkout has its payment, matched or not, and a MATCHED payment
//   is one of a sale: no money is lost;
// - an OPEN unmatched payment is no sale's, too: none is counted twice.
void AddReaderChecks(store::Checks& checks);

}  // namespace comptoir::readers

#endif  // COMPTOIR_SERVER_READERS_UPKEEP_VERIFY_READERS_H_
