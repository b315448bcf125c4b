// Finds damage in a database: what `comptoird verify` reports.
//
// Rebuilds every index row from the records and every row of the store's own
// spaces from the log, and compares. Needs memory for its report only; reads
// every row once, and those of a damaged space again to name what is wrong.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/kv/kv.h"
#include "server/store/table_base.h"

namespace comptoir::store {

// One thing that is wrong. Names ids and revisions, never what a record holds.
struct VerifyProblem {
  std::string space;        // "customers_by_email"
  std::string merchant_id;  // Empty when it is not known.
  std::string text;         // "row missing for cus_..."
};

class VerifyReport {
 public:
  // Problems are listed up to this many, and counted beyond.
  static constexpr size_t kListedMax = 100;

  bool ok() const { return problem_count_ == 0; }
  const std::vector<VerifyProblem>& problems() const { return problems_; }
  uint64_t problem_count() const { return problem_count_; }
  uint64_t rows() const { return rows_; }

  void Add(Space space, std::string merchant_id, std::string text);
  void CountRow() { ++rows_; }

 private:
  std::vector<VerifyProblem> problems_;
  uint64_t problem_count_ = 0;
  uint64_t rows_ = 0;
};

// Checks all of `snapshot`:
// - records parse, stand under their own id, and each index of `tables` has
//   exactly the rows that follow from them;
// - each merchant's log is numbered 1, 2, 3, ... without gaps, its chain of
//   hashes holds, and the feed has exactly the rows that the log names;
// - answers to request ids belong to log entries, jobs can be read;
// - blobs and uploads: see verify_blobs.h;
// - there is nothing in spaces that this server does not know.
// An error means that the database could not be read to the end.
absl::StatusOr<VerifyReport> VerifyStore(
    const kv::View& snapshot, const std::vector<const TableBase*>& tables);

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_VERIFY_H_
