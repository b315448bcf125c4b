// The groups that a profile is in.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUPS_OF_PROFILE_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUPS_OF_PROFILE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/group_members.pb.h"
#include "server/customers/groups/group_tables.h"
#include "server/kv/kv.h"

namespace comptoir::customers {

struct GroupsOfProfile {
  // Oldest group first.
  std::vector<v1::GroupMembership> memberships;
  // The group that the next page begins with; empty at the end.
  std::string next_group_id;
};

// Those of the groups of all `identities` that begin with `from`, at most
// `size_max`. Looks at all of them: a merchant has few.
absl::StatusOr<GroupsOfProfile> FindGroupsOfProfile(
    const GroupTables& tables, const kv::View& view,
    std::string_view merchant_id, const std::vector<std::string>& identities,
    const std::string& from, size_t size_max);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUPS_OF_PROFILE_H_
