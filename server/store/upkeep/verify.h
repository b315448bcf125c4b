// Finds damage in a database: what `comptoird verify` reports.
//
// Rebuilds every index row from the records and every row of the store's own
// spaces from the log, and compares. Needs memory for its report only; reads
// every row once, and those of a damaged space again to name what is wrong.
//
// merchant_verifier.h finds the same for one merchant while it is served.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_H_

#include "absl/status/statusor.h"
#include "server/kv/kv.h"
#include "server/store/upkeep/checks.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// Checks all of `snapshot`:
// - records parse, stand under their own id, and each index of their table has
//   exactly the rows that follow from them;
// - each merchant's log is numbered 1, 2, 3, ... without gaps, its chain of
//   hashes holds, the feed has exactly the rows that the log names, and each
//   row that it says was created is there or was removed since;
// - the checks of store_checks.h hold, and those of `verified`;
// - there is nothing in spaces that this server does not know.
// An error means that the database could not be read to the end.
absl::StatusOr<VerifyReport> VerifyStore(const kv::View& snapshot,
                                         const Verified& verified);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_H_
