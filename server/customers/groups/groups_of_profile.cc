#include "server/customers/groups/groups_of_profile.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/base/status.h"
#include "server/base/timestamps.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredGroup;

v1::GroupMembership MembershipIn(const v1::Group& group,
                                 std::vector<MembershipRow> rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const MembershipRow& a, const MembershipRow& b) {
                     return ToTime(a.membership.add_time()) <
                            ToTime(b.membership.add_time());
                   });
  v1::GroupMembership membership;
  *membership.mutable_group() = group;
  *membership.mutable_add_time() = rows.front().membership.add_time();
  for (MembershipRow& row : rows) {
    membership.add_customer_ids(std::move(row.customer_id));
  }
  return membership;
}

}  // namespace

absl::StatusOr<GroupsOfProfile> FindGroupsOfProfile(
    const GroupTables& tables, const kv::View& view,
    std::string_view merchant_id, const std::vector<std::string>& identities,
    const std::string& from, size_t size_max) {
  ASSIGN_OR_RETURN(const MembershipsByGroup groups,
                   MembershipsOf(view, merchant_id, identities));
  GroupsOfProfile found;
  for (auto it = groups.lower_bound(from); it != groups.end(); ++it) {
    const auto& [group_id, rows] = *it;
    ASSIGN_OR_RETURN(const std::optional<StoredGroup> stored,
                     tables.groups.Find(view, merchant_id, group_id));
    if (!stored || stored->is_deleted()) continue;
    if (found.memberships.size() == size_max) {
      found.next_group_id = group_id;
      break;
    }
    found.memberships.push_back(MembershipIn(stored->group(), rows));
  }
  return found;
}

}  // namespace comptoir::customers
