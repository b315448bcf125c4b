// What is wrong in a database.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_REPORT_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "server/store/space.h"

namespace comptoir::store {

// One thing that is wrong. Names ids and revisions, never what a record holds.
struct VerifyProblem {
  std::string space;        // "customers_by_email"
  std::string merchant_id;  // Empty when it is not known.
  std::string text;         // "row missing for cus_..."
};

// What is said of a space that this server does not know.
std::string TextOfUnknown(Space space);

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

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_REPORT_H_
