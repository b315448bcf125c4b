#include "tests/integration/merchants/merchant_calls.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/sdk/errors.h"

namespace comptoir::merchants::v1 {

using sdk::Credentials;
using sdk::testing::InProcessServer;

InProcessServer& Server() {
  static InProcessServer* server = [] {
    auto started = InProcessServer::Start();
    if (!started.ok()) {
      std::fprintf(stderr, "%s\n", started.status().ToString().c_str());
      std::abort();
    }
    return started->release();
  }();
  return *server;
}

std::shared_ptr<sdk::Channel> Owner() { return Server().Connect(); }

std::shared_ptr<sdk::Channel> With(const std::string& token) {
  return Server().Connect(Credentials::Token(token));
}

std::shared_ptr<sdk::Channel> Operator() {
  return With(Server().operator_token());
}

std::shared_ptr<sdk::Channel> Nobody() { return Server().Connect({}); }

Merchant ExampleMerchant() {
  Merchant merchant;
  merchant.set_display_name("Chez Zoë");
  merchant.set_country("CA");
  merchant.set_currency("CAD");
  merchant.set_time_zone("America/Montreal");
  return merchant;
}

absl::StatusOr<CreateMerchantResponse> CreateMerchant(const Merchant& merchant,
                                                      std::string request_id) {
  CreateMerchantRequest request;
  *request.mutable_merchant() = merchant;
  request.set_owner_display_name("Zoë");
  request.set_request_id(std::move(request_id));
  return MerchantServiceClient(Operator()).CreateMerchant(request);
}

std::shared_ptr<sdk::Channel> Stranger() {
  return With(CreateMerchant(ExampleMerchant())->api_key_token());
}

absl::StatusOr<Location> CreateLocation(
    const std::shared_ptr<sdk::Channel>& channel, const Location& location) {
  CreateLocationRequest request;
  *request.mutable_location() = location;
  auto response = LocationServiceClient(channel).CreateLocation(request);
  if (!response.ok()) return response.status();
  return response->location();
}

Location Named(std::string name) {
  Location location;
  location.set_display_name(std::move(name));
  return location;
}

absl::StatusOr<TeamMember> CreateMember(TeamRole role) {
  CreateTeamMemberRequest request;
  request.mutable_team_member()->set_display_name("Jean");
  request.mutable_team_member()->set_role(role);
  auto response = TeamMemberServiceClient(Owner()).CreateTeamMember(request);
  if (!response.ok()) return response.status();
  return response->team_member();
}

absl::Status SetPasscode(const std::string& member_id,
                         const std::string& passcode) {
  SetPasscodeRequest request;
  request.set_team_member_id(member_id);
  request.set_passcode(passcode);
  return TeamMemberServiceClient(Owner()).SetPasscode(request).status();
}

absl::StatusOr<CreateDeviceResponse> CreateDevice(
    const std::string& location_id) {
  CreateDeviceRequest request;
  request.mutable_device()->set_display_name("Till");
  request.mutable_device()->set_location_id(location_id);
  return DeviceServiceClient(Owner()).CreateDevice(request);
}

absl::StatusOr<PairDeviceResponse> Pair(const std::string& code,
                                        std::string request_id) {
  PairDeviceRequest request;
  request.set_pairing_code(code);
  request.set_request_id(std::move(request_id));
  return DeviceServiceClient(Nobody()).PairDevice(request);
}

PairDeviceResponse NewTill() {
  return *Pair(CreateDevice(Server().shop().location_id)->pairing_code());
}

absl::StatusOr<CreateSessionResponse> SignIn(const std::string& till_token,
                                             const std::string& member_id,
                                             const std::string& passcode) {
  CreateSessionRequest request;
  request.set_team_member_id(member_id);
  request.set_passcode(passcode);
  return SessionServiceClient(With(till_token)).CreateSession(request);
}

CreateSessionResponse StaffSession() {
  const std::string id = CreateMember(TEAM_ROLE_STAFF)->id();
  if (!SetPasscode(id, "4711").ok()) std::abort();
  return *SignIn(NewTill().device_token(), id, "4711");
}

}  // namespace comptoir::merchants::v1
