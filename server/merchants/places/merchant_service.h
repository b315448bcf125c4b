// The merchants of this installation.
#ifndef COMPTOIR_SERVER_MERCHANTS_PLACES_MERCHANT_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_PLACES_MERCHANT_SERVICE_H_

#include "comptoir/merchants/v1/merchant_service.server.h"
#include "server/merchants/merchant_tables.h"
#include "server/rpc/preparation.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class MerchantService final : public v1::MerchantServiceBase {
 public:
  explicit MerchantService(const MerchantTables& tables) : tables_(tables) {}

  // The preparation of CreateMerchant: makes the new merchant's id, so that its
  // rows are written in its own lane. The id follows from the request id, so
  // that a repeated call finds its first answer there.
  static rpc::Preparation ForCreateMerchant();

  absl::StatusOr<v1::CreateMerchantResponse> CreateMerchant(
      const Call& call, store::Transaction& txn,
      const v1::CreateMerchantRequest& request) override;
  absl::StatusOr<v1::UpdateMerchantResponse> UpdateMerchant(
      const Call& call, store::Transaction& txn,
      const v1::UpdateMerchantRequest& request) override;
  absl::StatusOr<v1::GetMerchantResponse> GetMerchant(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetMerchantRequest& request) override;

 private:
  const MerchantTables& tables_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PLACES_MERCHANT_SERVICE_H_
