#include "server/merchants/team/team_member_service.h"

#include <string>
#include <utility>
#include <vector>

#include "comptoir/merchants/v1/team_member_events.pb.h"
#include "server/base/status.h"
#include "server/merchants/access/principal_of.h"
#include "server/merchants/access/role_rules.h"
#include "server/merchants/keys/working_keys.h"
#include "server/merchants/passcodes/passcode_attempts.h"
#include "server/records/changes.h"
#include "server/records/has_other.h"
#include "server/records/page.h"
#include "server/records/room.h"
#include "server/records/stamps.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredTeamMember;

constexpr int kTeamMembersMax = 5000;

void FillIn(v1::TeamMember* member) {
  if (member->role() == v1::TEAM_ROLE_UNSPECIFIED) {
    member->set_role(v1::TEAM_ROLE_STAFF);
  }
  if (member->state() == v1::TEAM_MEMBER_STATE_UNSPECIFIED) {
    member->set_state(v1::TEAM_MEMBER_STATE_ACTIVE);
  }
}

absl::Status Check(const v1::TeamMember& member) {
  RETURN_IF_ERROR(records::CheckRequired(member, "team_member"));
  FieldViolations violations;
  if (member.role() == v1::TEAM_ROLE_UNSPECIFIED ||
      !v1::TeamRole_IsValid(member.role())) {
    violations.Add("team_member.role", "must be a role");
  }
  if (member.state() == v1::TEAM_MEMBER_STATE_UNSPECIFIED ||
      !v1::TeamMemberState_IsValid(member.state())) {
    violations.Add("team_member.state", "must be a state");
  }
  const bool is_custom = member.role() == v1::TEAM_ROLE_CUSTOM;
  if (is_custom == member.permission_set_id().empty()) {
    violations.Add("team_member.permission_set_id",
                   is_custom ? "must not be empty with TEAM_ROLE_CUSTOM"
                             : "must be empty without TEAM_ROLE_CUSTOM");
  }
  return violations.ToStatus();
}

bool IsActiveOwner(const v1::TeamMember& member) {
  return member.role() == v1::TEAM_ROLE_OWNER &&
         member.state() == v1::TEAM_MEMBER_STATE_ACTIVE;
}

// Whether a change says anew what a member may do.
bool IsOtherwiseEntitled(const v1::TeamMember& before,
                         const v1::TeamMember& after) {
  return before.state() != after.state() || before.role() != after.role() ||
         before.permission_set_id() != after.permission_set_id();
}

}  // namespace

absl::Status TeamMemberService::RequireChargeOf(
    const Call& call, const store::Transaction& txn,
    const v1::TeamMember& member) const {
  if (member.role() == v1::TEAM_ROLE_CUSTOM) {
    RETURN_IF_ERROR(
        tables_.permission_sets
            .Get(txn, call.merchant_id(), member.permission_set_id())
            .status());
  }
  ASSIGN_OR_RETURN(
      const Permissions held,
      PermissionsOfMember(txn, tables_, call.merchant_id(), member));
  return RequireGrantable(call, held);
}

absl::Status TeamMemberService::RequireOtherOwner(
    const store::Transaction& txn, std::string_view member_id) const {
  ASSIGN_OR_RETURN(
      const bool has_other,
      records::HasOther(txn, tables_.team_members, member_id,
                        [](const StoredTeamMember& stored) {
                          return IsActiveOwner(stored.team_member());
                        }));
  if (has_other) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "LAST_OWNER",
               "the merchant would be left without an active owner");
}

absl::StatusOr<v1::CreateTeamMemberResponse>
TeamMemberService::CreateTeamMember(
    const Call& call, store::Transaction& txn,
    const v1::CreateTeamMemberRequest& request) {
  StoredTeamMember stored;
  v1::TeamMember& member = *stored.mutable_team_member();
  member = request.team_member();
  FillIn(&member);
  RETURN_IF_ERROR(Check(member));
  RETURN_IF_ERROR(RequireChargeOf(call, txn, member));
  RETURN_IF_ERROR(records::RequireRoom(
      txn, tables_.team_members, kTeamMembersMax, "TOO_MANY_TEAM_MEMBERS"));
  member.set_id(txn.NewId("mem"));
  records::StampCreation(txn, &member);
  RETURN_IF_ERROR(tables_.team_members.Put(txn, stored));

  v1::TeamMemberCreated event;
  event.set_team_member_id(member.id());
  event.set_role(member.role());
  event.set_permission_set_id(member.permission_set_id());
  txn.AppendEvent(event, {member.id()});
  v1::CreateTeamMemberResponse response;
  *response.mutable_team_member() = std::move(member);
  return response;
}

absl::StatusOr<v1::GetTeamMemberResponse> TeamMemberService::GetTeamMember(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetTeamMemberRequest& request) {
  ASSIGN_OR_RETURN(StoredTeamMember stored,
                   tables_.team_members.Get(snapshot, call.merchant_id(),
                                            request.team_member_id()));
  v1::GetTeamMemberResponse response;
  *response.mutable_team_member() = std::move(*stored.mutable_team_member());
  return response;
}

absl::StatusOr<v1::ListTeamMembersResponse> TeamMemberService::ListTeamMembers(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListTeamMembersRequest& request) {
  ASSIGN_OR_RETURN(auto page, records::ListPage(call, snapshot,
                                                tables_.team_members, request));
  v1::ListTeamMembersResponse response;
  for (StoredTeamMember& stored : page.records) {
    *response.add_team_members() = std::move(*stored.mutable_team_member());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::UpdateTeamMemberResponse>
TeamMemberService::UpdateTeamMember(
    const Call& call, store::Transaction& txn,
    const v1::UpdateTeamMemberRequest& request) {
  ASSIGN_OR_RETURN(StoredTeamMember stored,
                   tables_.team_members.Get(txn, call.merchant_id(),
                                            request.team_member().id()));
  v1::TeamMember& member = *stored.mutable_team_member();
  RETURN_IF_ERROR(RequireChargeOf(call, txn, member));
  const bool was_active_owner = IsActiveOwner(member);
  const v1::TeamMember before = member;
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &member));
  RETURN_IF_ERROR(Check(member));
  RETURN_IF_ERROR(RequireChargeOf(call, txn, member));
  v1::UpdateTeamMemberResponse response;
  if (records::IsNoChange(call, before, member)) {
    *response.mutable_team_member() = std::move(member);
    return response;
  }
  if (was_active_owner && !IsActiveOwner(member)) {
    RETURN_IF_ERROR(RequireOtherOwner(txn, member.id()));
  }
  if (before.state() == v1::TEAM_MEMBER_STATE_ACTIVE &&
      member.state() != v1::TEAM_MEMBER_STATE_ACTIVE) {
    stored.set_sessions_ended(stored.sessions_ended() + 1);
  }
  records::StampChange(txn, &member);
  RETURN_IF_ERROR(tables_.team_members.Put(txn, stored));

  v1::TeamMemberUpdated event;
  event.set_team_member_id(member.id());
  event.set_role(member.role());
  event.set_permission_set_id(member.permission_set_id());
  event.set_state(member.state());
  txn.AppendEvent(event, {member.id()});
  if (IsOtherwiseEntitled(before, member)) {
    ASSIGN_OR_RETURN(const std::vector<std::string> working,
                     WorkingKeysOf(txn, tables_, member.id()));
    response.mutable_working_api_key_ids()->Add(working.begin(), working.end());
  }
  *response.mutable_team_member() = std::move(member);
  return response;
}

absl::StatusOr<v1::SetPasscodeResponse> TeamMemberService::SetPasscode(
    const Call& call, store::Transaction& txn,
    const v1::SetPasscodeRequest& request) {
  ASSIGN_OR_RETURN(StoredTeamMember stored,
                   tables_.team_members.Get(txn, call.merchant_id(),
                                            request.team_member_id()));
  v1::TeamMember& member = *stored.mutable_team_member();
  // Who knows a passcode can sign in as its member, also tomorrow.
  RETURN_IF_ERROR(RequireChargeOf(call, txn, member));
  RETURN_IF_ERROR(RequireLasting(call, absl::InfiniteFuture()));
  stored.set_passcode_hash(call.prepared<std::string>());
  member.set_has_passcode(true);
  records::StampChange(txn, &member);
  RETURN_IF_ERROR(tables_.team_members.Put(txn, stored));
  RETURN_IF_ERROR(ForgetAttempts(txn, tables_, member.id()));

  v1::PasscodeSet event;
  event.set_team_member_id(member.id());
  txn.AppendEvent(event, {member.id()});
  v1::SetPasscodeResponse response;
  *response.mutable_team_member() = std::move(member);
  return response;
}

}  // namespace comptoir::merchants
