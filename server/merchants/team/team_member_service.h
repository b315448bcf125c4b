// The people who work for a merchant.
#ifndef COMPTOIR_SERVER_MERCHANTS_TEAM_TEAM_MEMBER_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_TEAM_TEAM_MEMBER_SERVICE_H_

#include "comptoir/merchants/v1/team_member_service.server.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class TeamMemberService final : public v1::TeamMemberServiceBase {
 public:
  explicit TeamMemberService(const MerchantTables& tables) : tables_(tables) {}

  absl::StatusOr<v1::CreateTeamMemberResponse> CreateTeamMember(
      const Call& call, store::Transaction& txn,
      const v1::CreateTeamMemberRequest& request) override;
  absl::StatusOr<v1::GetTeamMemberResponse> GetTeamMember(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetTeamMemberRequest& request) override;
  absl::StatusOr<v1::ListTeamMembersResponse> ListTeamMembers(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListTeamMembersRequest& request) override;
  absl::StatusOr<v1::UpdateTeamMemberResponse> UpdateTeamMember(
      const Call& call, store::Transaction& txn,
      const v1::UpdateTeamMemberRequest& request) override;
  // The passcode's hash is call.prepared(): see PasscodeDesk::ForSetPasscode.
  absl::StatusOr<v1::SetPasscodeResponse> SetPasscode(
      const Call& call, store::Transaction& txn,
      const v1::SetPasscodeRequest& request) override;

 private:
  // Nobody takes charge of a colleague who may do more than they.
  absl::Status RequireChargeOf(const Call& call, const store::Transaction& txn,
                               const v1::TeamMember& member) const;
  // FAILED_PRECONDITION when no active owner but `member_id` exists.
  absl::Status RequireOtherOwner(const store::Transaction& txn,
                                 std::string_view member_id) const;

  const MerchantTables& tables_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_TEAM_TEAM_MEMBER_SERVICE_H_
