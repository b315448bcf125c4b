// Calls that the tests of merchants/v1 make again and again, on one server for
// all of them: a test does not touch what others look at.
#ifndef COMPTOIR_TESTS_INTEGRATION_MERCHANTS_MERCHANT_CALLS_H_
#define COMPTOIR_TESTS_INTEGRATION_MERCHANTS_MERCHANT_CALLS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "comptoir/merchants/v1/device_service.client.h"
#include "comptoir/merchants/v1/location.pb.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/session_service.client.h"
#include "comptoir/merchants/v1/team_member_service.client.h"
#include "comptoir/sdk/testing/in_process_server.h"

namespace comptoir::merchants::v1 {

sdk::testing::InProcessServer& Server();

// Channels of the shop's owner, of any token, of the operator, without a token,
// and of the owner of a merchant that is made for it.
std::shared_ptr<sdk::Channel> Owner();
std::shared_ptr<sdk::Channel> With(const std::string& token);
std::shared_ptr<sdk::Channel> Operator();
std::shared_ptr<sdk::Channel> Nobody();
std::shared_ptr<sdk::Channel> Stranger();

Merchant ExampleMerchant();
absl::StatusOr<CreateMerchantResponse> CreateMerchant(
    const Merchant& merchant, std::string request_id = "");

Location Named(std::string name);
absl::StatusOr<Location> CreateLocation(
    const std::shared_ptr<sdk::Channel>& channel, const Location& location);

// In the server's shop, by its owner.
absl::StatusOr<TeamMember> CreateMember(TeamRole role);
absl::Status SetPasscode(const std::string& member_id,
                         const std::string& passcode);
absl::StatusOr<CreateDeviceResponse> CreateDevice(
    const std::string& location_id);

absl::StatusOr<PairDeviceResponse> Pair(const std::string& code,
                                        std::string request_id = "");
absl::StatusOr<CreateSessionResponse> SignIn(const std::string& till_token,
                                             const std::string& member_id,
                                             const std::string& passcode);

// A till of the shop, paired.
PairDeviceResponse NewTill();
// A session of a new member of default staff, on a new till.
CreateSessionResponse StaffSession();

}  // namespace comptoir::merchants::v1

#endif  // COMPTOIR_TESTS_INTEGRATION_MERCHANTS_MERCHANT_CALLS_H_
