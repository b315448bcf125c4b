// The merchants of this installation.
#ifndef COMPTOIR_SERVER_MERCHANTS_PLACES_MERCHANT_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_PLACES_MERCHANT_SERVICE_H_

#include <memory>

#include "comptoir/merchants/v1/merchant_service.server.h"
#include "server/base/clock.h"
#include "server/merchants/logo/logo_streams.h"
#include "server/merchants/merchant_tables.h"
#include "server/operations/operations.h"
#include "server/rpc/preparation.h"
#include "server/store/store.h"

namespace comptoir::merchants {

// What it is made of must outlive it.
class MerchantService final : public v1::MerchantServiceBase {
 public:
  // `operations` verify.
  MerchantService(store::Store& store, const Clock& clock,
                  const MerchantTables& tables,
                  const operations::Operations& operations)
      : logo_parts_{.store = store, .clock = clock, .tables = tables},
        tables_(tables),
        operations_(operations) {}

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
  absl::StatusOr<std::unique_ptr<
      rpc::Intake<v1::UploadLogoRequest, v1::UploadLogoResponse>>>
  UploadLogo(std::shared_ptr<const Call> call) override;
  absl::StatusOr<v1::GetLogoUploadResponse> GetLogoUpload(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetLogoUploadRequest& request) override;
  absl::StatusOr<std::unique_ptr<rpc::Source<v1::DownloadLogoResponse>>>
  DownloadLogo(std::shared_ptr<const Call> call,
               const v1::DownloadLogoRequest& request, rpc::Wake wake) override;
  absl::StatusOr<v1::DeleteLogoResponse> DeleteLogo(
      const Call& call, store::Transaction& txn,
      const v1::DeleteLogoRequest& request) override;
  absl::StatusOr<v1::VerifyMerchantResponse> VerifyMerchant(
      const Call& call, store::Transaction& txn,
      const v1::VerifyMerchantRequest& request) override;

 private:
  const LogoParts logo_parts_;
  const MerchantTables& tables_;
  const operations::Operations& operations_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_PLACES_MERCHANT_SERVICE_H_
