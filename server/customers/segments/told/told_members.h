// Who is in a segment as was told: the rows of it, and what is kept of them in
// memory.
//
// Answers do not come from here: they ask the segment's filter. These rows say
// what the log says, so that each coming and going is told once.
#ifndef COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_TOLD_MEMBERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_TOLD_MEMBERS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/ids.h"
#include "server/customers/columns/customer_columns.h"
#include "server/customers/columns/membership_columns.h"
#include "server/customers/segments/segment_tables.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// The row that says so.
std::string SegmentMemberKey(std::string_view merchant_id,
                             std::string_view segment_id,
                             std::string_view customer_id);

// Thread-safe. What it is made of must outlive it.
class ToldMembers {
 public:
  // Adds its columns. Before anything is loaded.
  ToldMembers(const SegmentTables& tables, CustomerColumns& columns);

  // Where its columns stand.
  size_t place() const { return place_; }
  const MembershipColumns& In(const MerchantColumns& columns) const {
    return static_cast<const MembershipColumns&>(columns.set(place_));
  }

  // Makes the row say whether a customer is in a segment; false when it says so
  // already. What is in memory follows in either case.
  absl::StatusOr<bool> Write(store::Transaction& txn,
                             std::string_view segment_id,
                             std::string_view customer_id, bool is_in) const;

  // Up to `limit` customers who are told to be in a segment.
  absl::StatusOr<std::vector<std::string>> Some(const store::Transaction& txn,
                                                std::string_view segment_id,
                                                size_t limit) const;
  // The segments that a customer is told to be in, those that are being cleaned
  // away included.
  absl::StatusOr<std::vector<std::string>> SegmentsOf(
      const kv::View& view, std::string_view merchant_id,
      std::string_view customer_id) const;

  // A customer is there again, of whom memory had nothing meanwhile.
  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const;

  // Customers who are told to be in a segment and whom there is not, as the
  // server may have stopped before it said that they left.
  absl::StatusOr<std::vector<IdBytes>> Gone(
      const kv::View& view, const std::string& merchant_id) const;

 private:
  absl::Status Load(const kv::View& view);
  void Changed(const std::string& merchant_id, std::string_view segment_id,
               std::string_view customer_id, bool is_in) const;

  const SegmentTables& tables_;
  CustomerColumns& columns_;
  const size_t place_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_SEGMENTS_TOLD_TOLD_MEMBERS_H_
