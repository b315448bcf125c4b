// The merchants area as one part of a server: what services.cc wires.
#ifndef COMPTOIR_SERVER_MERCHANTS_MERCHANTS_AREA_H_
#define COMPTOIR_SERVER_MERCHANTS_MERCHANTS_AREA_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/merchants/access/authenticator.h"
#include "server/merchants/devices/device_service.h"
#include "server/merchants/devices/session_service.h"
#include "server/merchants/keys/api_key_service.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/pairing/pairing_desk.h"
#include "server/merchants/passcodes/passcode_desk.h"
#include "server/merchants/passcodes/passcode_hasher.h"
#include "server/merchants/places/location_service.h"
#include "server/merchants/places/merchant_service.h"
#include "server/merchants/team/permission_set_service.h"
#include "server/merchants/team/team_member_service.h"
#include "server/rpc/bound_service.h"
#include "server/rpc/preparation.h"
#include "server/store/store.h"

namespace comptoir::rpc {
class Runtime;
}  // namespace comptoir::rpc

namespace comptoir::merchants {

// Owns the tables, the handlers and what authenticates every call. Thread-safe
// once made; `store` must outlive it, and it the server.
class MerchantsArea {
 public:
  // Reads DATA_DIR/passcode.key, or makes it: without that file no passcode
  // works any more. Registers jobs and observers: before Store::Start().
  static absl::StatusOr<std::unique_ptr<MerchantsArea>> Make(
      store::Store& store, std::string data_dir);

  // Makes the operator's token. After Store::Start().
  absl::Status Start(absl::Time now);

  const MerchantTables& tables() const { return tables_; }
  rpc::Authenticator& authenticator() { return authenticator_; }
  // For what else is paired by code: readers.
  PairingDesk& pairing_desk() { return pairing_desk_; }

  void AddPreparations(rpc::Preparations* preparations);
  // Binds its seven services.
  void Bind(rpc::Runtime& runtime,
            std::vector<std::unique_ptr<rpc::BoundService>>* bound);

 private:
  MerchantsArea(store::Store& store, std::string data_dir, std::string pepper);

  store::Store& store_;
  const std::string data_dir_;
  MerchantTables tables_;
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
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_MERCHANTS_AREA_H_
