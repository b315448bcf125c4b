#include "server/rpc/rules/permission.h"

#include "comptoir/annotations.pb.h"

namespace comptoir::rpc {
namespace {

using Kind = Principal::Kind;

bool MayCall(const Principal& caller, Permission needed) {
  switch (needed) {
    case PERMISSION_PUBLIC:
      return true;
    case PERMISSION_SIGNED_IN:
      return caller.kind != Kind::kNone;
    case PERMISSION_OPERATOR:
      return caller.kind == Kind::kOperator;
    case PERMISSION_DEVICE:
      return caller.kind == Kind::kDevice ||
             (caller.kind == Kind::kMember && !caller.device_id.empty());
    case PERMISSION_READER:
      return caller.kind == Kind::kReader;
    case PERMISSION_UNSPECIFIED:
      return false;
    default:
      return caller.kind != Kind::kNone && caller.kind != Kind::kOperator &&
             caller.permissions.Holds(needed);
  }
}

}  // namespace

absl::Status CheckPermission(const Principal& caller, Permission needed) {
  if (MayCall(caller, needed)) return absl::OkStatus();
  return PermissionDenied(caller, needed);
}

}  // namespace comptoir::rpc
