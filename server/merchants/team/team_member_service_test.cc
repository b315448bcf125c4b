#include "server/merchants/team/team_member_service.h"

#include <string>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/merchants/testing/test_merchants.h"

namespace comptoir::merchants {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TeamMemberServiceTest : public testing::Test {
 protected:
  absl::StatusOr<v1::TeamMember> Create(const Call& call, v1::TeamRole role,
                                        std::string set = "") {
    v1::CreateTeamMemberRequest request;
    request.mutable_team_member()->set_display_name("Zoë");
    request.mutable_team_member()->set_role(role);
    request.mutable_team_member()->set_permission_set_id(std::move(set));
    auto response =
        world_.Write(world_.team_members, &TeamMemberService::CreateTeamMember,
                     call, request);
    if (!response.ok()) return response.status();
    return response->team_member();
  }

  absl::StatusOr<v1::UpdateTeamMemberResponse> Update(
      const Call& call, const v1::UpdateTeamMemberRequest& request) {
    return world_.Write(world_.team_members,
                        &TeamMemberService::UpdateTeamMember, call, request);
  }

  v1::UpdateTeamMemberRequest Deactivation(const std::string& id) {
    v1::UpdateTeamMemberRequest request;
    request.mutable_team_member()->set_id(id);
    request.mutable_team_member()->set_state(v1::TEAM_MEMBER_STATE_INACTIVE);
    request.mutable_update_mask()->add_paths("state");
    return request;
  }

  Call Owner() { return world_.CallWith(shop_.owner_token); }

  // A colleague who may manage the team and nothing else.
  Call TeamLead() {
    const std::string set = world_.AddPermissionSet(
        shop_, {PERMISSION_TEAM_VIEW, PERMISSION_TEAM_MANAGE});
    return world_.CallWith(
        world_.SignIn(world_.AddTill(shop_),
                      world_.AddMember(shop_, v1::TEAM_ROLE_CUSTOM, set)));
  }

  // The id of a key that the caller makes.
  std::string MakeKey(const Call& call) {
    v1::CreateApiKeyRequest request;
    request.mutable_api_key()->set_display_name("Web shop");
    request.mutable_api_key()->add_permissions(PERMISSION_CUSTOMERS_VIEW);
    return world_
        .Write(world_.api_keys, &ApiKeyService::CreateApiKey, call, request)
        ->api_key()
        .id();
  }

  TestMerchants world_;
  const TestMerchant shop_ = world_.AddMerchant();
};

// They go on, and with one of them the member lets themselves in again.
TEST_F(TeamMemberServiceTest, NamesTheKeysThatWorkOnOfWhoMayDoLess) {
  const std::string bob = world_.AddMember(shop_, v1::TEAM_ROLE_FULL_ACCESS);
  const Call session =
      world_.CallWith(world_.SignIn(world_.AddTill(shop_), bob));
  const std::string key = MakeKey(session);
  MakeKey(Owner());
  v1::UpdateTeamMemberRequest other_name;
  other_name.mutable_team_member()->set_id(bob);
  other_name.mutable_team_member()->set_display_name("Robert");
  v1::UpdateTeamMemberRequest demotion;
  demotion.mutable_team_member()->set_id(bob);
  demotion.mutable_team_member()->set_role(v1::TEAM_ROLE_STAFF);

  EXPECT_THAT(Update(Owner(), other_name)->working_api_key_ids(), IsEmpty());
  EXPECT_THAT(Update(Owner(), demotion)->working_api_key_ids(),
              ElementsAre(key));
  EXPECT_THAT(Update(Owner(), Deactivation(bob))->working_api_key_ids(),
              ElementsAre(key));
}

TEST_F(TeamMemberServiceTest, CreatesActiveStaffUnlessToldOtherwise) {
  const auto member = Create(Owner(), v1::TEAM_ROLE_UNSPECIFIED);

  ASSERT_TRUE(member.ok());
  EXPECT_EQ(member->role(), v1::TEAM_ROLE_STAFF);
  EXPECT_EQ(member->state(), v1::TEAM_MEMBER_STATE_ACTIVE);
  EXPECT_FALSE(member->has_passcode());
}

TEST_F(TeamMemberServiceTest, WantsASetForTheCustomRoleAlone) {
  const std::string set = world_.AddPermissionSet(shop_, {});

  EXPECT_EQ(ReasonOf(Create(Owner(), v1::TEAM_ROLE_CUSTOM).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Create(Owner(), v1::TEAM_ROLE_STAFF, set).status()),
            "INVALID_FIELDS");
  EXPECT_TRUE(Create(Owner(), v1::TEAM_ROLE_CUSTOM, set).ok());
}

TEST_F(TeamMemberServiceTest, DoesNotFindAnotherMerchantsSet) {
  const std::string set = world_.AddPermissionSet(world_.AddMerchant(), {});

  EXPECT_EQ(ReasonOf(Create(Owner(), v1::TEAM_ROLE_CUSTOM, set).status()),
            "NOT_FOUND");
}

TEST_F(TeamMemberServiceTest, RefusesToGiveMoreThanTheCallerHas) {
  const Call lead = TeamLead();

  EXPECT_EQ(ReasonOf(Create(lead, v1::TEAM_ROLE_FULL_ACCESS).status()),
            "GRANT_EXCEEDS_CALLER");
  EXPECT_EQ(ReasonOf(Create(lead, v1::TEAM_ROLE_STAFF).status()),
            "GRANT_EXCEEDS_CALLER");
}

TEST_F(TeamMemberServiceTest, RefusesToSetThePasscodeOfWhoMayDoMore) {
  v1::SetPasscodeRequest request;
  request.set_team_member_id(shop_.owner_id);

  const auto set =
      world_.Write(world_.team_members, &TeamMemberService::SetPasscode,
                   TeamLead(), request);

  EXPECT_EQ(ReasonOf(set.status()), "GRANT_EXCEEDS_CALLER");
}

TEST_F(TeamMemberServiceTest, LetsNoKeyThatExpiresSetAPasscode) {
  Principal brief = Owner().principal();
  brief.expire_time = world_.store.clock().Now() + absl::Seconds(30);
  v1::SetPasscodeRequest request;
  request.set_team_member_id(shop_.owner_id);

  const auto set =
      world_.Write(world_.team_members, &TeamMemberService::SetPasscode,
                   world_.CallAs(brief), request);

  EXPECT_EQ(ReasonOf(set.status()), "GRANT_OUTLIVES_CALLER");
}

TEST_F(TeamMemberServiceTest, RefusesToDeactivateWhoMayDoMore) {
  EXPECT_EQ(ReasonOf(Update(TeamLead(), Deactivation(shop_.owner_id)).status()),
            "GRANT_EXCEEDS_CALLER");
}

TEST_F(TeamMemberServiceTest, KeepsAnActiveOwner) {
  EXPECT_EQ(ReasonOf(Update(Owner(), Deactivation(shop_.owner_id)).status()),
            "LAST_OWNER");
  ASSERT_TRUE(Create(Owner(), v1::TEAM_ROLE_OWNER).ok());

  EXPECT_TRUE(Update(Owner(), Deactivation(shop_.owner_id)).ok());
}

TEST_F(TeamMemberServiceTest, ChangesOnlyWhatTheMaskNames) {
  v1::UpdateTeamMemberRequest request;
  request.mutable_team_member()->set_id(
      Create(Owner(), v1::TEAM_ROLE_FULL_ACCESS)->id());
  request.mutable_team_member()->set_display_name("Chloé");
  request.mutable_team_member()->set_role(v1::TEAM_ROLE_STAFF);
  request.mutable_update_mask()->add_paths("display_name");

  const auto updated = Update(Owner(), request);

  ASSERT_TRUE(updated.ok());
  EXPECT_EQ(updated->team_member().display_name(), "Chloé");
  EXPECT_EQ(updated->team_member().role(), v1::TEAM_ROLE_FULL_ACCESS);
}

TEST_F(TeamMemberServiceTest, RefusesAStaleEtag) {
  const auto member = Create(Owner(), v1::TEAM_ROLE_STAFF);
  v1::UpdateTeamMemberRequest request = Deactivation(member->id());
  request.mutable_team_member()->set_etag(member->etag());
  ASSERT_TRUE(Update(Owner(), request).ok());

  EXPECT_EQ(ReasonOf(Update(Owner(), request).status()), "ETAG_MISMATCH");
}

TEST_F(TeamMemberServiceTest, LeavesTheEtagWhenNothingChanges) {
  const auto member = Create(Owner(), v1::TEAM_ROLE_STAFF);
  v1::UpdateTeamMemberRequest request;
  *request.mutable_team_member() = *member;

  EXPECT_EQ(Update(Owner(), request)->team_member().etag(), member->etag());
}

TEST_F(TeamMemberServiceTest, RefusesAMaskThatNamesOtherFields) {
  v1::UpdateTeamMemberRequest request;
  request.mutable_team_member()->set_id(shop_.owner_id);
  request.mutable_update_mask()->add_paths("has_passcode");
  EXPECT_EQ(ReasonOf(Update(Owner(), request).status()), "INVALID_FIELDS");
}

TEST_F(TeamMemberServiceTest, NeverShowsAPasscodesHash) {
  const std::string id = world_.AddMember(shop_, v1::TEAM_ROLE_STAFF);
  v1::GetTeamMemberRequest request;
  request.set_team_member_id(id);

  const auto got = world_.Read(
      world_.team_members, &TeamMemberService::GetTeamMember, Owner(), request);

  ASSERT_TRUE(got.ok());
  EXPECT_TRUE(got->team_member().has_passcode());
  EXPECT_EQ(got->SerializeAsString().find(kRightHash), std::string::npos);
}

}  // namespace
}  // namespace comptoir::merchants
