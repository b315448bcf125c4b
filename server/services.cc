#include "server/services.h"

#include <utility>

#include "comptoir/merchants/v1/api_key_service.server.h"
#include "comptoir/merchants/v1/device_service.pb.h"
#include "comptoir/merchants/v1/device_service.server.h"
#include "comptoir/merchants/v1/location_service.server.h"
#include "comptoir/merchants/v1/merchant_service.server.h"
#include "comptoir/merchants/v1/permission_set_service.server.h"
#include "comptoir/merchants/v1/session_service.server.h"
#include "comptoir/merchants/v1/team_member_service.server.h"
#include "server/base/secret_file.h"
#include "server/base/status.h"
#include "server/merchants/authenticator.h"
#include "server/merchants/expiry.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/operator_token.h"
#include "server/merchants/pairing_desk.h"
#include "server/merchants/passcode_desk.h"
#include "server/merchants/passcode_hasher.h"
#include "server/merchants/services/api_key_service.h"
#include "server/merchants/services/device_service.h"
#include "server/merchants/services/location_service.h"
#include "server/merchants/services/merchant_service.h"
#include "server/merchants/services/permission_set_service.h"
#include "server/merchants/services/session_service.h"
#include "server/merchants/services/team_member_service.h"

namespace comptoir {
namespace {

using Bound = std::vector<std::unique_ptr<rpc::BoundService>>;

// Merchants, their people and tills, and who is calling.
class Merchants {
 public:
  Merchants(store::Store& store, std::string pepper)
      : authenticator(store, tables),
        pairing_desk(store),
        passcode_hasher_(std::move(pepper)),
        passcode_desk_(store, tables, passcode_hasher_) {
    merchants::RegisterExpiry(store, tables);
  }

  void Prepare(rpc::Preparations& preparations) {
    preparations["comptoir.merchants.v1.DeviceService/PairDevice"] =
        pairing_desk.PreparationFor<merchants::v1::PairDeviceRequest>("dev");
    preparations["comptoir.merchants.v1.SessionService/CreateSession"] =
        passcode_desk_.ForCreateSession();
    preparations["comptoir.merchants.v1.TeamMemberService/SetPasscode"] =
        passcode_desk_.ForSetPasscode();
  }

  void Bind(rpc::Runtime& runtime, Bound& bound) {
    using namespace merchants::v1;  // NOLINT: one Bind function per service.
    bound.push_back(BindMerchantService(merchant_service_, runtime));
    bound.push_back(BindLocationService(location_service_, runtime));
    bound.push_back(BindTeamMemberService(team_member_service_, runtime));
    bound.push_back(BindPermissionSetService(permission_set_service_, runtime));
    bound.push_back(BindDeviceService(device_service_, runtime));
    bound.push_back(BindSessionService(session_service_, runtime));
    bound.push_back(BindApiKeyService(api_key_service_, runtime));
  }

  merchants::MerchantTables tables;
  merchants::TokenAuthenticator authenticator;
  merchants::PairingDesk pairing_desk;

 private:
  merchants::PasscodeHasher passcode_hasher_;
  merchants::PasscodeDesk passcode_desk_;
  merchants::MerchantService merchant_service_{tables};
  merchants::LocationService location_service_{tables};
  merchants::TeamMemberService team_member_service_{tables};
  merchants::PermissionSetService permission_set_service_{tables};
  merchants::DeviceService device_service_{tables};
  merchants::SessionService session_service_{tables};
  merchants::ApiKeyService api_key_service_{tables};
};

class AllServices final : public Services {
 public:
  AllServices(store::Store& store, const Clock& clock, std::string pepper,
              ServicesOptions options)
      : store_(store),
        clock_(clock),
        data_dir_(std::move(options.data_dir)),
        merchants_(store, std::move(pepper)),
        runtime_(store, merchants_.authenticator, clock,
                 WithPreparations(std::move(options.runtime))) {
    merchants_.Bind(runtime_, bound_);
  }

  absl::Status Start() override {
    return merchants::EnsureOperatorToken(store_, merchants_.tables, data_dir_,
                                          clock_.Now());
  }

  rpc::Runtime& runtime() override { return runtime_; }
  const Bound& bound() const override { return bound_; }
  std::vector<ops::AreaFigure> figures() const override { return {}; }

  bool IsOperator(const std::string& token) override {
    auto caller = merchants_.authenticator.Authenticate(token, clock_.Now());
    return caller.ok() && caller->kind == Principal::Kind::kOperator;
  }

 private:
  rpc::RuntimeOptions WithPreparations(rpc::RuntimeOptions options) {
    merchants_.Prepare(options.preparations);
    return options;
  }

  store::Store& store_;
  const Clock& clock_;
  const std::string data_dir_;
  Merchants merchants_;
  rpc::Runtime runtime_;
  Bound bound_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Services>> Services::Make(
    store::Store& store, const Clock& clock, ServicesOptions options) {
  ASSIGN_OR_RETURN(std::string pepper,
                   LoadOrMakeSecret(options.data_dir + "/passcode.key"));
  return std::make_unique<AllServices>(store, clock, std::move(pepper),
                                       std::move(options));
}

}  // namespace comptoir
