// A store with merchants, and every handler of the area, for tests.
//
//   TestMerchants world;
//   const TestMerchant shop = world.AddMerchant();
//   const auto made = world.Write(world.locations,
//   &LocationService::CreateLocation,
//                                 world.CallWith(shop.owner_token), request);
#ifndef COMPTOIR_SERVER_MERCHANTS_TESTING_TEST_MERCHANTS_H_
#define COMPTOIR_SERVER_MERCHANTS_TESTING_TEST_MERCHANTS_H_

#include <any>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/merchants/access/authenticator.h"
#include "server/merchants/devices/device_service.h"
#include "server/merchants/devices/session_service.h"
#include "server/merchants/keys/api_key_service.h"
#include "server/merchants/merchant_tables.h"
#include "server/merchants/places/location_service.h"
#include "server/merchants/places/merchant_service.h"
#include "server/merchants/team/permission_set_service.h"
#include "server/merchants/team/team_member_service.h"
#include "server/operations/operations.h"
#include "server/rpc/call.h"
#include "server/store/testing/test_store.h"

namespace comptoir::merchants {

// What stands for the hash of the right passcode of every member.
inline constexpr char kRightHash[] = "hash of the right passcode";

struct TestMerchant {
  std::string id;
  std::string owner_id;
  // An API key with full access.
  std::string owner_token;
};

struct TestTill {
  std::string device_id;
  std::string location_id;
  std::string token;
};

// Functions without a status end the test program when something fails.
class TestMerchants {
 public:
  explicit TestMerchants(
      store::TestStore::On on = store::TestStore::On::kMemory);

  TestMerchant AddMerchant();
  std::string AddLocation(const TestMerchant& merchant);
  TestTill AddTill(const TestMerchant& merchant);
  // A member whose passcode has the hash kRightHash.
  std::string AddMember(const TestMerchant& merchant, v1::TeamRole role,
                        std::string permission_set_id = "");
  std::string AddPermissionSet(const TestMerchant& merchant,
                               std::initializer_list<Permission> permissions);
  // The session's token.
  std::string SignIn(const TestTill& till, std::string_view member_id);

  // A call with a credential, which must be valid, at the clock's time.
  Call CallWith(std::string_view token, std::any prepared = {});
  Call CallAs(Principal principal, std::any prepared = {});

  absl::StatusOr<Principal> Authenticate(std::string_view token) {
    return authenticator->Authenticate(token, store.clock().Now());
  }

  template <typename Service, typename Response, typename Request>
  absl::StatusOr<Response> Write(Service& service,
                                 absl::StatusOr<Response> (Service::*method)(
                                     const Call&, store::Transaction&,
                                     const Request&),
                                 const Call& call, const Request& request) {
    return store.Write(call.merchant_id(), [&](store::Transaction& txn) {
      return (service.*method)(call, txn, request);
    });
  }

  template <typename Service, typename Response, typename Request>
  absl::StatusOr<Response> Read(Service& service,
                                absl::StatusOr<Response> (Service::*method)(
                                    const Call&, const store::Snapshot&,
                                    const Request&),
                                const Call& call, const Request& request) {
    return (service.*method)(call, *store.Read(), request);
  }

  // Closes the server and starts it again.
  void Restart();

  store::TestStore store;
  MerchantTables tables;
  std::unique_ptr<TokenAuthenticator> authenticator;
  // Of the store as it was at first: it begins operations, no more.
  operations::Operations operations{store.store()};
  MerchantService merchants{store.store(), store.clock(), tables, operations};
  LocationService locations{tables};
  PermissionSetService permission_sets{tables};
  TeamMemberService team_members{tables};
  DeviceService devices{tables};
  SessionService sessions{tables};
  // Those of each maker, as the events area would tell them.
  std::map<std::string, std::vector<std::string>, std::less<>> webhooks;
  ApiKeyService api_keys{
      tables,
      [this](const kv::View&, std::string_view, std::string_view maker)
          -> absl::StatusOr<std::vector<std::string>> {
        const auto found = webhooks.find(maker);
        if (found == webhooks.end()) return std::vector<std::string>();
        return found->second;
      }};

 private:
  std::vector<std::unique_ptr<TokenAuthenticator>> retired_;
};

}  // namespace comptoir::merchants

#endif  // COMPTOIR_SERVER_MERCHANTS_TESTING_TEST_MERCHANTS_H_
