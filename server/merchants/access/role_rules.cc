#include "server/merchants/access/role_rules.h"

#include <algorithm>

#include "comptoir/annotations.pb.h"
#include "server/base/status.h"

namespace comptoir::merchants {
namespace {

// The permissions whose annotation names `holder`.
Permissions HeldBy(Holder holder) {
  Permissions set;
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
         Permissions::All().Holds(static_cast<Permission>(number));
}

}  // namespace

const Permissions& StaffPermissions() {
  static const Permissions& set = *new Permissions(HeldBy(HOLDER_STAFF));
  return set;
}

const Permissions& DevicePermissions() {
  static const Permissions& set = *new Permissions(HeldBy(HOLDER_DEVICE));
  return set;
}

Permissions PermissionsOf(const PermissionNumbers& numbers) {
  Permissions set;
  for (const int number : numbers) {
    if (IsGrantable(number)) set.Add(static_cast<Permission>(number));
  }
  return set;
}

Permissions PermissionsOf(v1::TeamRole role, const Permissions& custom) {
  switch (role) {
    case v1::TEAM_ROLE_OWNER:
    case v1::TEAM_ROLE_FULL_ACCESS:
      return Permissions::All();
    case v1::TEAM_ROLE_STAFF:
      return StaffPermissions();
    case v1::TEAM_ROLE_CUSTOM:
      return custom;
    default:
      return Permissions();
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

absl::Status RequireGrantable(const Call& call, const Permissions& given) {
  if (call.principal().permissions.HoldsAll(given)) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "GRANT_EXCEEDS_CALLER",
               "the caller does not hold every permission that this concerns");
}

absl::Status RequireLasting(const Call& call, absl::Time until) {
  const Principal& caller = call.principal();
  if (caller.kind != Principal::Kind::kApiKey || caller.expire_time >= until) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "GRANT_OUTLIVES_CALLER",
               "the calling API key expires, and this would outlast it: ask "
               "with a key that does not");
}

}  // namespace comptoir::merchants
