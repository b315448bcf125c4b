// Every method of merchants/v1 over a real server and the SDK, and how each
// answers bad input.
#include <random>
#include <string>

#include "comptoir/annotations.pb.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "comptoir/merchants/v1/device_service.client.h"
#include "comptoir/merchants/v1/location_service.client.h"
#include "comptoir/merchants/v1/merchant_service.client.h"
#include "comptoir/merchants/v1/permission_set_service.client.h"
#include "comptoir/merchants/v1/session_service.client.h"
#include "comptoir/merchants/v1/team_member_service.client.h"
#include "comptoir/sdk/errors.h"
#include "comptoir/sdk/testing/in_process_server.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/integration/merchants/merchant_calls.h"

namespace comptoir::merchants::v1 {
namespace {

using sdk::ReasonOf;

TEST(Tokens, AreNeeded) {
  const auto answer = LocationServiceClient(Nobody()).ListLocations({});

  EXPECT_EQ(ReasonOf(answer.status()), "TOKEN_MISSING");
}

TEST(Tokens, AreRefusedWhenTampered) {
  std::string token = Server().shop().api_key_token;
  token.back() = token.back() == '0' ? '1' : '0';

  const auto answer = LocationServiceClient(With(token)).ListLocations({});

  EXPECT_EQ(ReasonOf(answer.status()), "TOKEN_INVALID");
}

TEST(Tokens, OfTheOperatorOpenNoMerchant) {
  const auto answer = MerchantServiceClient(Operator()).GetMerchant({});

  EXPECT_EQ(ReasonOf(answer.status()), "PERMISSION_DENIED");
}

TEST(CreateMerchant, IsForTheOperatorAlone) {
  CreateMerchantRequest request;
  *request.mutable_merchant() = ExampleMerchant();
  request.set_owner_display_name("Zoë");

  const auto answer = MerchantServiceClient(Owner()).CreateMerchant(request);

  EXPECT_EQ(ReasonOf(answer.status()), "PERMISSION_DENIED");
}

TEST(CreateMerchant, AnswersARepeatedCallWithTheSameToken) {
  const auto first = CreateMerchant(ExampleMerchant(), "merchant-once");
  const auto again = CreateMerchant(ExampleMerchant(), "merchant-once");

  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->merchant().id(), again->merchant().id());
  EXPECT_EQ(first->api_key_token(), again->api_key_token());
}

TEST(CreateMerchant, RefusesARequestIdWithAnotherBody) {
  ASSERT_TRUE(CreateMerchant(ExampleMerchant(), "merchant-reused").ok());
  Merchant other = ExampleMerchant();
  other.set_display_name("Other");

  EXPECT_EQ(ReasonOf(CreateMerchant(other, "merchant-reused").status()),
            "REQUEST_ID_REUSED");
}

TEST(CreateMerchant, NamesEveryWrongField) {
  Merchant merchant = ExampleMerchant();
  merchant.set_country("FRA");
  merchant.set_currency("euro");
  merchant.set_time_zone("Paris");
  merchant.set_language("!");

  const absl::Status status = CreateMerchant(merchant).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  EXPECT_EQ(sdk::FieldViolationsOf(status).size(), 4u);
}

TEST(CreateLocation, TakesANameOf255LettersAndNoMore) {
  std::string longest;
  for (int i = 0; i < 255; ++i) longest += "é";

  EXPECT_TRUE(CreateLocation(Owner(), Named(longest)).ok());
  EXPECT_EQ(ReasonOf(CreateLocation(Owner(), Named(longest + "é")).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(CreateLocation(Owner(), Named("")).status()),
            "INVALID_FIELDS");
}

TEST(CreateLocation, TakesTheTimeZonesOfTheSystem) {
  for (const char* zone :
       {"America/Coyhaique", "America/Ciudad_Juarez", "Australia/Lord_Howe",
        "US/Eastern", "Asia/Calcutta", "Etc/GMT+5", "UTC"}) {
    Location location = Named("Stall");
    location.set_time_zone(zone);

    const auto created = CreateLocation(Owner(), location);

    ASSERT_TRUE(created.ok()) << zone << ": " << created.status();
    EXPECT_EQ(created->time_zone(), zone);
  }
}

TEST(CreateLocation, RefusesWhatIsNoTimeZone) {
  for (const char* zone :
       {"SystemV/EST5", "posix/Europe/Paris", "right/Europe/Paris", "localtime",
        "Factory", "../zoneinfo/Europe/Paris", "Europe/../Europe/Paris",
        "/usr/share/zoneinfo/Europe/Paris", "europe/paris", "EST", "Paris"}) {
    Location location = Named("Stall");
    location.set_time_zone(zone);

    const absl::Status status = CreateLocation(Owner(), location).status();

    EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS") << zone;
    ASSERT_EQ(sdk::FieldViolationsOf(status).size(), 1u) << zone;
    EXPECT_EQ(sdk::FieldViolationsOf(status)[0].field, "location.time_zone");
  }
}

TEST(CreateLocation, IgnoresWhatTheServerSets) {
  Location location = Named("Stall");
  location.set_id("loc_00000000000000000000000000");

  const auto created = CreateLocation(Owner(), location);

  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_NE(created->id(), location.id());
}

TEST(CreateLocation, NeedsThePermission) {
  const auto created =
      CreateLocation(With(StaffSession().session_token()), Named("Mine"));

  EXPECT_EQ(ReasonOf(created.status()), "PERMISSION_DENIED");
}

TEST(GetLocation, AnswersNotFoundForUnknownIdsAndThoseOfOthers) {
  LocationServiceClient stranger(Stranger());
  GetLocationRequest request;
  request.set_location_id(Server().shop().location_id);

  EXPECT_EQ(ReasonOf(stranger.GetLocation(request).status()), "NOT_FOUND");
  request.set_location_id("loc_00000000000000000000000000");
  EXPECT_EQ(ReasonOf(stranger.GetLocation(request).status()), "NOT_FOUND");
  request.set_location_id("cus_00000000000000000000000000");
  EXPECT_EQ(ReasonOf(stranger.GetLocation(request).status()), "INVALID_FIELDS");
}

TEST(ListLocations, RefusesAPageTokenOfAnotherMethodAndANegativeSize) {
  ASSERT_TRUE(CreateLocation(Owner(), Named("One more")).ok());
  ListLocationsRequest locations;
  locations.set_page_size(1);
  const auto page = LocationServiceClient(Owner()).ListLocations(locations);
  ASSERT_TRUE(page.ok()) << page.status();
  ListDevicesRequest devices;
  devices.set_page_token(page->next_page_token());
  locations.set_page_size(-1);

  EXPECT_EQ(
      ReasonOf(DeviceServiceClient(Owner()).ListDevices(devices).status()),
      "PAGE_TOKEN_MISMATCH");
  EXPECT_EQ(
      ReasonOf(
          LocationServiceClient(Owner()).ListLocations(locations).status()),
      "INVALID_FIELDS");
}

TEST(PairDevice, AnswersARepeatedCallWithTheSameToken) {
  const auto created = CreateDevice(Server().shop().location_id);
  ASSERT_TRUE(created.ok()) << created.status();

  const auto first = Pair(created->pairing_code(), "pair-once");
  const auto again = Pair(created->pairing_code(), "pair-once");
  const auto other = Pair(created->pairing_code(), "pair-twice");

  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(first->device_token(), again->device_token());
  EXPECT_EQ(ReasonOf(other.status()), "PAIRING_CODE_INVALID");
}

// A proxy is one address for many.
TEST(PairDevice, PassesARightCodeAmongAThousandWrongOnes) {
  const auto created = CreateDevice(Server().shop().location_id);
  ASSERT_TRUE(created.ok()) << created.status();
  std::mt19937 random(20261127);
  for (int i = 0; i < 1000; ++i) {
    const auto wrong = Pair(fmt::format("{:03}K-{:03}R-{:03}T", random() % 1000,
                                        random() % 1000, random() % 1000));
    ASSERT_EQ(ReasonOf(wrong.status()), "PAIRING_CODE_INVALID") << i;
  }

  EXPECT_TRUE(Pair(created->pairing_code()).ok());
}

TEST(CreateDevice, DoesNotFindTheLocationOfAnotherMerchant) {
  const auto theirs = CreateLocation(Stranger(), Named("Theirs"));
  ASSERT_TRUE(theirs.ok()) << theirs.status();

  EXPECT_EQ(ReasonOf(CreateDevice(theirs->id()).status()), "NOT_FOUND");
}

TEST(RevokeDevice, EndsTheSessionsOnItAtOnce) {
  const CreateSessionResponse session = StaffSession();
  const SessionServiceClient staff(With(session.session_token()));
  ASSERT_TRUE(staff.GetCaller({}).ok());
  RevokeDeviceRequest request;
  request.set_device_id(session.session().device_id());

  ASSERT_TRUE(DeviceServiceClient(Owner()).RevokeDevice(request).ok());

  EXPECT_EQ(ReasonOf(staff.GetCaller({}).status()), "TOKEN_INVALID");
}

TEST(CreateSession, NeedsATill) {
  CreateSessionRequest request;
  request.set_team_member_id(Server().shop().owner_id);
  request.set_passcode(Server().shop().owner_passcode);

  EXPECT_EQ(
      ReasonOf(SessionServiceClient(Owner()).CreateSession(request).status()),
      "PERMISSION_DENIED");
}

TEST(CreateSession, LocksTheMemberAfterFiveWrongPasscodes) {
  const std::string id = CreateMember(TEAM_ROLE_STAFF)->id();
  ASSERT_TRUE(SetPasscode(id, "4711").ok());
  const std::string till = NewTill().device_token();
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(ReasonOf(SignIn(till, id, "0000").status()), "PASSCODE_WRONG")
        << i;
  }

  const absl::Status locked = SignIn(till, id, "4711").status();

  EXPECT_EQ(locked.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(locked), "PASSCODE_LOCKED");
}

TEST(CreateSession, AnswersAlikeForUnknownMembers) {
  const std::string till = NewTill().device_token();

  EXPECT_EQ(
      ReasonOf(SignIn(till, "mem_00000000000000000000000000", "4711").status()),
      "PASSCODE_WRONG");
}

TEST(DeleteSession, SignsOut) {
  const SessionServiceClient staff(With(StaffSession().session_token()));

  ASSERT_TRUE(staff.DeleteSession({}).ok());

  EXPECT_EQ(ReasonOf(staff.GetCaller({}).status()), "TOKEN_INVALID");
}

TEST(SetPasscode, TakesFourToEightDigits) {
  const std::string id = CreateMember(TEAM_ROLE_STAFF)->id();

  EXPECT_TRUE(SetPasscode(id, "0123").ok());
  EXPECT_TRUE(SetPasscode(id, "01234567").ok());
  EXPECT_EQ(ReasonOf(SetPasscode(id, "012")), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(SetPasscode(id, "012345678")), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(SetPasscode(id, "01a3")), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(SetPasscode(id, "")), "INVALID_FIELDS");
}

TEST(UpdateTeamMember, RefusesAStaleEtag) {
  const TeamMember member = *CreateMember(TEAM_ROLE_STAFF);
  UpdateTeamMemberRequest request;
  request.mutable_team_member()->set_id(member.id());
  request.mutable_team_member()->set_etag(member.etag());
  request.mutable_team_member()->set_display_name("Jeanne");
  request.mutable_update_mask()->add_paths("display_name");
  const TeamMemberServiceClient team(Owner());
  ASSERT_TRUE(team.UpdateTeamMember(request).ok());
  request.mutable_team_member()->set_display_name("Johanna");

  const absl::Status stale = team.UpdateTeamMember(request).status();

  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
}

TEST(UpdatePermissionSet, TakesEffectWithTheNextCall) {
  const PermissionSetServiceClient sets(Owner());
  CreatePermissionSetRequest create;
  create.mutable_permission_set()->set_display_name("Team lead");
  const auto created = sets.CreatePermissionSet(create);
  ASSERT_TRUE(created.ok()) << created.status();
  CreateTeamMemberRequest add;
  add.mutable_team_member()->set_display_name("Lea");
  add.mutable_team_member()->set_role(TEAM_ROLE_CUSTOM);
  add.mutable_team_member()->set_permission_set_id(
      created->permission_set().id());
  const std::string id = TeamMemberServiceClient(Owner())
                             .CreateTeamMember(add)
                             ->team_member()
                             .id();
  ASSERT_TRUE(SetPasscode(id, "4711").ok());
  const TeamMemberServiceClient lead(
      With(SignIn(NewTill().device_token(), id, "4711")->session_token()));
  ASSERT_EQ(ReasonOf(lead.ListTeamMembers({}).status()), "PERMISSION_DENIED");
  UpdatePermissionSetRequest update;
  update.mutable_permission_set()->set_id(created->permission_set().id());
  update.mutable_permission_set()->add_permissions(PERMISSION_TEAM_VIEW);
  update.mutable_update_mask()->add_paths("permissions");

  ASSERT_TRUE(sets.UpdatePermissionSet(update).ok());

  EXPECT_TRUE(lead.ListTeamMembers({}).ok());
}

TEST(RevokeApiKey, VoidsTheKeyAtOnce) {
  const ApiKeyServiceClient keys(Owner());
  CreateApiKeyRequest create;
  create.mutable_api_key()->set_display_name("Web shop");
  create.mutable_api_key()->add_permissions(PERMISSION_MERCHANT_VIEW);
  const auto created = keys.CreateApiKey(create);
  ASSERT_TRUE(created.ok()) << created.status();
  const MerchantServiceClient shop(With(created->api_key_token()));
  ASSERT_TRUE(shop.GetMerchant({}).ok());
  RevokeApiKeyRequest revoke;
  revoke.set_api_key_id(created->api_key().id());

  ASSERT_TRUE(keys.RevokeApiKey(revoke).ok());

  EXPECT_EQ(ReasonOf(shop.GetMerchant({}).status()), "TOKEN_INVALID");
}

TEST(ListApiKeys, NeverShowsATokenAgain) {
  const auto listed = ApiKeyServiceClient(Owner()).ListApiKeys({});

  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->DebugString().find(Server().shop().api_key_token),
            std::string::npos);
}

}  // namespace
}  // namespace comptoir::merchants::v1
