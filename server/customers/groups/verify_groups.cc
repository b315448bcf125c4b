#include "server/customers/groups/verify_groups.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/storage/v1/group.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/groups/group_tables.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using storage::v1::StoredGroup;
using storage::v1::StoredMembership;
using store::Checks;
using store::KeyReader;
using store::Space;

class GroupChecks {
 public:
  GroupChecks(const CustomerDirectory& directory, Checks& checks)
      : directory_(directory), checks_(checks) {}

  absl::Status SeeGroup(std::string_view key, std::string_view value) {
    StoredGroup stored;
    // Damaged records are named by the check of the table.
    if (!stored.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return absl::OkStatus();
    }
    const std::string merchant_id = KeyReader(key).merchant_id();
    const v1::Group& group = stored.group();
    int64_t listed = 0;
    const auto rows =
        checks_.view().Scan(MembersByName(merchant_id, group.id()));
    for (; rows->Valid(); rows->Next()) ++listed;
    RETURN_IF_ERROR(rows->status());
    checks_.Spend(listed);
    if (listed != group.member_count()) {
      Report(Space::kGroups, merchant_id,
             fmt::format("{}: counts {} members and lists {}", group.id(),
                         group.member_count(), listed));
    }
    return absl::OkStatus();
  }

  absl::Status SeeMembership(std::string_view row, std::string_view value) {
    KeyReader key(row);
    std::string customer_id;
    std::string group_id;
    StoredMembership membership;
    const bool is_sound =
        key.Id("cus", &customer_id) && key.Id("grp", &group_id) &&
        key.AtEnd() &&
        membership.ParseFromArray(value.data(), static_cast<int>(value.size()));
    return Look(Space::kGroupMemberships, row, is_sound, group_id, customer_id);
  }

  absl::Status SeeMember(std::string_view row, std::string_view value) {
    KeyReader key(row);
    std::string group_id;
    std::string name;
    std::string customer_id;
    const bool is_sound = key.Id("grp", &group_id) && key.Text(&name) &&
                          key.Id("cus", &customer_id) && key.AtEnd() &&
                          value.empty();
    return Look(Space::kGroupMembersByName, row, is_sound, group_id,
                customer_id);
  }

 private:
  // At a row of either space about a customer in a group.
  absl::Status Look(Space space, std::string_view row, bool is_sound,
                    const std::string& group_id,
                    const std::string& customer_id) {
    const std::string merchant_id = KeyReader(row).merchant_id();
    if (!is_sound) {
      Report(space, merchant_id, "a row is damaged");
      return absl::OkStatus();
    }
    checks_.Spend(2);
    if (space == Space::kGroupMemberships) {
      // Waits for whether its customer comes back, maybe longer than the group.
      ASSIGN_OR_RETURN(const bool is_deleted, HasRow(Space::kDeletedCustomers,
                                                     merchant_id, customer_id));
      if (is_deleted) return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const bool has_group,
                     HasRow(Space::kGroups, merchant_id, group_id));
    if (!has_group) {
      Report(space, merchant_id,
             fmt::format("{} is in {}, which there is not", customer_id,
                         group_id));
      return absl::OkStatus();
    }
    const absl::StatusOr<StoredCustomer> profile =
        directory_.GetStored(checks_.view(), merchant_id, customer_id);
    // What is wrong with the record is for the check of its table to say.
    if (absl::IsDataLoss(profile.status())) return absl::OkStatus();
    std::string_view problem = "is no customer";
    if (!absl::IsNotFound(profile.status())) {
      RETURN_IF_ERROR(profile.status());
      ASSIGN_OR_RETURN(
          problem,
          space == Space::kGroupMemberships
              ? ProblemOfMembership(merchant_id, group_id, profile->customer())
              : ProblemOfMember(row, merchant_id, group_id,
                                profile->customer()));
    }
    if (problem.empty()) return absl::OkStatus();
    Report(space, merchant_id,
           fmt::format("{} in {} {}", customer_id, group_id, problem));
    return absl::OkStatus();
  }

  absl::StatusOr<bool> HasRow(Space space, const std::string& merchant_id,
                              const std::string& id) const {
    ASSIGN_OR_RETURN(
        const auto row,
        checks_.view().Get(store::Key(space, merchant_id).Id(id).Take()));
    return row.has_value();
  }

  absl::StatusOr<std::string_view> ProblemOfMembership(
      const std::string& merchant_id, const std::string& group_id,
      const v1::Customer& survivor) const {
    ASSIGN_OR_RETURN(const auto row, checks_.view().Get(MemberNameKey(
                                         merchant_id, group_id, survivor)));
    return row ? std::string_view() : "is not listed";
  }

  absl::StatusOr<std::string_view> ProblemOfMember(
      std::string_view row, const std::string& merchant_id,
      const std::string& group_id, const v1::Customer& survivor) const {
    if (row != MemberNameKey(merchant_id, group_id, survivor)) {
      return "is listed under another name";
    }
    ASSIGN_OR_RETURN(const std::vector<std::string> identities,
                     directory_.CustomerIdentities(checks_.view(), merchant_id,
                                                   survivor.id()));
    for (const std::string& identity : identities) {
      ASSIGN_OR_RETURN(
          const auto membership,
          checks_.view().Get(MembershipKey(merchant_id, identity, group_id)));
      if (membership) return std::string_view();
    }
    return "is listed without having been added";
  }

  void Report(Space space, const std::string& merchant_id,
              const std::string& text) {
    checks_.report().Add(space, merchant_id, text);
  }

  const CustomerDirectory& directory_;
  Checks& checks_;
};

}  // namespace

void AddGroupChecks(const CustomerDirectory& directory, Checks& checks) {
  const auto seen = std::make_shared<GroupChecks>(directory, checks);
  checks.AddRows(Space::kGroups, [seen](auto key, auto value) {
    return seen->SeeGroup(key, value);
  });
  checks.AddRows(Space::kGroupMemberships, [seen](auto key, auto value) {
    return seen->SeeMembership(key, value);
  });
  checks.AddRows(Space::kGroupMembersByName, [seen](auto key, auto value) {
    return seen->SeeMember(key, value);
  });
}

}  // namespace comptoir::customers
