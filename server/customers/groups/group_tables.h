// Groups and their members as stored.
//
// A membership is two rows: that an identity was put into the group, under the
// identity, and that a profile is in it, under the profile's name. Whoever is
// merged keeps the first and shares the second with the rest of the profile.
#ifndef COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_TABLES_H_
#define COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_TABLES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "comptoir/customers/v1/customer.pb.h"
#include "comptoir/storage/v1/group.pb.h"
#include "server/kv/kv.h"
#include "server/store/table.h"

namespace comptoir::customers {

struct GroupTables {
  GroupTables();

  // Also those that are deleted while members of them are still stored.
  store::Table<storage::v1::StoredGroup> groups;

  // NOT_FOUND when there is none, or when it is deleted.
  absl::StatusOr<storage::v1::StoredGroup> Get(const kv::View& view,
                                               std::string_view merchant_id,
                                               std::string_view group_id) const;
};

// Of a name, what no other group of the merchant may have: folded. Names of
// nothing but signs, which fold to nothing, are taken as they are. What is
// beyond 400 bytes of it does not tell two names apart.
std::string GroupNameKey(std::string_view display_name);

// The row that says that the identity was put into the group.
std::string MembershipKey(std::string_view merchant_id,
                          std::string_view customer_id,
                          std::string_view group_id);
// The row that lists the profile among the members of the group.
std::string MemberNameKey(std::string_view merchant_id,
                          std::string_view group_id,
                          const v1::Customer& survivor);
// All such rows of the group, by name.
kv::Range MembersByName(std::string_view merchant_id,
                        std::string_view group_id);

// When each of `customer_ids` was put into a group, by the group's id; in the
// order of `customer_ids`.
struct MembershipRow {
  std::string customer_id;
  storage::v1::StoredMembership membership;
};
using MembershipsByGroup = std::map<std::string, std::vector<MembershipRow>>;
absl::StatusOr<MembershipsByGroup> MembershipsOf(
    const kv::View& view, std::string_view merchant_id,
    const std::vector<std::string>& customer_ids);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_GROUPS_GROUP_TABLES_H_
