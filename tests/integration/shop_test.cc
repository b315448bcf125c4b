#include "tests/integration/shop_test.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/session_service.client.h"
#include "comptoir/merchants/v1/team_member_service.client.h"
#include "comptoir/sdk/credentials.h"
#include "comptoir/sdk/errors.h"
#include "fmt/format.h"

namespace comptoir::testing {
namespace {

namespace api = comptoir::merchants::v1;
using sdk::testing::InProcessServer;

constexpr char kStaffPasscode[] = "2718";

std::string SignIn(const std::shared_ptr<sdk::Channel>& till,
                   const std::string& member_id, const std::string& passcode) {
  api::CreateSessionRequest request;
  request.set_team_member_id(member_id);
  request.set_passcode(passcode);
  const auto session = api::SessionServiceClient(till).CreateSession(request);
  EXPECT_TRUE(session.ok()) << session.status();
  return session.ok() ? session->session_token() : "";
}

}  // namespace

std::unique_ptr<InProcessServer> ShopTest::server_;
std::string ShopTest::stranger_token_;

void ShopTest::SetUpTestSuite() {
  auto server = InProcessServer::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);

  api::CreateMerchantRequest request;
  request.mutable_merchant()->set_display_name("Next door");
  request.mutable_merchant()->set_country("FR");
  request.mutable_merchant()->set_currency("EUR");
  request.mutable_merchant()->set_time_zone("Europe/Paris");
  request.set_owner_display_name("Somebody else");
  const auto stranger =
      api::MerchantServiceClient(operator_channel()).CreateMerchant(request);
  ASSERT_TRUE(stranger.ok()) << stranger.status();
  stranger_token_ = stranger->api_key_token();
}

void ShopTest::TearDownTestSuite() { server_.reset(); }

ShopTest::ChannelPtr ShopTest::With(const std::string& token) {
  return server_->Connect(sdk::Credentials::Token(token));
}

ShopTest::ChannelPtr ShopTest::owner_on_till() {
  return With(SignIn(till(), shop().owner_id, shop().owner_passcode));
}

ShopTest::ChannelPtr ShopTest::staff() {
  const api::TeamMemberServiceClient team(owner());
  api::CreateTeamMemberRequest create;
  create.mutable_team_member()->set_display_name("Noé");
  create.mutable_team_member()->set_role(api::TEAM_ROLE_STAFF);
  const auto created = team.CreateTeamMember(create);
  EXPECT_TRUE(created.ok()) << created.status();
  api::SetPasscodeRequest passcode;
  passcode.set_team_member_id(created->team_member().id());
  passcode.set_passcode(kStaffPasscode);
  const auto set = team.SetPasscode(passcode);
  EXPECT_TRUE(set.ok()) << set.status();
  return With(SignIn(till(), created->team_member().id(), kStaffPasscode));
}

std::string Summary(const absl::Status& status) {
  std::string summary = absl::StatusCodeToString(status.code());
  const std::string reason = sdk::ReasonOf(status);
  if (!reason.empty() && reason != summary) summary += " " + reason;
  for (const auto& violation : sdk::FieldViolationsOf(status)) {
    summary += " " + violation.field;
  }
  return summary;
}

}  // namespace comptoir::testing
