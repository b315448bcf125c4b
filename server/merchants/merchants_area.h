// The merchants area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_MERCHANTS_MERCHANTS_AREA_H_
#define COMPTOIR_SERVER_MERCHANTS_MERCHANTS_AREA_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/area.h"
#include "server/base/clock.h"
#include "server/merchants/access/authenticator.h"
#include "server/merchants/devices/device_service.h"
#include "server/merchants/devices/session_service.h"
#include "server/merchants/keys/api_key_service.h"
#include "server/merchants/keys/sending_webhooks.h"
#include "server/merchants/logo/verify_logos.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/operations/failed_task_service.h"
#include "server/merchants/operations/merchant_verification.h"
#include "server/merchants/operations/operation_service.h"
#include "server/merchants/pairing/pairing_desk.h"
#include "server/merchants/passcodes/passcode_desk.h"
#include "server/merchants/passcodes/passcode_hasher.h"
#include "server/merchants/places/home_day.h"
#include "server/merchants/places/location_service.h"
#include "server/merchants/places/merchant_service.h"
#include "server/merchants/team/permission_set_service.h"
#include "server/merchants/team/team_member_service.h"
#include "server/operations/operations.h"
#include "server/store/outbox/outbox.h"
#include "server/store/store.h"
#include "server/store/upkeep/checks.h"

namespace comptoir::merchants {

// Owns the tables, the handlers and what authenticates every call. Thread-safe
// once made; `store` and `clock` must outlive it, and it the server.
class MerchantsArea final : public Area {
 public:
  // `pepper` is the installation's secret behind passcodes (passcode_hasher.h);
  // the operator's token is kept in `data_dir`; failed effects of `outbox` are
  // looked after; of a credential that is revoked, the answer tells which
  // webhooks it leaves behind.
  MerchantsArea(store::Store& store, const Clock& clock, store::Outbox& outbox,
                std::string data_dir, std::string pepper,
                SendingWebhooksOf sending_webhooks_of);

  const MerchantTables& merchant_tables() const { return tables_; }
  rpc::Authenticator& authenticator() { return authenticator_; }
  // For what else is paired by code: readers.
  PairingDesk& pairing_desk() { return pairing_desk_; }
  // For what takes longer than a call, of all areas.
  operations::Operations& operations() { return operations_; }
  // Says what VerifyMerchant verifies: all areas. Before the store starts.
  void VerifyWith(store::Verified verified) {
    operations_.Register(VerifyMerchantKind(std::move(verified)));
  }

  // See places/home_day.h.
  absl::CivilDay DayAtHome(const kv::View& view, std::string_view merchant_id,
                           std::string_view location_id, absl::Time now) const {
    return merchants::DayAtHome(tables_, view, merchant_id, location_id, now);
  }

  std::string_view name() const override { return "merchants"; }
  std::vector<const store::TableBase*> tables() const override;
  void AddChecks(store::Checks& checks) const override {
    AddLogoChecks(tables_, checks);
  }
  absl::Status Load(const kv::View& view) override {
    return pairing_desk_.Load(view);
  }
  void AddPreparations(rpc::Preparations* preparations) override;
  void Bind(rpc::Runtime& runtime, BoundServices* bound) override;
  // Makes the operator's token.
  absl::Status Start(absl::Time now) override;

 private:
  store::Store& store_;
  const std::string data_dir_;
  MerchantTables tables_;
  operations::Operations operations_;
  TokenAuthenticator authenticator_;
  PairingDesk pairing_desk_;
  PasscodeHasher hasher_;
  PasscodeDesk passcode_desk_;
  MerchantService merchants_;
  LocationService locations_;
  TeamMemberService team_members_;
  PermissionSetService permission_sets_;
  DeviceService devices_;
  SessionService sessions_;
  ApiKeyService api_keys_;
  OperationService operation_service_;
  FailedTaskService failed_tasks_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_MERCHANTS_AREA_H_
