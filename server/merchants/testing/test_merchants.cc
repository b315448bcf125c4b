#include "server/merchants/testing/test_merchants.h"

#include <iostream>
#include <memory>
#include <utility>

#include "server/base/ids.h"
#include "server/merchants/access/principal_of.h"

namespace comptoir::merchants {
namespace {

constexpr size_t kSeedBytes = 16;

template <typename Value>
Value OrDie(absl::StatusOr<Value> value) {
  if (!value.ok()) {
    std::cerr << "test set-up: " << value.status() << std::endl;
    std::abort();
  }
  return *std::move(value);
}

}  // namespace

TestMerchants::TestMerchants(store::TestStore::On on)
    : store(on),
      authenticator(
          std::make_unique<TokenAuthenticator>(store.store(), tables)) {}

void TestMerchants::Restart() {
  store.Reopen();
  // The tables still tell it of changes.
  retired_.push_back(std::move(authenticator));
  authenticator = std::make_unique<TokenAuthenticator>(store.store(), tables);
  // It has the store that is gone.
  std::destroy_at(&merchants);
  std::construct_at(&merchants, store.store(), store.clock(), tables,
                    operations);
}

Call TestMerchants::CallAs(Principal principal, std::any prepared) {
  return Call(std::move(principal), store.clock().Now(),
              RandomBytes(kSeedBytes), std::move(prepared));
}

Call TestMerchants::CallWith(std::string_view token, std::any prepared) {
  return CallAs(OrDie(Authenticate(token)), std::move(prepared));
}

TestMerchant TestMerchants::AddMerchant() {
  Principal operator_principal;
  operator_principal.kind = Principal::Kind::kOperator;
  operator_principal.id = std::string(kOperatorActor);
  operator_principal.merchant_id = FormatId("mer", RandomBytes(kSeedBytes));
  v1::CreateMerchantRequest request;
  v1::Merchant& merchant = *request.mutable_merchant();
  merchant.set_display_name("Chez Hélène");
  merchant.set_country("FR");
  merchant.set_currency("EUR");
  merchant.set_time_zone("Europe/Paris");
  request.set_owner_display_name("Hélène");
  const auto response = OrDie(Write(merchants, &MerchantService::CreateMerchant,
                                    CallAs(operator_principal), request));
  return {.id = response.merchant().id(),
          .owner_id = response.owner().id(),
          .owner_token = response.api_key_token()};
}

std::string TestMerchants::AddLocation(const TestMerchant& merchant) {
  v1::CreateLocationRequest request;
  request.mutable_location()->set_display_name("Rue de la Paix");
  return OrDie(Write(locations, &LocationService::CreateLocation,
                     CallWith(merchant.owner_token), request))
      .location()
      .id();
}

TestTill TestMerchants::AddTill(const TestMerchant& merchant) {
  TestTill till{.location_id = AddLocation(merchant)};
  v1::CreateDeviceRequest create;
  create.mutable_device()->set_display_name("Till 1");
  create.mutable_device()->set_location_id(till.location_id);
  const auto created = OrDie(Write(devices, &DeviceService::CreateDevice,
                                   CallWith(merchant.owner_token), create));
  till.device_id = created.device().id();

  Principal found;
  found.merchant_id = merchant.id;
  found.id = till.device_id;
  v1::PairDeviceRequest pair;
  pair.set_pairing_code(created.pairing_code());
  till.token =
      OrDie(Write(devices, &DeviceService::PairDevice, CallAs(found), pair))
          .device_token();
  return till;
}

std::string TestMerchants::AddMember(const TestMerchant& merchant,
                                     v1::TeamRole role,
                                     std::string permission_set_id) {
  v1::CreateTeamMemberRequest create;
  create.mutable_team_member()->set_display_name("Jean");
  create.mutable_team_member()->set_role(role);
  create.mutable_team_member()->set_permission_set_id(
      std::move(permission_set_id));
  const std::string id =
      OrDie(Write(team_members, &TeamMemberService::CreateTeamMember,
                  CallWith(merchant.owner_token), create))
          .team_member()
          .id();
  v1::SetPasscodeRequest set;
  set.set_team_member_id(id);
  OrDie(Write(team_members, &TeamMemberService::SetPasscode,
              CallWith(merchant.owner_token, std::string(kRightHash)), set));
  return id;
}

std::string TestMerchants::AddPermissionSet(
    const TestMerchant& merchant,
    std::initializer_list<Permission> permissions) {
  v1::CreatePermissionSetRequest request;
  request.mutable_permission_set()->set_display_name("Set");
  for (const Permission permission : permissions) {
    request.mutable_permission_set()->add_permissions(permission);
  }
  return OrDie(Write(permission_sets,
                     &PermissionSetService::CreatePermissionSet,
                     CallWith(merchant.owner_token), request))
      .permission_set()
      .id();
}

std::string TestMerchants::SignIn(const TestTill& till,
                                  std::string_view member_id) {
  v1::CreateSessionRequest request;
  request.set_team_member_id(std::string(member_id));
  return OrDie(Write(sessions, &SessionService::CreateSession,
                     CallWith(till.token, std::string(kRightHash)), request))
      .session_token();
}

}  // namespace comptoir::merchants
