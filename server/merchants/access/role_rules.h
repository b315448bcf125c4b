// What a team member may do, and what one member may give another.
#ifndef COMPTOIR_SERVER_MERCHANTS_ACCESS_ROLE_RULES_H_
#define COMPTOIR_SERVER_MERCHANTS_ACCESS_ROLE_RULES_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "comptoir/annotations.fwd.h"
#include "comptoir/merchants/v1/team_member.pb.h"
#include "google/protobuf/repeated_field.h"
#include "server/rpc/call.h"

namespace comptoir::merchants {

// Repeated enums are numbers in C++.
using PermissionNumbers = google::protobuf::RepeatedField<int>;

// The default of people at the counter: they open profiles, without seeing how
// to reach the customer.
const Permissions& StaffPermissions();

// What a till may do while nobody is signed in: show who may sign in.
const Permissions& DevicePermissions();

Permissions PermissionsOf(const PermissionNumbers& numbers);

// What `role` holds; `custom` is what a TEAM_ROLE_CUSTOM member's set holds.
Permissions PermissionsOf(v1::TeamRole role, const Permissions& custom);

// Sorts `numbers`, each once. INVALID_ARGUMENT, naming `field`, when one of
// them is not a permission that can be granted.
absl::Status CleanPermissions(std::string_view field,
                              PermissionNumbers* numbers);

// PERMISSION_DENIED, reason GRANT_EXCEEDS_CALLER, when `given` holds what the
// caller does not: nobody gives away, or takes charge of, more than they have.
absl::Status RequireGrantable(const Call& call, const Permissions& given);

// PERMISSION_DENIED, reason GRANT_OUTLIVES_CALLER, when the caller is an API
// key that expires before `until`, when what it gives ends: what was lent for a
// while is not made to stay. Sessions expire too, but their member comes back.
absl::Status RequireLasting(const Call& call, absl::Time until);

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_ACCESS_ROLE_RULES_H_
