#include "server/customers/groups/group_members.h"

#include <optional>
#include <utility>

#include "comptoir/customers/v1/customer_summary.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/groups/groups_of_profile.h"
#include "server/rpc/call.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using storage::v1::StoredGroup;
using storage::v1::StoredMembership;
using store::Space;
using store::Transaction;

v1::GroupMemberResult ResultOf(const std::string& customer_id,
                               v1::GroupMemberOutcome outcome) {
  v1::GroupMemberResult result;
  result.set_customer_id(customer_id);
  result.set_outcome(outcome);
  return result;
}

// Fields that names are made of; equal ones sort alike.
bool HasSameNames(const v1::Customer& a, const v1::Customer& b) {
  return a.given_name() == b.given_name() &&
         a.family_name() == b.family_name() &&
         a.company_name() == b.company_name() && a.nickname() == b.nickname();
}

// Whether a profile is shown under the row.
bool IsSurvivor(const StoredCustomer* stored) {
  return stored != nullptr && stored->merged_into().empty();
}

// Deletes the row if it is there; whether it was.
absl::StatusOr<bool> Take(Transaction& txn, const std::string& key) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, txn.Get(key));
  if (!value) return false;
  txn.Delete(key);
  return true;
}

// Puts a row unless it is there; whether it was put.
absl::StatusOr<bool> PutNew(Transaction& txn, const std::string& key,
                            const std::string& value = "") {
  ASSIGN_OR_RETURN(const std::optional<std::string> found, txn.Get(key));
  if (found) return false;
  txn.Put(key, value);
  return true;
}

}  // namespace

absl::StatusOr<GroupMembers::StoredCustomers> GroupMembers::SurvivorsOf(
    const Transaction& txn,
    const std::vector<std::string>& customer_ids) const {
  const std::string& merchant_id = txn.merchant_id();
  ASSIGN_OR_RETURN(auto found, directory_.tables().customers.FindMany(
                                   txn, merchant_id, customer_ids));
  StoredCustomers survivors(found.size());
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) continue;
    if (IsSurvivor(&*found[i])) {
      survivors[i] = *std::move(found[i]);
      continue;
    }
    ASSIGN_OR_RETURN(survivors[i],
                     directory_.GetStored(txn, merchant_id, customer_ids[i]));
  }
  return survivors;
}

absl::StatusOr<GroupMembers::Results> GroupMembers::Add(
    Transaction& txn, const std::vector<std::string>& customer_ids,
    StoredGroup* stored) const {
  const std::string& merchant_id = txn.merchant_id();
  v1::Group& group = *stored->mutable_group();
  StoredMembership membership;
  *membership.mutable_add_time() = ToTimestamp(txn.now());
  ASSIGN_OR_RETURN(const StoredCustomers survivors,
                   SurvivorsOf(txn, customer_ids));
  Results results;
  int64_t added = 0;
  for (size_t i = 0; i < customer_ids.size(); ++i) {
    const v1::Customer& survivor = survivors[i].customer();
    if (survivor.id().empty()) {
      results.push_back(
          ResultOf(customer_ids[i], v1::GROUP_MEMBER_OUTCOME_UNKNOWN_CUSTOMER));
      continue;
    }
    ASSIGN_OR_RETURN(
        const bool is_new,
        PutNew(txn, MemberNameKey(merchant_id, group.id(), survivor)));
    // Under the identity that was named, also when the profile is in the group
    // by another one: each stays in when they are taken apart.
    ASSIGN_OR_RETURN(
        const bool is_put,
        PutNew(txn, MembershipKey(merchant_id, customer_ids[i], group.id()),
               membership.SerializeAsString()));
    if (is_put) Tell(txn, customer_ids[i], group.id(), /*is_in=*/true);
    if (is_new) ++added;
    results.push_back(ResultOf(
        customer_ids[i], is_new ? v1::GROUP_MEMBER_OUTCOME_ADDED
                                : v1::GROUP_MEMBER_OUTCOME_ALREADY_MEMBER));
  }
  group.set_member_count(group.member_count() + added);
  RETURN_IF_ERROR(tables_.groups.Put(txn, *stored));
  return results;
}

absl::StatusOr<GroupMembers::Results> GroupMembers::Remove(
    Transaction& txn, const std::vector<std::string>& customer_ids,
    StoredGroup* stored) const {
  v1::Group& group = *stored->mutable_group();
  ASSIGN_OR_RETURN(const StoredCustomers survivors,
                   SurvivorsOf(txn, customer_ids));
  Results results;
  int64_t removed = 0;
  for (size_t i = 0; i < customer_ids.size(); ++i) {
    const v1::Customer& survivor = survivors[i].customer();
    if (survivor.id().empty()) {
      results.push_back(
          ResultOf(customer_ids[i], v1::GROUP_MEMBER_OUTCOME_UNKNOWN_CUSTOMER));
      continue;
    }
    ASSIGN_OR_RETURN(
        const bool was_there,
        Take(txn, MemberNameKey(txn.merchant_id(), group.id(), survivor)));
    if (!was_there) {
      results.push_back(
          ResultOf(customer_ids[i], v1::GROUP_MEMBER_OUTCOME_NOT_A_MEMBER));
      continue;
    }
    RETURN_IF_ERROR(DeleteMemberships(txn, survivor.id(), group.id()));
    ++removed;
    results.push_back(
        ResultOf(customer_ids[i], v1::GROUP_MEMBER_OUTCOME_REMOVED));
  }
  group.set_member_count(group.member_count() - removed);
  RETURN_IF_ERROR(tables_.groups.Put(txn, *stored));
  return results;
}

absl::StatusOr<bool> GroupMembers::Clean(Transaction& txn,
                                         std::string_view group_id,
                                         int limit) const {
  // A row is deleted by its key; a walk must not see its own deletions.
  std::vector<std::string> keys;
  {
    const auto rows = txn.Scan(MembersByName(txn.merchant_id(), group_id));
    // One more tells whether these are the last ones.
    for (; rows->Valid() && static_cast<int>(keys.size()) <= limit;
         rows->Next()) {
      keys.emplace_back(rows->key());
    }
    RETURN_IF_ERROR(rows->status());
  }
  const bool is_last = static_cast<int>(keys.size()) <= limit;
  if (!is_last) keys.pop_back();
  for (const std::string& key : keys) {
    RETURN_IF_ERROR(DeleteMemberships(
        txn, store::IdAtEnd(directory_.tables().customers.declaration(), key),
        group_id));
    txn.Delete(key);
  }
  RETURN_IF_ERROR(
      ChangeCount(txn, group_id, -static_cast<int64_t>(keys.size())));
  if (!is_last) return false;
  return tables_.groups.Delete(txn, group_id);
}

absl::Status GroupMembers::Follow(Transaction& txn,
                                  const StoredCustomer& before,
                                  const StoredCustomer* after) const {
  const std::string& merchant_id = txn.merchant_id();
  const bool stays = after != nullptr &&
                     before.merged_into() == after->merged_into() &&
                     (!IsSurvivor(after) ||
                      HasSameNames(before.customer(), after->customer()));
  // Whoever is merged goes after the survivor, with whom it was listed. What
  // was said of them stays, for when they come back.
  if (stays || (after == nullptr && !IsSurvivor(&before))) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(
      const std::vector<std::string> moved,
      directory_.CustomerIdentities(txn, merchant_id, before.customer().id()));
  ASSIGN_OR_RETURN(const MembershipsByGroup groups,
                   MembershipsOf(txn, merchant_id, moved));
  if (groups.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const StoredCustomer from, ProfileOf(txn, before));
  std::optional<StoredCustomer> to;
  if (after != nullptr) {
    ASSIGN_OR_RETURN(to, ProfileOf(txn, *after));
  }
  // The profile that they were part of may be in groups without them.
  MembershipsByGroup remaining;
  if (!IsSurvivor(&before)) {
    ASSIGN_OR_RETURN(remaining, MembershipsIn(txn, from));
  }
  for (const auto& [group_id, rows] : groups) {
    int64_t by = 0;
    if (!remaining.contains(group_id)) {
      ASSIGN_OR_RETURN(
          const bool left,
          Take(txn, MemberNameKey(merchant_id, group_id, from.customer())));
      if (left) --by;
    }
    if (to) {
      ASSIGN_OR_RETURN(
          const bool came,
          PutNew(txn, MemberNameKey(merchant_id, group_id, to->customer())));
      if (came) ++by;
    }
    RETURN_IF_ERROR(ChangeCount(txn, group_id, by));
  }
  return absl::OkStatus();
}

std::vector<Space> GroupMembers::customer_spaces() const {
  return {Space::kGroupMemberships, Space::kGroupMembersByName};
}

absl::StatusOr<std::vector<CustomerPart>> GroupMembers::PartsOf(
    const kv::View& view, std::string_view merchant_id,
    const std::string& customer_id) const {
  ASSIGN_OR_RETURN(const MembershipsByGroup groups,
                   MembershipsOf(view, merchant_id, {customer_id}));
  CustomerPart part{.kind = "groups", .noun = v1::Group::descriptor()};
  for (const auto& [group_id, rows] : groups) {
    const absl::Status found =
        tables_.Get(view, merchant_id, group_id).status();
    if (found.ok()) ++part.count;
    // One that is being cleaned away is none.
    if (!absl::IsNotFound(found)) RETURN_IF_ERROR(found);
  }
  return std::vector<CustomerPart>{std::move(part)};
}

absl::Status GroupMembers::Fold(const Call& call, const kv::View& view,
                                const std::vector<std::string>& identities,
                                v1::CustomerSummary* summary) const {
  // Whoever may see a customer may see their groups.
  ASSIGN_OR_RETURN(GroupsOfProfile groups,
                   FindGroupsOfProfile(tables_, view, call.merchant_id(),
                                       identities, "", kGroupsShownMax));
  for (v1::GroupMembership& membership : groups.memberships) {
    *summary->add_groups() = std::move(membership);
  }
  summary->set_has_more_groups(!groups.next_group_id.empty());
  return absl::OkStatus();
}

absl::Status GroupMembers::BringBack(Transaction& txn,
                                     const std::string& customer_id) const {
  const std::string& merchant_id = txn.merchant_id();
  ASSIGN_OR_RETURN(const MembershipsByGroup groups,
                   MembershipsOf(txn, merchant_id, {customer_id}));
  if (groups.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const StoredCustomer survivor,
                   directory_.GetStored(txn, merchant_id, customer_id));
  for (const auto& [group_id, rows] : groups) {
    const absl::Status found = tables_.Get(txn, merchant_id, group_id).status();
    if (absl::IsNotFound(found)) {
      // Deleted meanwhile: who cleaned it did not find this one.
      txn.Delete(MembershipKey(merchant_id, customer_id, group_id));
      continue;
    }
    RETURN_IF_ERROR(found);
    ASSIGN_OR_RETURN(
        const bool is_new,
        PutNew(txn, MemberNameKey(merchant_id, group_id, survivor.customer())));
    RETURN_IF_ERROR(ChangeCount(txn, group_id, is_new ? 1 : 0));
    Tell(txn, customer_id, group_id, /*is_in=*/true);
  }
  return absl::OkStatus();
}

absl::Status GroupMembers::Forget(Transaction& txn,
                                  std::string_view customer_id) const {
  const std::string& merchant_id = txn.merchant_id();
  ASSIGN_OR_RETURN(const MembershipsByGroup groups,
                   MembershipsOf(txn, merchant_id, {std::string(customer_id)}));
  // Nobody is listed any more since the customer's row went.
  for (const auto& [group_id, rows] : groups) {
    txn.Delete(MembershipKey(merchant_id, customer_id, group_id));
    Tell(txn, customer_id, group_id, /*is_in=*/false);
  }
  return absl::OkStatus();
}

absl::StatusOr<StoredCustomer> GroupMembers::ProfileOf(
    const Transaction& txn, const StoredCustomer& stored) const {
  if (IsSurvivor(&stored)) return stored;
  return directory_.GetStored(txn, txn.merchant_id(), stored.merged_into());
}

absl::StatusOr<MembershipsByGroup> GroupMembers::MembershipsIn(
    const Transaction& txn, const StoredCustomer& survivor) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> identities,
                   directory_.CustomerIdentities(txn, txn.merchant_id(),
                                                 survivor.customer().id()));
  return MembershipsOf(txn, txn.merchant_id(), identities);
}

absl::Status GroupMembers::DeleteMemberships(Transaction& txn,
                                             std::string_view survivor_id,
                                             std::string_view group_id) const {
  ASSIGN_OR_RETURN(
      const std::vector<std::string> identities,
      directory_.CustomerIdentities(txn, txn.merchant_id(), survivor_id));
  for (const std::string& identity : identities) {
    ASSIGN_OR_RETURN(
        const bool is_taken,
        Take(txn, MembershipKey(txn.merchant_id(), identity, group_id)));
    if (is_taken) Tell(txn, identity, group_id, /*is_in=*/false);
  }
  return absl::OkStatus();
}

void GroupMembers::Tell(Transaction& txn, std::string_view customer_id,
                        std::string_view group_id, bool is_in) const {
  if (observer_ == nullptr) return;
  txn.OnCommit(
      [this, merchant_id = txn.merchant_id(),
       customer_id = std::string(customer_id), group_id = std::string(group_id),
       is_in] { observer_(merchant_id, customer_id, group_id, is_in); });
}

absl::Status GroupMembers::ChangeCount(Transaction& txn,
                                       std::string_view group_id,
                                       int64_t by) const {
  if (by == 0) return absl::OkStatus();
  const absl::StatusOr<StoredGroup> found =
      tables_.groups.Get(txn, txn.merchant_id(), group_id);
  if (absl::IsNotFound(found.status())) return Corrupt("a group's members");
  RETURN_IF_ERROR(found.status());
  StoredGroup stored = *found;
  stored.mutable_group()->set_member_count(stored.group().member_count() + by);
  return tables_.groups.Put(txn, stored);
}

}  // namespace comptoir::customers
