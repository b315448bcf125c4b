// The tills of a merchant.
#ifndef COMPTOIR_SERVER_MERCHANTS_DEVICES_DEVICE_SERVICE_H_
#define COMPTOIR_SERVER_MERCHANTS_DEVICES_DEVICE_SERVICE_H_

#include "comptoir/merchants/v1/device_service.server.h"
#include "server/merchants/merchant_tables.h"

namespace comptoir::merchants {

// `tables` must outlive it.
class DeviceService final : public v1::DeviceServiceBase {
 public:
  explicit DeviceService(const MerchantTables& tables) : tables_(tables) {}

  absl::StatusOr<v1::CreateDeviceResponse> CreateDevice(
      const Call& call, store::Transaction& txn,
      const v1::CreateDeviceRequest& request) override;
  // PairingDesk has found the merchant: the call runs in it.
  absl::StatusOr<v1::PairDeviceResponse> PairDevice(
      const Call& call, store::Transaction& txn,
      const v1::PairDeviceRequest& request) override;
  absl::StatusOr<v1::GetDeviceResponse> GetDevice(
      const Call& call, const store::Snapshot& snapshot,
      const v1::GetDeviceRequest& request) override;
  absl::StatusOr<v1::ListDevicesResponse> ListDevices(
      const Call& call, const store::Snapshot& snapshot,
      const v1::ListDevicesRequest& request) override;
  absl::StatusOr<v1::RevokeDeviceResponse> RevokeDevice(
      const Call& call, store::Transaction& txn,
      const v1::RevokeDeviceRequest& request) override;

 private:
  const MerchantTables& tables_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_DEVICES_DEVICE_SERVICE_H_
