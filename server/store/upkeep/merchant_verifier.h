// Verifies one merchant while the server serves it.
//
// VerifyStore looks at a whole database on one snapshot. This walks one
// merchant's rows in the order of their keys, some at a time, each time on a
// newer snapshot: every row is held against those that it must agree with in
// the same snapshot, so nothing that changes meanwhile looks wrong.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_MERCHANT_VERIFIER_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_MERCHANT_VERIFIER_H_

#include <cstdint>
#include <map>
#include <string_view>

#include "absl/status/statusor.h"
#include "comptoir/storage/v1/verify.pb.h"
#include "server/kv/kv.h"
#include "server/store/space.h"
#include "server/store/table_base.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::store {

// Finds what VerifyStore finds, of one merchant. Of the rows that were made
// with it the log of the installation tells: they are found missing for
// merchants that stand in its feed, as all do that were made since that is
// written. Thread-safe.
class MerchantVerifier {
 public:
  // The tables must outlive it.
  explicit MerchantVerifier(Verified verified);

  // Looks at the next rows and adds to `progress`. True once all have been
  // looked at.
  //
  // Ends after about `rows_max` rows, at least 1; what a row is held against
  // and every 4 KiB of a value count as rows too. So a step is bounded by what
  // the largest row needs: a blob of 256 MiB, the sales of one customer, or, in
  // steps of their own, what is added up over all blobs of a merchant.
  absl::StatusOr<bool> Step(const kv::View& snapshot,
                            std::string_view merchant_id, int64_t rows_max,
                            storage::v1::VerifyProgress* progress) const;

  // Whose rows stand in a space.
  struct Owner {
    const TableBase* table;
    const IndexDeclaration* index;  // Null for the records.
  };

 private:
  const Verified verified_;
  std::map<Space, Owner> owners_;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_MERCHANT_VERIFIER_H_
