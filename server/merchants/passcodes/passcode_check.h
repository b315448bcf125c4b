// Whether a passcode is the right one, and what is said when it is not.
#ifndef COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_CHECK_H_
#define COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_CHECK_H_

#include <string_view>

#include "absl/status/status.h"
#include "comptoir/storage/v1/merchant_records.pb.h"

namespace comptoir::merchants {

// `hash` is that of the passcode which was tried. Never right for members who
// are not active or have no passcode.
bool IsRightPasscode(const storage::v1::StoredTeamMember& member,
                     std::string_view hash);

// UNAUTHENTICATED, reason PASSCODE_WRONG. The same for every way of not getting
// in: which members exist, are active and have a passcode is not revealed.
absl::Status PasscodeWrong();

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PASSCODES_PASSCODE_CHECK_H_
