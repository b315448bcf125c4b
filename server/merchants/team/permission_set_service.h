// Named lists of permissions for the team.
#ifndef COMPTOIR_SERVER_MERCHANTS_TEAM_PERMISSION_SET_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_TEAM_PERMISSION_SET_SERVICE_H_

#include "comptoir/merchants/v1/permission_set_service.server.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class PermissionSetService final : public v1::PermissionSetServiceBase {
 public:
  explicit PermissionSetService(const MerchantTables& tables)
      : tables_(tables) {}

  absl::StatusOr<v1::CreatePermissionSetResponse> CreatePermissionSet(
      const Call& call, store::Transaction& txn,
      const v1::CreatePermissionSetRequest& request) override;
  absl::StatusOr<v1::UpdatePermissionSetResponse> UpdatePermissionSet(
      const Call& call, store::Transaction& txn,
      const v1::UpdatePermissionSetRequest& request) override;
  absl::StatusOr<v1::ListPermissionSetsResponse> ListPermissionSets(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListPermissionSetsRequest& request) override;

 private:
  const MerchantTables& tables_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_TEAM_PERMISSION_SET_SERVICE_H_
