#include "server/merchants/team/permission_set_service.h"

#include <utility>

#include "comptoir/merchants/v1/permission_set_events.pb.h"
#include "server/base/status.h"
#include "server/merchants/access/role_rules.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/room.h"
#include "server/records/stamps.h"

namespace comptoir::merchants {
namespace {

constexpr int kPermissionSetsMax = 200;

absl::Status CheckAndClean(v1::PermissionSet* set) {
  RETURN_IF_ERROR(records::CheckRequired(*set, "permission_set"));
  return CleanPermissions("permission_set.permissions",
                          set->mutable_permissions());
}

}  // namespace

absl::StatusOr<v1::CreatePermissionSetResponse>
PermissionSetService::CreatePermissionSet(
    const Call& call, store::Transaction& txn,
    const v1::CreatePermissionSetRequest& request) {
  v1::CreatePermissionSetResponse response;
  v1::PermissionSet& set = *response.mutable_permission_set();
  set = request.permission_set();
  RETURN_IF_ERROR(CheckAndClean(&set));
  RETURN_IF_ERROR(RequireGrantable(call, PermissionsOf(set.permissions())));
  RETURN_IF_ERROR(records::RequireRoom(txn, tables_.permission_sets,
                                       kPermissionSetsMax,
                                       "TOO_MANY_PERMISSION_SETS"));
  set.set_id(txn.NewId("pset"));
  records::StampCreation(txn, &set);
  RETURN_IF_ERROR(tables_.permission_sets.Put(txn, set));

  v1::PermissionSetCreated event;
  event.set_permission_set_id(set.id());
  *event.mutable_permissions() = set.permissions();
  txn.AppendEvent(event, {set.id()});
  return response;
}

absl::StatusOr<v1::UpdatePermissionSetResponse>
PermissionSetService::UpdatePermissionSet(
    const Call& call, store::Transaction& txn,
    const v1::UpdatePermissionSetRequest& request) {
  v1::UpdatePermissionSetResponse response;
  v1::PermissionSet& set = *response.mutable_permission_set();
  ASSIGN_OR_RETURN(set,
                   tables_.permission_sets.Get(txn, call.merchant_id(),
                                               request.permission_set().id()));
  // Also what it holds before: else anyone could cut down those above them.
  RETURN_IF_ERROR(RequireGrantable(call, PermissionsOf(set.permissions())));
  const v1::PermissionSet before = set;
  RETURN_IF_ERROR(records::ApplyUpdate(call, request, &set));
  RETURN_IF_ERROR(CheckAndClean(&set));
  if (records::IsNoChange(call, before, set)) return response;
  RETURN_IF_ERROR(RequireGrantable(call, PermissionsOf(set.permissions())));
  records::StampChange(txn, &set);
  RETURN_IF_ERROR(tables_.permission_sets.Put(txn, set));

  v1::PermissionSetUpdated event;
  event.set_permission_set_id(set.id());
  *event.mutable_permissions() = set.permissions();
  txn.AppendEvent(event, {set.id()});
  return response;
}

absl::StatusOr<v1::ListPermissionSetsResponse>
PermissionSetService::ListPermissionSets(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListPermissionSetsRequest& request) {
  ASSIGN_OR_RETURN(
      auto page,
      records::ListPage(call, snapshot, tables_.permission_sets, request));
  v1::ListPermissionSetsResponse response;
  for (v1::PermissionSet& set : page.records) {
    *response.add_permission_sets() = std::move(set);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace comptoir::merchants
