#include "server/merchants/devices/session_service.h"

#include <string>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/merchants/testing/test_merchants.h"
#include "server/store/store.h"

namespace comptoir::merchants {
namespace {

class SessionServiceTest : public testing::Test {
 protected:
  absl::StatusOr<v1::CreateSessionResponse> SignIn(const Call& till,
                                                   const std::string& member,
                                                   int64_t seconds = 0) {
    v1::CreateSessionRequest request;
    request.set_team_member_id(member);
    if (seconds != 0) request.mutable_lifetime()->set_seconds(seconds);
    return world_.Write(world_.sessions, &SessionService::CreateSession, till,
                        request);
  }

  absl::Status SignOut(const Call& call, const std::string& session_id = "") {
    v1::DeleteSessionRequest request;
    request.set_session_id(session_id);
    return world_
        .Write(world_.sessions, &SessionService::DeleteSession, call, request)
        .status();
  }

  Call Till(std::string prepared = kRightHash) {
    return world_.CallWith(till_.token, std::move(prepared));
  }

  TestMerchants world_;
  const TestMerchant shop_ = world_.AddMerchant();
  const TestTill till_ = world_.AddTill(shop_);
  const std::string member_ = world_.AddMember(shop_, v1::TEAM_ROLE_STAFF);
};

TEST_F(SessionServiceTest, BindsTheSessionToItsDevice) {
  const auto created = SignIn(Till(), member_);

  ASSERT_TRUE(created.ok());
  EXPECT_EQ(created->session().device_id(), till_.device_id);
  EXPECT_EQ(created->session().location_id(), till_.location_id);
  EXPECT_EQ(created->session().expire_time().seconds() -
                created->session().create_time().seconds(),
            12 * 3600);
  EXPECT_EQ(world_.CallWith(created->session_token()).principal().credential_id,
            created->session().id());
}

TEST_F(SessionServiceTest, RefusesAnotherHash) {
  EXPECT_EQ(ReasonOf(SignIn(Till("another hash"), member_).status()),
            "PASSCODE_WRONG");
}

TEST_F(SessionServiceTest, RefusesAnEmptyHashOfAMemberWithoutPasscode) {
  EXPECT_EQ(ReasonOf(SignIn(Till(""), shop_.owner_id).status()),
            "PASSCODE_WRONG");
}

TEST_F(SessionServiceTest, RefusesAnotherMerchantsMember) {
  const std::string other =
      world_.AddMember(world_.AddMerchant(), v1::TEAM_ROLE_STAFF);

  EXPECT_EQ(ReasonOf(SignIn(Till(), other).status()), "PASSCODE_WRONG");
}

TEST_F(SessionServiceTest, LastsAtMostADay) {
  EXPECT_TRUE(SignIn(Till(), member_, 24 * 3600).ok());
  EXPECT_EQ(ReasonOf(SignIn(Till(), member_, 24 * 3600 + 1).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(SignIn(Till(), member_, 59).status()), "INVALID_FIELDS");
}

TEST_F(SessionServiceTest, RefusesToEndSomebodyElsesSession) {
  const auto mine = SignIn(Till(), member_);
  const auto theirs =
      SignIn(Till(), world_.AddMember(shop_, v1::TEAM_ROLE_STAFF));

  const absl::Status refused =
      SignOut(world_.CallWith(mine->session_token()), theirs->session().id());

  EXPECT_EQ(ReasonOf(refused), "PERMISSION_DENIED");
  EXPECT_TRUE(world_.Authenticate(theirs->session_token()).ok());
}

TEST_F(SessionServiceTest, EndsNoSessionOfWhoMayDoMore) {
  const auto staff = SignIn(Till(), member_);
  const auto owner =
      SignIn(Till(), world_.AddMember(shop_, v1::TEAM_ROLE_OWNER));
  const Call lead = world_.CallWith(world_.SignIn(
      till_, world_.AddMember(
                 shop_, v1::TEAM_ROLE_CUSTOM,
                 world_.AddPermissionSet(shop_, {PERMISSION_TEAM_MANAGE}))));

  EXPECT_EQ(ReasonOf(SignOut(lead, owner->session().id())),
            "GRANT_EXCEEDS_CALLER");
  EXPECT_EQ(ReasonOf(SignOut(lead, staff->session().id())),
            "GRANT_EXCEEDS_CALLER");
  EXPECT_TRUE(world_.Authenticate(owner->session_token()).ok());
  EXPECT_TRUE(SignOut(lead).ok());
}

TEST_F(SessionServiceTest, StaysEndedWhenItsMemberComesBack) {
  const auto session = SignIn(Till(), member_);
  const Call owner = world_.CallWith(shop_.owner_token);
  v1::UpdateTeamMemberRequest request;
  request.mutable_team_member()->set_id(member_);
  for (const auto state :
       {v1::TEAM_MEMBER_STATE_INACTIVE, v1::TEAM_MEMBER_STATE_ACTIVE}) {
    request.mutable_team_member()->set_state(state);
    ASSERT_TRUE(world_
                    .Write(world_.team_members,
                           &TeamMemberService::UpdateTeamMember, owner, request)
                    .ok());
  }

  EXPECT_EQ(ReasonOf(world_.Authenticate(session->session_token()).status()),
            "TOKEN_INVALID");
  EXPECT_TRUE(
      world_.Authenticate(SignIn(Till(), member_)->session_token()).ok());
}

TEST_F(SessionServiceTest, LetsTheOwnerEndAnySession) {
  const auto session = SignIn(Till(), member_);

  ASSERT_TRUE(
      SignOut(world_.CallWith(shop_.owner_token), session->session().id())
          .ok());

  EXPECT_FALSE(world_.Authenticate(session->session_token()).ok());
}

TEST_F(SessionServiceTest, DoesNotEndOtherKindsOfCredentials) {
  const Call owner = world_.CallWith(shop_.owner_token);

  EXPECT_TRUE(
      SignOut(owner, WithPrefix("ses", owner.principal().credential_id)).ok());

  EXPECT_TRUE(world_.Authenticate(shop_.owner_token).ok());
}

TEST_F(SessionServiceTest, WantsASessionIdFromWhoHasNone) {
  EXPECT_EQ(ReasonOf(SignOut(world_.CallWith(shop_.owner_token))),
            "INVALID_FIELDS");
}

TEST_F(SessionServiceTest, TellsTheCallerWhoTheyAre) {
  const auto session = SignIn(Till(), member_);
  const Call call = world_.CallWith(session->session_token());

  const auto response = world_.Read(world_.sessions, &SessionService::GetCaller,
                                    call, v1::GetCallerRequest());

  ASSERT_TRUE(response.ok());
  const v1::Caller& caller = response->caller();
  EXPECT_EQ(caller.kind(), v1::CALLER_KIND_TEAM_MEMBER);
  EXPECT_EQ(caller.merchant_id(), shop_.id);
  EXPECT_EQ(caller.id(), member_);
  EXPECT_EQ(caller.session_id(), session->session().id());
  EXPECT_EQ(caller.permissions(0), PERMISSION_MERCHANT_VIEW);
}

}  // namespace
}  // namespace comptoir::merchants
