#include "comptoir/sdk/testing/in_process_server.h"

#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/session_service.client.h"
#include "gtest/gtest.h"

namespace comptoir::sdk::testing {
namespace {

namespace api = comptoir::merchants::v1;

class InProcessServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = InProcessServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  std::unique_ptr<InProcessServer> server_;
};

TEST_F(InProcessServerTest, HasAShopOfItsOwn) {
  const auto answer =
      api::MerchantServiceClient(server_->Connect()).GetMerchant({});

  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->merchant().id(), server_->shop().merchant_id);
}

TEST_F(InProcessServerTest, HasATillThatTheOwnerCanSignInOn) {
  const api::SessionServiceClient till(
      server_->Connect(Credentials::Token(server_->shop().till_token)));
  api::CreateSessionRequest request;
  request.set_team_member_id(server_->shop().owner_id);
  request.set_passcode(server_->shop().owner_passcode);

  const auto session = till.CreateSession(request);

  ASSERT_TRUE(session.ok()) << session.status();
  const auto caller =
      api::SessionServiceClient(
          server_->Connect(Credentials::Token(session->session_token())))
          .GetCaller({});
  EXPECT_TRUE(caller.ok()) << caller.status();
}

TEST_F(InProcessServerTest, RefusesStrangers) {
  EXPECT_EQ(api::MerchantServiceClient(server_->Connect({}))
                .GetMerchant({})
                .status()
                .code(),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace comptoir::sdk::testing
