// Pairs of profiles of whom somebody said that they are not one person, or whom
// somebody took apart, which says the same.
//
// A pair is two rows, one under each of the two. Who follows the table of
// customers deletes them as soon as one of the two changes in what suggestions
// stand on (ProfileFacts), so that a row is always of two profiles as they were
// when it was written. It writes them, too, when a merge is taken back: what
// the two parts of a profile lose by that is no such change, and whoever was
// not one person with the whole is none with either part.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_IGNORED_DUPLICATES_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_IGNORED_DUPLICATES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/duplicate.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "server/customers/customer_tables.h"
#include "server/customers/participant.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// Others with whom a customer is not one person.
inline constexpr size_t kIgnoredMax = 500;

// The id of the older one first.
using IdPair = std::pair<std::string, std::string>;

// Every two of `ids`, in order.
std::vector<IdPair> PairsOf(std::vector<std::string> ids);

// The pair of a row that stands under its first customer; nullopt under the
// other one. DATA_LOSS.
absl::StatusOr<std::optional<v1::IgnoredDuplicate>> ReadIgnored(
    std::string_view key, std::string_view value);

// Thread-safe. `tables` must outlive it.
class IgnoredDuplicates final : public Participant {
 public:
  explicit IgnoredDuplicates(const CustomerTables& tables) : tables_(tables) {}

  // Of `pairs` those that are ignored, in their order.
  absl::StatusOr<std::vector<bool>> AreIgnored(
      const kv::View& view, std::string_view merchant_id,
      const std::vector<IdPair>& pairs) const;

  // With whom a profile is not one person, at most kIgnoredMax.
  absl::StatusOr<std::vector<std::string>> OthersOf(
      const kv::View& view, std::string_view merchant_id,
      std::string_view customer_id) const;

  // RESOURCE_EXHAUSTED, reason TOO_MANY_IGNORED.
  absl::StatusOr<std::vector<v1::IgnoredDuplicate>> Ignore(
      store::Transaction& txn, const std::vector<IdPair>& pairs) const;
  // Whether any of them was.
  absl::StatusOr<bool> Unignore(store::Transaction& txn,
                                const std::vector<IdPair>& pairs) const;

  // A customer's row has changed, `after` being null when it is deleted. For
  // TableBase::AddFollower().
  absl::Status Follow(store::Transaction& txn,
                      const storage::v1::StoredCustomer& before,
                      const storage::v1::StoredCustomer* after) const;

  std::vector<store::Space> customer_spaces() const override;
  // Nothing comes along: what is ignored ends with a merge.
  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View&, std::string_view, const std::string&) const override {
    return std::vector<CustomerPart>();
  }
  absl::Status Forget(store::Transaction& txn,
                      std::string_view customer_id) const override;

 private:
  // `identity`, as it was in its profile, is a profile of its own now, and the
  // rest of that one not changed yet. Of whom there is no room for, nothing is
  // remembered: a merge can be taken back all the same.
  absl::Status RememberTakenApart(
      store::Transaction& txn,
      const storage::v1::StoredCustomer& identity) const;

  const CustomerTables& tables_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_IGNORED_DUPLICATES_H_
