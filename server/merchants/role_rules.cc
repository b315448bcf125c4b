#include "server/merchants/role_rules.h"

#include <algorithm>

#include "server/base/status.h"

namespace comptoir::merchants {
namespace {

PermissionSet SetOf(std::initializer_list<Permission> permissions) {
  PermissionSet set;
  for (const Permission permission : permissions) set.Add(permission);
  return set;
}

bool IsGrantable(int number) {
  return Permission_IsValid(number) &&
         PermissionSet::All().Holds(static_cast<Permission>(number));
}

}  // namespace

PermissionSet StaffPermissions() {
  return SetOf({PERMISSION_MERCHANT_VIEW, PERMISSION_CUSTOMERS_VIEW,
                PERMISSION_CUSTOMERS_CREATE, PERMISSION_SALES_VIEW,
                PERMISSION_SALES_MANAGE, PERMISSION_READERS_VIEW,
                PERMISSION_READERS_USE, PERMISSION_EVENTS_VIEW});
}

PermissionSet DevicePermissions() {
  return SetOf({PERMISSION_MERCHANT_VIEW, PERMISSION_TEAM_VIEW});
}

PermissionSet PermissionsOf(const PermissionNumbers& numbers) {
  PermissionSet set;
  for (const int number : numbers) {
    if (IsGrantable(number)) set.Add(static_cast<Permission>(number));
  }
  return set;
}

PermissionSet PermissionsOf(v1::TeamRole role, const PermissionSet& custom) {
  switch (role) {
    case v1::TEAM_ROLE_OWNER:
    case v1::TEAM_ROLE_FULL_ACCESS:
      return PermissionSet::All();
    case v1::TEAM_ROLE_STAFF:
      return StaffPermissions();
    case v1::TEAM_ROLE_CUSTOM:
      return custom;
    default:
      return PermissionSet();
  }
}

absl::Status CleanPermissions(std::string_view field,
                              PermissionNumbers* numbers) {
  if (!std::all_of(numbers->begin(), numbers->end(), IsGrantable)) {
    return InvalidField(field, "must hold permissions that can be granted");
  }
  std::sort(numbers->begin(), numbers->end());
  const auto end = std::unique(numbers->begin(), numbers->end());
  numbers->Truncate(static_cast<int>(end - numbers->begin()));
  return absl::OkStatus();
}

absl::Status RequireGrantable(const Call& call, const PermissionSet& given) {
  if (call.principal().permissions.HoldsAll(given)) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "GRANT_EXCEEDS_CALLER",
               "the caller does not hold every permission that this concerns");
}

}  // namespace comptoir::merchants
