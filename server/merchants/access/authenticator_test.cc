#include "server/merchants/access/authenticator.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/merchants/access/role_rules.h"
#include "server/merchants/testing/test_merchants.h"
#include "server/merchants/token.h"
#include "server/store/store.h"

namespace comptoir::merchants {
namespace {

std::string ReasonFor(TestMerchants& world, std::string_view token) {
  return ReasonOf(world.Authenticate(token).status());
}

TEST(TokenAuthenticator, KnowsTheOwnersApiKey) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();

  const auto principal = world.Authenticate(shop.owner_token);

  ASSERT_TRUE(principal.ok());
  EXPECT_EQ(principal->kind, Principal::Kind::kApiKey);
  EXPECT_EQ(principal->merchant_id, shop.id);
  EXPECT_EQ(principal->permissions, Permissions::All());
  EXPECT_EQ(principal->expire_time, absl::InfiniteFuture());
}

TEST(TokenAuthenticator, KnowsWhereATillStands) {
  TestMerchants world;
  const TestTill till = world.AddTill(world.AddMerchant());

  const auto principal = world.Authenticate(till.token);

  ASSERT_TRUE(principal.ok());
  EXPECT_EQ(principal->kind, Principal::Kind::kDevice);
  EXPECT_EQ(principal->id, till.device_id);
  EXPECT_EQ(principal->location_id, till.location_id);
  EXPECT_EQ(principal->permissions, DevicePermissions());
}

v1::UpdateMerchantRequest MoveMerchant(const TestMerchant& shop,
                                       const std::string& country) {
  v1::UpdateMerchantRequest request;
  request.mutable_merchant()->set_id(shop.id);
  request.mutable_merchant()->set_country(country);
  return request;
}

TEST(TokenAuthenticator, KnowsTheCountriesAtOnceWhenTheyChange) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const TestTill till = world.AddTill(shop);
  const Call owner = world.CallWith(shop.owner_token);
  EXPECT_EQ(world.Authenticate(till.token)->merchant_country, "FR");
  EXPECT_EQ(world.Authenticate(till.token)->location_country, "FR");
  EXPECT_EQ(world.Authenticate(shop.owner_token)->location_country, "");

  ASSERT_TRUE(world
                  .Write(world.merchants, &MerchantService::UpdateMerchant,
                         owner, MoveMerchant(shop, "BE"))
                  .ok());
  v1::UpdateLocationRequest move;
  move.mutable_location()->set_id(till.location_id);
  move.mutable_location()->set_country("CH");
  ASSERT_TRUE(
      world
          .Write(world.locations, &LocationService::UpdateLocation, owner, move)
          .ok());

  EXPECT_EQ(world.Authenticate(till.token)->merchant_country, "BE");
  EXPECT_EQ(world.Authenticate(till.token)->location_country, "CH");
  EXPECT_EQ(world.Authenticate(shop.owner_token)->merchant_country, "BE");
}

TEST(TokenAuthenticator, WithholdsTheDirectoryFromTillsWhileTheMerchantSaysSo) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const TestTill till = world.AddTill(shop);
  const std::string session =
      world.SignIn(till, world.AddMember(shop, v1::TEAM_ROLE_FULL_ACCESS));
  const auto set_off = [&](bool is_off) {
    v1::UpdateMerchantRequest request;
    request.mutable_merchant()->set_id(shop.id);
    request.mutable_merchant()
        ->mutable_directory_settings()
        ->set_till_management_off(is_off);
    request.mutable_update_mask()->add_paths(
        "directory_settings.till_management_off");
    const auto updated =
        world.Write(world.merchants, &MerchantService::UpdateMerchant,
                    world.CallWith(shop.owner_token), request);
    ASSERT_TRUE(updated.ok()) << updated.status();
  };
  set_off(true);

  const auto off = world.Authenticate(session);

  ASSERT_TRUE(off.ok()) << off.status();
  EXPECT_FALSE(off->permissions.Holds(PERMISSION_CUSTOMERS_CREATE));
  EXPECT_FALSE(off->permissions.Holds(PERMISSION_CUSTOMERS_EDIT));
  EXPECT_FALSE(off->permissions.Holds(PERMISSION_CUSTOMERS_MERGE));
  EXPECT_TRUE(off->withheld.Holds(PERMISSION_CUSTOMERS_CREATE));
  EXPECT_TRUE(off->permissions.Holds(PERMISSION_CUSTOMERS_VIEW));
  EXPECT_TRUE(off->permissions.Holds(PERMISSION_SALES_MANAGE));
  EXPECT_EQ(world.Authenticate(shop.owner_token)->permissions,
            Permissions::All());

  set_off(false);

  EXPECT_EQ(world.Authenticate(session)->permissions, Permissions::All());
  EXPECT_EQ(world.Authenticate(session)->withheld, Permissions());
}

TEST(TokenAuthenticator, KnowsToWhatCustomersAgree) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  EXPECT_FALSE(world.Authenticate(shop.owner_token)->needs_storage_consent);
  v1::UpdateMerchantRequest request;
  request.mutable_merchant()->set_id(shop.id);
  auto& settings = *request.mutable_merchant()->mutable_directory_settings();
  settings.set_consent_required(true);
  settings.set_consent_notice("abc");
  const auto updated =
      world.Write(world.merchants, &MerchantService::UpdateMerchant,
                  world.CallWith(shop.owner_token), request);
  ASSERT_TRUE(updated.ok()) << updated.status();

  const auto principal = world.Authenticate(shop.owner_token);

  EXPECT_TRUE(principal->needs_storage_consent);
  // Of "abc", as FIPS 180-4 has it.
  EXPECT_EQ(principal->consent_notice_sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(TokenAuthenticator, GivesASessionItsMembersPermissions) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const TestTill till = world.AddTill(shop);
  const std::string member = world.AddMember(shop, v1::TEAM_ROLE_STAFF);

  const auto principal = world.Authenticate(world.SignIn(till, member));

  ASSERT_TRUE(principal.ok());
  EXPECT_EQ(principal->kind, Principal::Kind::kMember);
  EXPECT_EQ(principal->id, member);
  EXPECT_EQ(principal->device_id, till.device_id);
  EXPECT_EQ(principal->permissions, StaffPermissions());
  EXPECT_FALSE(principal->permissions.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT));
}

TEST(TokenAuthenticator, RefusesTamperedTokens) {
  TestMerchants world;
  std::string token = world.AddMerchant().owner_token;
  token[40] = token[40] == 'A' ? 'B' : 'A';

  EXPECT_EQ(ReasonFor(world, token), "TOKEN_INVALID");
  EXPECT_EQ(ReasonFor(world, "not a token"), "TOKEN_INVALID");
}

TEST(TokenAuthenticator, RefusesAWellFormedTokenThatWasNeverIssued) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();

  const std::string token = FormatToken(storage::v1::CREDENTIAL_KIND_API_KEY,
                                        shop.id, std::string(32, 'x'));

  EXPECT_EQ(ReasonFor(world, token), "TOKEN_INVALID");
}

TEST(TokenAuthenticator, RefusesATokenCarriedOverToAnotherMerchant) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const TestMerchant other = world.AddMerchant();
  const std::string secret_and_checksum = shop.owner_token.substr(34);

  const std::string token =
      "cmp_key_" + other.id.substr(4) + secret_and_checksum;

  EXPECT_EQ(ReasonFor(world, token), "TOKEN_INVALID");
}

TEST(TokenAuthenticator, RefusesASessionFromTheMomentItExpires) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const std::string session = world.SignIn(
      world.AddTill(shop), world.AddMember(shop, v1::TEAM_ROLE_STAFF));

  world.store.clock().Advance(absl::Hours(12) - absl::Seconds(1));
  EXPECT_TRUE(world.Authenticate(session).ok());
  world.store.clock().Advance(absl::Seconds(1));

  EXPECT_EQ(ReasonFor(world, session), "TOKEN_EXPIRED");
}

TEST(TokenAuthenticator, RefusesARevokedKeyAtOnce) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  v1::RevokeApiKeyRequest request;
  request.set_api_key_id(world.CallWith(shop.owner_token).principal().id);
  const Call owner = world.CallWith(world.SignIn(
      world.AddTill(shop), world.AddMember(shop, v1::TEAM_ROLE_OWNER)));

  ASSERT_TRUE(
      world.Write(world.api_keys, &ApiKeyService::RevokeApiKey, owner, request)
          .ok());

  EXPECT_EQ(ReasonFor(world, shop.owner_token), "TOKEN_INVALID");
}

TEST(TokenAuthenticator, EndsTheSessionsOfARevokedDevice) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const TestTill till = world.AddTill(shop);
  const std::string session =
      world.SignIn(till, world.AddMember(shop, v1::TEAM_ROLE_STAFF));
  ASSERT_TRUE(world.Authenticate(session).ok());
  v1::RevokeDeviceRequest request;
  request.set_device_id(till.device_id);

  ASSERT_TRUE(world
                  .Write(world.devices, &DeviceService::RevokeDevice,
                         world.CallWith(shop.owner_token), request)
                  .ok());

  EXPECT_EQ(ReasonFor(world, session), "TOKEN_INVALID");
  EXPECT_EQ(ReasonFor(world, till.token), "TOKEN_INVALID");
}

TEST(TokenAuthenticator, EndsTheSessionsOfAMemberWhoBecomesInactive) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const std::string member = world.AddMember(shop, v1::TEAM_ROLE_STAFF);
  const std::string session = world.SignIn(world.AddTill(shop), member);
  ASSERT_TRUE(world.Authenticate(session).ok());
  v1::UpdateTeamMemberRequest request;
  request.mutable_team_member()->set_id(member);
  request.mutable_team_member()->set_state(v1::TEAM_MEMBER_STATE_INACTIVE);
  request.mutable_update_mask()->add_paths("state");

  ASSERT_TRUE(world
                  .Write(world.team_members,
                         &TeamMemberService::UpdateTeamMember,
                         world.CallWith(shop.owner_token), request)
                  .ok());

  EXPECT_EQ(ReasonFor(world, session), "TOKEN_INVALID");
}

TEST(TokenAuthenticator, SeesAChangedPermissionSetAtOnce) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const std::string set =
      world.AddPermissionSet(shop, {PERMISSION_CUSTOMERS_VIEW});
  const std::string session = world.SignIn(
      world.AddTill(shop), world.AddMember(shop, v1::TEAM_ROLE_CUSTOM, set));
  ASSERT_FALSE(world.CallWith(session).Holds(PERMISSION_SALES_VIEW));
  v1::UpdatePermissionSetRequest request;
  request.mutable_permission_set()->set_id(set);
  request.mutable_permission_set()->add_permissions(PERMISSION_SALES_VIEW);
  request.mutable_update_mask()->add_paths("permissions");

  ASSERT_TRUE(world
                  .Write(world.permission_sets,
                         &PermissionSetService::UpdatePermissionSet,
                         world.CallWith(shop.owner_token), request)
                  .ok());

  EXPECT_TRUE(world.CallWith(session).Holds(PERMISSION_SALES_VIEW));
  EXPECT_FALSE(world.CallWith(session).Holds(PERMISSION_CUSTOMERS_VIEW));
}

TEST(TokenAuthenticator, EndsASessionThatSignedOut) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const std::string session = world.SignIn(
      world.AddTill(shop), world.AddMember(shop, v1::TEAM_ROLE_STAFF));

  ASSERT_TRUE(world
                  .Write(world.sessions, &SessionService::DeleteSession,
                         world.CallWith(session), v1::DeleteSessionRequest())
                  .ok());

  EXPECT_EQ(ReasonFor(world, session), "TOKEN_INVALID");
}

TEST(TokenAuthenticator, StaysExactWhileManyCallsRaceWithARevocation) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  for (int round = 0; round < 20; ++round) {
    const TestTill till = world.AddTill(shop);
    std::atomic<bool> is_over{false};
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
      callers.emplace_back([&] {
        while (!is_over) (void)world.Authenticate(till.token);
      });
    }
    v1::RevokeDeviceRequest request;
    request.set_device_id(till.device_id);

    ASSERT_TRUE(world
                    .Write(world.devices, &DeviceService::RevokeDevice,
                           world.CallWith(shop.owner_token), request)
                    .ok());

    EXPECT_EQ(ReasonFor(world, till.token), "TOKEN_INVALID");
    is_over = true;
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(ReasonFor(world, till.token), "TOKEN_INVALID");
  }
}

}  // namespace
}  // namespace comptoir::merchants
