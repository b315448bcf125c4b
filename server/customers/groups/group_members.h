// Who is in which group: the changes of it.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_MEMBERS_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_MEMBERS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/group_members.pb.h"
#include "comptoir/storage/v1/customer.pb.h"
#include "comptoir/storage/v1/group.pb.h"
#include "server/customers/customer_directory.h"
#include "server/customers/groups/group_tables.h"
#include "server/customers/participant.h"
#include "server/kv/kv.h"
#include "server/store/transaction.h"

namespace comptoir::customers {

// Groups that the summary of a customer shows.
inline constexpr size_t kGroupsShownMax = 50;

// Keeps the rows of members and the count of each group in agreement, whatever
// is done to groups and to customers. Thread-safe; what it is made of must
// outlive it.
class GroupMembers final : public Participant {
 public:
  GroupMembers(const GroupTables& tables, const CustomerDirectory& directory)
      : tables_(tables), directory_(directory) {}

  // Told of each identity that was put into a group or taken out of one, or
  // was brought back in it, once it is durable; see Transaction::OnCommit for
  // what it may do.
  using Observer = std::function<void(const std::string& merchant_id,
                                      std::string_view customer_id,
                                      std::string_view group_id, bool is_in)>;
  // Before the store starts.
  void set_observer(Observer observer) { observer_ = std::move(observer); }

  // What became of each of `customer_ids`, in their order. Sets the count in
  // `stored`, which is put.
  using Results = std::vector<v1::GroupMemberResult>;
  absl::StatusOr<Results> Add(store::Transaction& txn,
                              const std::vector<std::string>& customer_ids,
                              storage::v1::StoredGroup* stored) const;
  absl::StatusOr<Results> Remove(store::Transaction& txn,
                                 const std::vector<std::string>& customer_ids,
                                 storage::v1::StoredGroup* stored) const;

  // Takes up to `limit` members out of a deleted group, and deletes its record
  // with the last one. Whether it was.
  absl::StatusOr<bool> Clean(store::Transaction& txn, std::string_view group_id,
                             int limit) const;

  // A customer's row has changed, `after` being null when it is deleted: a
  // profile was renamed, merged or taken apart. For TableBase::AddFollower().
  absl::Status Follow(store::Transaction& txn,
                      const storage::v1::StoredCustomer& before,
                      const storage::v1::StoredCustomer* after) const;

  std::vector<store::Space> customer_spaces() const override;
  absl::StatusOr<std::vector<CustomerPart>> PartsOf(
      const kv::View& view, std::string_view merchant_id,
      const std::string& customer_id) const override;
  absl::Status Fold(const Call& call, const kv::View& view,
                    const std::vector<std::string>& identities,
                    v1::CustomerSummary* summary) const override;
  absl::Status BringBack(store::Transaction& txn,
                         const std::string& customer_id) const override;
  absl::Status Forget(store::Transaction& txn,
                      std::string_view customer_id) const override;

 private:
  using StoredCustomers = std::vector<storage::v1::StoredCustomer>;

  // The survivors of `customer_ids`, in their order; without an id where the
  // merchant has no such customer.
  absl::StatusOr<StoredCustomers> SurvivorsOf(
      const store::Transaction& txn,
      const std::vector<std::string>& customer_ids) const;
  // Who the profile of a row, which may be one that was, is shown as.
  absl::StatusOr<storage::v1::StoredCustomer> ProfileOf(
      const store::Transaction& txn,
      const storage::v1::StoredCustomer& stored) const;
  // What was said of each identity of the profile.
  absl::StatusOr<MembershipsByGroup> MembershipsIn(
      const store::Transaction& txn,
      const storage::v1::StoredCustomer& survivor) const;
  // Deletes what was said of each identity of the profile in the group.
  absl::Status DeleteMemberships(store::Transaction& txn,
                                 std::string_view survivor_id,
                                 std::string_view group_id) const;
  absl::Status ChangeCount(store::Transaction& txn, std::string_view group_id,
                           int64_t by) const;

  void Tell(store::Transaction& txn, std::string_view customer_id,
            std::string_view group_id, bool is_in) const;

  const GroupTables& tables_;
  const CustomerDirectory& directory_;
  Observer observer_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_MEMBERS_H_
