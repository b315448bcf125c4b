#include "sdk/cpp/testing/shop_builder.h"

#include <utility>

#include "comptoir/merchants/v1/device_service.client.h"
#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/team_member_service.client.h"

namespace comptoir::sdk::testing {
namespace {

namespace api = comptoir::merchants::v1;

constexpr char kPasscode[] = "2580";

absl::Status AddMerchant(std::shared_ptr<Channel> as_operator, Shop& shop) {
  api::CreateMerchantRequest request;
  request.mutable_merchant()->set_display_name("Chez Comptoir");
  request.mutable_merchant()->set_country("FR");
  request.mutable_merchant()->set_currency("EUR");
  request.mutable_merchant()->set_time_zone("Europe/Paris");
  request.set_owner_display_name("Camille");
  const auto created = api::MerchantServiceClient(std::move(as_operator))
                           .CreateMerchant(request);
  if (!created.ok()) return created.status();
  shop.merchant_id = created->merchant().id();
  shop.owner_id = created->owner().id();
  shop.api_key_token = created->api_key_token();
  return absl::OkStatus();
}

absl::Status SetPasscode(std::shared_ptr<Channel> as_owner, Shop& shop) {
  api::SetPasscodeRequest request;
  request.set_team_member_id(shop.owner_id);
  request.set_passcode(kPasscode);
  shop.owner_passcode = kPasscode;
  return api::TeamMemberServiceClient(std::move(as_owner))
      .SetPasscode(request)
      .status();
}

absl::Status AddLocation(std::shared_ptr<Channel> as_owner, Shop& shop) {
  api::CreateLocationRequest request;
  request.mutable_location()->set_display_name("Rue des Martyrs");
  const auto created =
      api::LocationServiceClient(std::move(as_owner)).CreateLocation(request);
  if (!created.ok()) return created.status();
  shop.location_id = created->location().id();
  return absl::OkStatus();
}

absl::Status AddTill(std::shared_ptr<Channel> as_owner,
                     std::shared_ptr<Channel> as_nobody, Shop& shop) {
  api::CreateDeviceRequest create;
  create.mutable_device()->set_display_name("Till 1");
  create.mutable_device()->set_location_id(shop.location_id);
  const auto created =
      api::DeviceServiceClient(std::move(as_owner)).CreateDevice(create);
  if (!created.ok()) return created.status();
  api::PairDeviceRequest pair;
  pair.set_pairing_code(created->pairing_code());
  const auto paired =
      api::DeviceServiceClient(std::move(as_nobody)).PairDevice(pair);
  if (!paired.ok()) return paired.status();
  shop.till_id = paired->device().id();
  shop.till_token = paired->device_token();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Shop> BuildShop(
    const std::string& operator_token,
    const std::function<std::shared_ptr<Channel>(std::string)>& connect) {
  Shop shop;
  absl::Status status = AddMerchant(connect(operator_token), shop);
  if (!status.ok()) return status;
  const std::shared_ptr<Channel> as_owner = connect(shop.api_key_token);
  status = SetPasscode(as_owner, shop);
  if (status.ok()) status = AddLocation(as_owner, shop);
  if (status.ok()) status = AddTill(as_owner, connect(""), shop);
  if (!status.ok()) return status;
  return shop;
}

}  // namespace comptoir::sdk::testing
