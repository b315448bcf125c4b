#include "server/merchants/passcodes/passcode_check.h"

#include "server/base/digest.h"
#include "server/base/status.h"

namespace comptoir::merchants {

bool IsRightPasscode(const storage::v1::StoredTeamMember& member,
                     std::string_view hash) {
  return member.team_member().state() == v1::TEAM_MEMBER_STATE_ACTIVE &&
         !member.passcode_hash().empty() &&
         EqualInConstantTime(member.passcode_hash(), hash);
}

absl::Status PasscodeWrong() {
  return Error(absl::StatusCode::kUnauthenticated, "PASSCODE_WRONG",
               "no active team member has this id and passcode");
}

}  // namespace comptoir::merchants
