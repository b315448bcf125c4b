// What must hold of stored rows beyond the indexes of tables.
//
// Said row by row, and merchant by merchant for what adds up over rows, so that
// `comptoird verify` and the verification of one merchant while it is served
// are the same words: each row is held against those that it must agree with in
// the same view.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_CHECKS_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_CHECKS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/kv/kv.h"
#include "server/store/space.h"
#include "server/store/table.h"
#include "server/store/upkeep/report.h"

namespace comptoir::store {

// Of one view. Not thread-safe; the view and the report must outlive it.
class Checks {
 public:
  // Looks at one row. It is given those of a space in the order of their keys,
  // but not always from the first one on. An error means that the view could
  // not be read; what is wrong goes to the report.
  using RowCheck =
      std::function<absl::Status(std::string_view key, std::string_view value)>;
  // Looks at what adds up over many rows of a merchant. It takes as long as it
  // takes: for what one row cannot tell.
  using SumCheck = std::function<absl::Status(const std::string& merchant_id)>;

  Checks(const kv::View& view, VerifyReport& report)
      : view_(view), report_(report) {}
  Checks(const Checks&) = delete;
  Checks& operator=(const Checks&) = delete;

  const kv::View& view() const { return view_; }
  VerifyReport& report() { return report_; }

  void AddRows(Space space, RowCheck check) {
    rows_[space].push_back(std::move(check));
  }
  // Adds the method See(key, value) of a check that keeps something from row to
  // row.
  template <typename Check>
  void AddRows(Space space, std::shared_ptr<Check> check) {
    AddRows(space, [check](std::string_view key, std::string_view value) {
      return check->See(key, value);
    });
  }
  void AddSums(SumCheck check) { sums_.push_back(std::move(check)); }

  // To be called by a check that reads so many rows beside the one it was
  // given: a step of a verification ends when much was read.
  void Spend(int64_t rows) { spent_ += rows; }
  int64_t spent() const { return spent_; }

  bool HasRows(Space space) const { return rows_.count(space) > 0; }
  absl::Status CheckRow(Space space, std::string_view key,
                        std::string_view value) const;
  size_t sums() const { return sums_.size(); }
  absl::Status CheckSum(size_t index, const std::string& merchant_id) const {
    return sums_[index](merchant_id);
  }

  // All rows of all merchants, and what they add up to. Counts the rows, but
  // for those of the spaces in `counted`.
  absl::Status CheckAll(const std::set<Space>& counted = {}) const;

 private:
  const kv::View& view_;
  VerifyReport& report_;
  std::map<Space, std::vector<RowCheck>> rows_;
  std::vector<SumCheck> sums_;
  int64_t spent_ = 0;
};

// What there is to verify beside what the store keeps by itself.
struct Verified {
  std::vector<const TableBase*> tables;
  // May be null. Called for each view, on any thread.
  std::function<void(Checks& checks)> add_checks = nullptr;
};

// The record of `id`. nullopt also when it is damaged, which is for the check
// of its table to say.
template <typename Record>
absl::StatusOr<std::optional<Record>> FindSound(const kv::View& view,
                                                const Table<Record>& table,
                                                std::string_view merchant_id,
                                                std::string_view id) {
  absl::StatusOr<std::optional<Record>> found =
      table.Find(view, merchant_id, id);
  if (absl::IsDataLoss(found.status())) return std::optional<Record>();
  return found;
}

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_CHECKS_H_
