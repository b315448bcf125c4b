// comptoir.customers.v1.GroupService: the handlers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_SERVICE_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_SERVICE_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/customers/v1/group_service.server.h"
#include "server/customers/customer_directory.h"
#include "server/customers/groups/group_members.h"
#include "server/customers/groups/group_tables.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

// Of one merchant.
inline constexpr int kGroupsMax = 1000;
// Members that one transaction cleans a deleted group of: the first one is that
// of the call, the others are those of a job.
inline constexpr int kCleanedAtOnceMax = 250;
// The kind of the job, whose payload is the group's id. Stored.
inline constexpr char kGroupCleanUp[] = "group_clean_up";

// Thread-safe. What it is made of must outlive it.
class GroupService final : public v1::GroupServiceBase {
 public:
  GroupService(const GroupTables& tables, const CustomerDirectory& directory,
               const GroupMembers& members)
      : tables_(tables), directory_(directory), members_(members) {}

  // Refuses to delete a group that is used elsewhere.
  using UseCheck = std::function<absl::Status(const kv::View& view,
                                              const std::string& merchant_id,
                                              const std::string& group_id)>;
  // Before the store starts.
  void set_use_check(UseCheck check) { use_check_ = std::move(check); }

  absl::StatusOr<v1::CreateGroupResponse> CreateGroup(
      const Call& call, store::Transaction& txn,
      const v1::CreateGroupRequest& request) override;
  absl::StatusOr<v1::GetGroupResponse> GetGroup(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetGroupRequest& request) override;
  absl::StatusOr<v1::ListGroupsResponse> ListGroups(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListGroupsRequest& request) override;
  absl::StatusOr<v1::UpdateGroupResponse> UpdateGroup(
      const Call& call, store::Transaction& txn,
      const v1::UpdateGroupRequest& request) override;
  absl::StatusOr<v1::DeleteGroupResponse> DeleteGroup(
      const Call& call, store::Transaction& txn,
      const v1::DeleteGroupRequest& request) override;
  absl::StatusOr<v1::AddGroupMembersResponse> AddGroupMembers(
      const Call& call, store::Transaction& txn,
      const v1::AddGroupMembersRequest& request) override;
  absl::StatusOr<v1::RemoveGroupMembersResponse> RemoveGroupMembers(
      const Call& call, store::Transaction& txn,
      const v1::RemoveGroupMembersRequest& request) override;
  absl::StatusOr<v1::ListGroupMembersResponse> ListGroupMembers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListGroupMembersRequest& request) override;
  absl::StatusOr<v1::ListCustomerGroupsResponse> ListCustomerGroups(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListCustomerGroupsRequest& request) override;

 private:
  const GroupTables& tables_;
  const CustomerDirectory& directory_;
  const GroupMembers& members_;
  UseCheck use_check_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_SERVICE_H_
