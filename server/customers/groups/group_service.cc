#include "server/customers/groups/group_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/customers/v1/group_events.pb.h"
#include "fmt/format.h"
#include "server/base/status.h"
#include "server/customers/groups/groups_of_profile.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/stamps.h"
#include "server/rpc/page_token.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/values/text.h"

namespace comptoir::customers {
namespace {

using storage::v1::StoredCustomer;
using storage::v1::StoredGroup;
using store::Key;
using store::Snapshot;
using store::Space;
using store::Transaction;

// Ids as two lists say them: a group's event is about its customers, too.
std::vector<std::string> SubjectsOf(
    const std::string& group_id,
    const google::protobuf::RepeatedPtrField<std::string>& customer_ids) {
  std::vector<std::string> subjects = {group_id};
  subjects.insert(subjects.end(), customer_ids.begin(), customer_ids.end());
  return subjects;
}

// Says who has come or gone; nothing when nobody has.
template <typename Event>
void Tell(Transaction& txn, const std::string& group_id,
          const GroupMembers::Results& results,
          v1::GroupMemberOutcome changed) {
  Event event;
  event.set_group_id(group_id);
  for (const v1::GroupMemberResult& result : results) {
    if (result.outcome() == changed) {
      event.add_customer_ids(result.customer_id());
    }
  }
  if (event.customer_ids().empty()) return;
  const auto subjects = SubjectsOf(group_id, event.customer_ids());
  txn.AppendEvent(event, subjects, subjects);
}

void TrimTexts(v1::Group* group) {
  group->set_display_name(Trim(group->display_name()));
  group->set_description(Trim(group->description()));
}

absl::Status CheckName(const v1::Group& group) {
  if (HasVisibleCharacter(group.display_name())) return absl::OkStatus();
  return InvalidField("group.display_name", "must hold something to be seen");
}

// RESOURCE_EXHAUSTED when there are kGroupsMax; those being cleaned away do not
// count.
absl::Status RequireRoom(const Transaction& txn) {
  ASSIGN_OR_RETURN(
      const store::IdPage page,
      store::ScanIds(txn, Key(Space::kGroupsByName, txn.merchant_id()).Prefix(),
                     "grp", kGroupsMax));
  if (static_cast<int>(page.ids.size()) < kGroupsMax) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_GROUPS",
               fmt::format("a merchant has at most {} groups: delete one first",
                           kGroupsMax));
}

// ALREADY_EXISTS when another group has the name.
absl::Status RequireFreeName(const Transaction& txn, const v1::Group& group) {
  ASSIGN_OR_RETURN(const store::IdPage page,
                   store::ScanIds(txn,
                                  Key(Space::kGroupsByName, txn.merchant_id())
                                      .Text(GroupNameKey(group.display_name()))
                                      .Prefix(),
                                  "grp", /*limit=*/1));
  if (page.ids.empty() || page.ids.front() == group.id()) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kAlreadyExists, "GROUP_NAME_TAKEN",
               fmt::format("group {} has a name of the same words, whatever "
                           "their case, accents and punctuation: choose "
                           "another one",
                           page.ids.front()),
               {{"group_id", page.ids.front()}});
}

std::vector<std::string> IdsIn(
    const google::protobuf::RepeatedPtrField<std::string>& ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

absl::StatusOr<v1::CreateGroupResponse> GroupService::CreateGroup(
    const Call&, Transaction& txn, const v1::CreateGroupRequest& request) {
  RETURN_IF_ERROR(records::CheckRequired(request.group(), "group"));
  StoredGroup stored;
  v1::Group& group = *stored.mutable_group();
  group = request.group();
  group.set_id(txn.NewId("grp"));
  group.clear_member_count();
  TrimTexts(&group);
  RETURN_IF_ERROR(CheckName(group));
  RETURN_IF_ERROR(RequireFreeName(txn, group));
  RETURN_IF_ERROR(RequireRoom(txn));
  records::StampCreation(txn, &group);
  RETURN_IF_ERROR(tables_.groups.Put(txn, stored));
  v1::GroupCreated event;
  event.set_group_id(group.id());
  txn.AppendEvent(event, {group.id()}, {group.id()});
  v1::CreateGroupResponse response;
  *response.mutable_group() = std::move(group);
  return response;
}

absl::StatusOr<v1::GetGroupResponse> GroupService::GetGroup(
    const Call& call, const Snapshot& snapshot,
    const v1::GetGroupRequest& request) {
  ASSIGN_OR_RETURN(StoredGroup stored, tables_.Get(snapshot, call.merchant_id(),
                                                   request.group_id()));
  v1::GetGroupResponse response;
  *response.mutable_group() = std::move(*stored.mutable_group());
  return response;
}

absl::StatusOr<v1::ListGroupsResponse> GroupService::ListGroups(
    const Call& call, const Snapshot& snapshot,
    const v1::ListGroupsRequest& request) {
  const Key by_name(Space::kGroupsByName, call.merchant_id());
  ASSIGN_OR_RETURN(auto page, records::ListIndexPage<StoredGroup>(
                                  call, snapshot, tables_.groups, request,
                                  {.range = by_name.Prefix()}));
  v1::ListGroupsResponse response;
  for (StoredGroup& stored : page.records) {
    *response.add_groups() = std::move(*stored.mutable_group());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::UpdateGroupResponse> GroupService::UpdateGroup(
    const Call& call, Transaction& txn, const v1::UpdateGroupRequest& request) {
  ASSIGN_OR_RETURN(StoredGroup stored,
                   tables_.Get(txn, call.merchant_id(), request.group().id()));
  v1::Group& group = *stored.mutable_group();
  const v1::Group before = group;
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &group));
  TrimTexts(&group);
  v1::UpdateGroupResponse response;
  if (!records::IsNoChange(call, before, group)) {
    RETURN_IF_ERROR(CheckName(group));
    RETURN_IF_ERROR(RequireFreeName(txn, group));
    records::StampChange(txn, &group);
    RETURN_IF_ERROR(tables_.groups.Put(txn, stored));
    v1::GroupUpdated event;
    event.set_group_id(group.id());
    *event.mutable_changed_fields() = records::ChangedFields(before, group);
    txn.AppendEvent(event, {group.id()}, {group.id()});
  }
  *response.mutable_group() = std::move(group);
  return response;
}

absl::StatusOr<v1::DeleteGroupResponse> GroupService::DeleteGroup(
    const Call& call, Transaction& txn, const v1::DeleteGroupRequest& request) {
  ASSIGN_OR_RETURN(StoredGroup stored,
                   tables_.Get(txn, call.merchant_id(), request.group_id()));
  RETURN_IF_ERROR(records::CheckEtag("group", request.etag(), stored.group()));
  if (use_check_) {
    RETURN_IF_ERROR(use_check_(txn, call.merchant_id(), request.group_id()));
  }
  StoredGroup deleted;
  deleted.set_is_deleted(true);
  deleted.mutable_group()->set_id(request.group_id());
  deleted.mutable_group()->set_member_count(stored.group().member_count());
  RETURN_IF_ERROR(tables_.groups.Put(txn, deleted));
  ASSIGN_OR_RETURN(const bool is_clean,
                   members_.Clean(txn, request.group_id(), kCleanedAtOnceMax));
  if (!is_clean) {
    txn.AddJob({.kind = kGroupCleanUp,
                .due = txn.now(),
                .payload = request.group_id()});
  }
  v1::GroupDeleted event;
  event.set_group_id(request.group_id());
  txn.AppendEvent(event, {request.group_id()});
  return v1::DeleteGroupResponse();
}

absl::StatusOr<v1::AddGroupMembersResponse> GroupService::AddGroupMembers(
    const Call& call, Transaction& txn,
    const v1::AddGroupMembersRequest& request) {
  ASSIGN_OR_RETURN(StoredGroup stored,
                   tables_.Get(txn, call.merchant_id(), request.group_id()));
  ASSIGN_OR_RETURN(const GroupMembers::Results results,
                   members_.Add(txn, IdsIn(request.customer_ids()), &stored));
  Tell<v1::GroupMembersAdded>(txn, request.group_id(), results,
                              v1::GROUP_MEMBER_OUTCOME_ADDED);
  v1::AddGroupMembersResponse response;
  *response.mutable_group() = std::move(*stored.mutable_group());
  response.mutable_results()->Assign(results.begin(), results.end());
  return response;
}

absl::StatusOr<v1::RemoveGroupMembersResponse> GroupService::RemoveGroupMembers(
    const Call& call, Transaction& txn,
    const v1::RemoveGroupMembersRequest& request) {
  ASSIGN_OR_RETURN(StoredGroup stored,
                   tables_.Get(txn, call.merchant_id(), request.group_id()));
  ASSIGN_OR_RETURN(
      const GroupMembers::Results results,
      members_.Remove(txn, IdsIn(request.customer_ids()), &stored));
  Tell<v1::GroupMembersRemoved>(txn, request.group_id(), results,
                                v1::GROUP_MEMBER_OUTCOME_REMOVED);
  v1::RemoveGroupMembersResponse response;
  *response.mutable_group() = std::move(*stored.mutable_group());
  response.mutable_results()->Assign(results.begin(), results.end());
  return response;
}

absl::StatusOr<v1::ListGroupMembersResponse> GroupService::ListGroupMembers(
    const Call& call, const Snapshot& snapshot,
    const v1::ListGroupMembersRequest& request) {
  RETURN_IF_ERROR(
      tables_.Get(snapshot, call.merchant_id(), request.group_id()).status());
  ASSIGN_OR_RETURN(
      auto page,
      records::ListIndexPage<StoredCustomer>(
          call, snapshot, directory_.tables().customers, request,
          {.range = MembersByName(call.merchant_id(), request.group_id())}));
  v1::ListGroupMembersResponse response;
  for (StoredCustomer& stored : page.records) {
    *response.add_customers() = std::move(*stored.mutable_customer());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::ListCustomerGroupsResponse> GroupService::ListCustomerGroups(
    const Call& call, const Snapshot& snapshot,
    const v1::ListCustomerGroupsRequest& request) {
  const std::string& merchant_id = call.merchant_id();
  // The first group of the page.
  ASSIGN_OR_RETURN(const std::string from, rpc::OpenPageToken(call, request));
  ASSIGN_OR_RETURN(
      const v1::Customer customer,
      directory_.Get(snapshot, merchant_id, request.customer_id()));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> identities,
      directory_.CustomerIdentities(snapshot, merchant_id, customer.id()));
  const int size_max = rpc::PageSize(
      request.page_size(), records::kPageSizeDefault, records::kPageSizeMax);
  ASSIGN_OR_RETURN(
      GroupsOfProfile groups,
      FindGroupsOfProfile(tables_, snapshot, merchant_id, identities, from,
                          static_cast<size_t>(size_max)));
  v1::ListCustomerGroupsResponse response;
  for (v1::GroupMembership& membership : groups.memberships) {
    *response.add_memberships() = std::move(membership);
  }
  if (!groups.next_group_id.empty()) {
    response.set_next_page_token(
        rpc::MakePageToken(call, request, groups.next_group_id));
  }
  return response;
}

}  // namespace comptoir::customers
