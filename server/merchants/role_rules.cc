#include "server/merchants/role_rules.h"

#include <algorithm>

#include "comptoir/annotations.pb.h"
#include "server/base/status.h"

namespace comptoir::merchants {
namespace {

// The permissions whose annotation names `holder`.
PermissionSet HeldBy(Holder holder) {
  PermissionSet set;
  const google::protobuf::EnumDescriptor* permissions = Permission_descriptor();
  for (int i = 0; i < permissions->value_count(); ++i) {
    const auto* value = permissions->value(i);
    const auto& holders = value->options().GetRepeatedExtension(held_by);
    if (std::find(holders.begin(), holders.end(), holder) != holders.end()) {
      set.Add(static_cast<Permission>(value->number()));
    }
  }
  return set;
}

bool IsGrantable(int number) {
  return Permission_IsValid(number) &&
         PermissionSet::All().Holds(static_cast<Permission>(number));
}

}  // namespace

const PermissionSet& StaffPermissions() {
  static const PermissionSet& set = *new PermissionSet(HeldBy(HOLDER_STAFF));
  return set;
}

const PermissionSet& DevicePermissions() {
  static const PermissionSet& set = *new PermissionSet(HeldBy(HOLDER_DEVICE));
  return set;
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
