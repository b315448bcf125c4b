#include "server/merchants/devices/device_service.h"

#include <utility>

#include "comptoir/merchants/v1/device_events.pb.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/access/role_rules.h"
#include "server/merchants/credentials.h"
#include "server/merchants/pairing/pairing.h"
#include "server/records/changes.h"
#include "server/records/page.h"
#include "server/records/room.h"
#include "server/records/stamps.h"

namespace comptoir::merchants {
namespace {

using storage::v1::StoredDevice;

constexpr int kDevicesMax = 5000;

absl::Status CheckAndFillIn(v1::Device* device) {
  if (device->kind() == v1::DEVICE_KIND_UNSPECIFIED) {
    device->set_kind(v1::DEVICE_KIND_TILL);
  }
  return records::CheckRequired(*device, "device");
}

template <typename Event>
void Append(store::Transaction& txn, const v1::Device& device) {
  Event event;
  event.set_device_id(device.id());
  event.set_location_id(device.location_id());
  txn.AppendEvent(event, {device.id(), device.location_id()});
}

}  // namespace

absl::StatusOr<v1::CreateDeviceResponse> DeviceService::CreateDevice(
    const Call& call, store::Transaction& txn,
    const v1::CreateDeviceRequest& request) {
  ASSIGN_OR_RETURN(
      const absl::Duration lifetime,
      PairingLifetime("pairing_lifetime", request.has_pairing_lifetime()
                                              ? &request.pairing_lifetime()
                                              : nullptr));
  StoredDevice stored;
  v1::Device& device = *stored.mutable_device();
  device = request.device();
  RETURN_IF_ERROR(CheckAndFillIn(&device));
  RETURN_IF_ERROR(
      tables_.locations.Get(txn, call.merchant_id(), device.location_id())
          .status());
  RETURN_IF_ERROR(records::RequireRoom(txn, tables_.devices, kDevicesMax,
                                       "TOO_MANY_DEVICES"));

  // Who makes a pairing code can use it, and be a till.
  RETURN_IF_ERROR(RequireGrantable(call, DevicePermissions()));
  device.set_id(txn.NewId("dev"));
  device.set_state(v1::DEVICE_STATE_UNPAIRED);
  ASSIGN_OR_RETURN(IssuedPairingCode issued,
                   IssuePairingCode(call, txn, tables_, device.id(), lifetime));
  stored.set_pairing_code_id(issued.id);
  *device.mutable_pair_by_time() = ToTimestamp(issued.expire_time);
  records::StampCreation(txn, &device);
  RETURN_IF_ERROR(tables_.devices.Put(txn, stored));
  Append<v1::DeviceCreated>(txn, device);

  v1::CreateDeviceResponse response;
  *response.mutable_device() = std::move(device);
  response.set_pairing_code(std::move(issued.code));
  return response;
}

absl::StatusOr<v1::PairDeviceResponse> DeviceService::PairDevice(
    const Call& call, store::Transaction& txn,
    const v1::PairDeviceRequest& request) {
  ASSIGN_OR_RETURN(
      const std::string device_id,
      UsePairingCode(call, txn, tables_, request.pairing_code(), "dev"));
  ASSIGN_OR_RETURN(StoredDevice stored,
                   tables_.devices.Get(txn, call.merchant_id(), device_id));
  v1::Device& device = *stored.mutable_device();
  ASSIGN_OR_RETURN(IssuedCredential issued,
                   IssueCredential(call, txn, tables_,
                                   {.kind = storage::v1::CREDENTIAL_KIND_DEVICE,
                                    .subject_id = device_id}));
  stored.set_credential_id(issued.id);
  device.set_state(v1::DEVICE_STATE_PAIRED);
  *device.mutable_pair_time() = ToTimestamp(txn.now());
  records::StampChange(txn, &device);
  RETURN_IF_ERROR(tables_.devices.Put(txn, stored));
  Append<v1::DevicePaired>(txn, device);

  v1::PairDeviceResponse response;
  *response.mutable_device() = std::move(device);
  response.set_device_token(std::move(issued.token));
  return response;
}

absl::StatusOr<v1::GetDeviceResponse> DeviceService::GetDevice(
    const Call& call, const store::Snapshot& snapshot,
    const v1::GetDeviceRequest& request) {
  ASSIGN_OR_RETURN(
      StoredDevice stored,
      tables_.devices.Get(snapshot, call.merchant_id(), request.device_id()));
  v1::GetDeviceResponse response;
  *response.mutable_device() = std::move(*stored.mutable_device());
  return response;
}

absl::StatusOr<v1::ListDevicesResponse> DeviceService::ListDevices(
    const Call& call, const store::Snapshot& snapshot,
    const v1::ListDevicesRequest& request) {
  ASSIGN_OR_RETURN(auto page,
                   records::ListPage(call, snapshot, tables_.devices, request));
  v1::ListDevicesResponse response;
  for (StoredDevice& stored : page.records) {
    *response.add_devices() = std::move(*stored.mutable_device());
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::RevokeDeviceResponse> DeviceService::RevokeDevice(
    const Call& call, store::Transaction& txn,
    const v1::RevokeDeviceRequest& request) {
  ASSIGN_OR_RETURN(
      StoredDevice stored,
      tables_.devices.Get(txn, call.merchant_id(), request.device_id()));
  v1::Device& device = *stored.mutable_device();
  if (device.state() != v1::DEVICE_STATE_REVOKED) {
    // Sessions on the device need no walk: whoever looks one up looks at its
    // device (access/principal_of.h).
    RETURN_IF_ERROR(RevokeCredential(txn, tables_, stored.credential_id()));
    RETURN_IF_ERROR(RevokePairingCode(txn, tables_, stored.pairing_code_id()));
    stored.clear_credential_id();
    stored.clear_pairing_code_id();
    device.set_state(v1::DEVICE_STATE_REVOKED);
    records::StampChange(txn, &device);
    RETURN_IF_ERROR(tables_.devices.Put(txn, stored));
    Append<v1::DeviceRevoked>(txn, device);
  }
  v1::RevokeDeviceResponse response;
  *response.mutable_device() = std::move(device);
  return response;
}

}  // namespace comptoir::merchants
