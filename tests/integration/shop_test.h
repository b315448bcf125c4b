// A real server with two shops in it, for tests of every RPC through the SDK.
//
//   class SaleServiceTest : public ShopTest {};
//   TEST_F(SaleServiceTest, ...) {
//     const SaleServiceClient sales(owner());
#ifndef COMPTOIR_TESTS_INTEGRATION_SHOP_TEST_H_
#define COMPTOIR_TESTS_INTEGRATION_SHOP_TEST_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "comptoir/sdk/channel.h"
#include "comptoir/sdk/testing/in_process_server.h"
#include "gtest/gtest.h"

namespace comptoir::testing {

// One server for all tests of a suite: a test makes what it needs and does not
// count on being alone.
class ShopTest : public ::testing::Test {
 protected:
  using ChannelPtr = std::shared_ptr<sdk::Channel>;

  static void SetUpTestSuite();
  static void TearDownTestSuite();

  static sdk::testing::InProcessServer& server() { return *server_; }
  static const sdk::testing::Shop& shop() { return server_->shop(); }

  // May do everything in the shop.
  static ChannelPtr owner() { return server_->Connect(); }
  // The till, with nobody signed in.
  static ChannelPtr till() { return With(shop().till_token); }
  // The owner, signed in on the till.
  static ChannelPtr owner_on_till();
  // May create merchants, and nothing else.
  static ChannelPtr operator_channel() {
    return With(server_->operator_token());
  }
  // The owner of another merchant, who must never see this one's.
  static ChannelPtr stranger() { return With(stranger_token_); }
  // No credential at all.
  static ChannelPtr nobody() { return server_->Connect(sdk::Credentials()); }
  // A team member of the role STAFF, by default without contact data.
  static ChannelPtr staff();
  static ChannelPtr With(const std::string& token);

 private:
  static std::unique_ptr<sdk::testing::InProcessServer> server_;
  static std::string stranger_token_;
};

// "CODE REASON field field": an error in one comparable line; "OK" for none.
std::string Summary(const absl::Status& status);

}  // namespace comptoir::testing

#endif  // COMPTOIR_TESTS_INTEGRATION_SHOP_TEST_H_
