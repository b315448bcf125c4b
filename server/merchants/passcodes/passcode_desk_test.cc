#include "server/merchants/passcodes/passcode_desk.h"

#include <future>
#include <string>

#include "comptoir/merchants/v1/session_service.pb.h"
#include "comptoir/merchants/v1/team_member_service.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/merchants/testing/test_merchants.h"

namespace comptoir::merchants {
namespace {

constexpr PasscodeHasher::Options kCheap{
    .threads = 2, .queue_size_max = 64, .cost = 16};

// A shop whose member has the passcode 4711, and its till.
class PasscodeDeskTest : public testing::Test {
 protected:
  PasscodeDeskTest()
      : world_(store::TestStore::On::kDisk),
        shop_(world_.AddMerchant()),
        till_(world_.AddTill(shop_)),
        member_(world_.AddMember(shop_, v1::TEAM_ROLE_STAFF)),
        hasher_("pepper", kCheap) {
    v1::SetPasscodeRequest request;
    request.set_team_member_id(member_);
    request.set_passcode("4711");
    const Call owner = world_.CallWith(shop_.owner_token);
    PasscodeDesk desk = Desk();
    const rpc::Prepared prepared =
        Prepare(desk.ForSetPasscode(), owner.principal(), request).value();
    EXPECT_TRUE(world_
                    .Write(world_.team_members, &TeamMemberService::SetPasscode,
                           world_.CallWith(shop_.owner_token, prepared.data),
                           request)
                    .ok());
  }

  PasscodeDesk Desk() {
    return PasscodeDesk(world_.store.store(), world_.tables, hasher_);
  }

  absl::StatusOr<rpc::Prepared> Prepare(
      const rpc::Preparation& preparation, const Principal& caller,
      const google::protobuf::Message& request) {
    std::promise<absl::StatusOr<rpc::Prepared>> prepared;
    preparation({.caller = caller,
                 .request = request,
                 .now = world_.store.clock().Now(),
                 .peer = ""},
                [&](absl::StatusOr<rpc::Prepared> result) {
                  prepared.set_value(std::move(result));
                });
    return prepared.get_future().get();
  }

  // As the server does it: the preparation, then the handler.
  absl::StatusOr<v1::CreateSessionResponse> SignIn(
      const std::string& member, const std::string& passcode,
      const std::string& request_id = "") {
    return SignInAt(Desk(), member, passcode, request_id);
  }

  absl::StatusOr<v1::CreateSessionResponse> SignInAt(
      PasscodeDesk desk, const std::string& member, const std::string& passcode,
      const std::string& request_id) {
    v1::CreateSessionRequest request;
    request.set_team_member_id(member);
    request.set_passcode(passcode);
    request.set_request_id(request_id);
    const Call call = world_.CallWith(till_.token);
    ASSIGN_OR_RETURN(
        const rpc::Prepared prepared,
        Prepare(desk.ForCreateSession(), call.principal(), request));
    return world_.Write(world_.sessions, &SessionService::CreateSession,
                        world_.CallWith(till_.token, prepared.data), request);
  }

  std::string ReasonWith(const std::string& member,
                         const std::string& passcode) {
    return ReasonOf(SignIn(member, passcode).status());
  }

  TestMerchants world_;
  const TestMerchant shop_;
  const TestTill till_;
  const std::string member_;
  PasscodeHasher hasher_;
};

TEST_F(PasscodeDeskTest, LetsTheRightPasscodeIn) {
  const auto response = SignIn(member_, "4711");

  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->session().team_member_id(), member_);
  EXPECT_TRUE(world_.Authenticate(response->session_token()).ok());
}

TEST_F(PasscodeDeskTest, AnswersAlikeForWrongPasscodesAndUnknownMembers) {
  const absl::Status wrong = SignIn(member_, "4712").status();
  const absl::Status unknown =
      SignIn(IdMaker(absl::UnixEpoch()).Make("mem"), "4711").status();

  EXPECT_EQ(ReasonOf(wrong), "PASSCODE_WRONG");
  EXPECT_EQ(wrong, unknown);
}

TEST_F(PasscodeDeskTest, LocksAfterFiveWrongPasscodesAndKeepsTheLock) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(ReasonWith(member_, "0000"), "PASSCODE_WRONG") << i;
  }

  world_.Restart();

  EXPECT_EQ(ReasonWith(member_, "4711"), "PASSCODE_LOCKED");
  world_.store.clock().Advance(absl::Seconds(30));
  EXPECT_TRUE(SignIn(member_, "4711").ok());
  EXPECT_EQ(ReasonWith(member_, "0000"), "PASSCODE_WRONG");
}

TEST_F(PasscodeDeskTest, LocksUnknownMembersAlike) {
  const std::string unknown = IdMaker(absl::UnixEpoch()).Make("mem");
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(ReasonWith(unknown, "0000"), "PASSCODE_WRONG") << i;
  }

  EXPECT_EQ(ReasonWith(unknown, "0000"), "PASSCODE_LOCKED");
}

TEST_F(PasscodeDeskTest, ChargesARepeatedCallOnce) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(ReasonOf(SignIn(member_, "0000", "same-id").status()),
              "PASSCODE_WRONG")
        << i;
  }
}

TEST_F(PasscodeDeskTest, RefusesAnotherPasscodeUnderTheSameRequestId) {
  ASSERT_EQ(ReasonOf(SignIn(member_, "0000", "same-id").status()),
            "PASSCODE_WRONG");

  const absl::Status reused = SignIn(member_, "4711", "same-id").status();

  EXPECT_EQ(ReasonOf(reused), "REQUEST_ID_REUSED");
}

TEST_F(PasscodeDeskTest, ChargesEveryGuessUnderARequestIdThatIsKnown) {
  ASSERT_TRUE(SignIn(member_, "4711", "known").ok());
  for (int i = 0; i < 5; ++i) {
    const std::string guess = std::to_string(1000 + i);
    ASSERT_EQ(ReasonOf(SignIn(member_, guess, "known").status()),
              "REQUEST_ID_REUSED")
        << i;
  }

  // Else the answer of before would say that this is it.
  EXPECT_EQ(ReasonOf(SignIn(member_, "4711", "known").status()),
            "PASSCODE_LOCKED");
  world_.store.clock().Advance(absl::Seconds(30));
  EXPECT_TRUE(SignIn(member_, "4711", "known").ok());
}

TEST_F(PasscodeDeskTest, HashesAWrongPasscodeThatIsSentAgainOnce) {
  ASSERT_EQ(ReasonOf(SignIn(member_, "0000", "same-id").status()),
            "PASSCODE_WRONG");
  PasscodeHasher busy("pepper", {.queue_size_max = 0, .cost = 16});
  const auto reason = [&](const std::string& passcode,
                          const std::string& request_id) {
    PasscodeDesk desk(world_.store.store(), world_.tables, busy);
    return ReasonOf(SignInAt(desk, member_, passcode, request_id).status());
  };

  EXPECT_EQ(reason("0000", "same-id"), "PASSCODE_WRONG");
  EXPECT_EQ(reason("0000", "other-id"), "PASSCODE_BUSY");
}

TEST_F(PasscodeDeskTest, TakesBackWhatTheRightPasscodeWasCharged) {
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(SignIn(member_, "4711", std::to_string(i)).ok()) << i;
  }
  // Also when the answer of before is given again.
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(SignIn(member_, "4711", "0").ok()) << i;
  }
}

TEST_F(PasscodeDeskTest, ANewPasscodeLiftsTheLock) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(ReasonWith(member_, "0000"), "PASSCODE_WRONG") << i;
  }
  v1::SetPasscodeRequest request;
  request.set_team_member_id(member_);
  const std::string hash = hasher_.HashNow(
      {.merchant_id = shop_.id, .member_id = member_, .passcode = "12345678"});

  ASSERT_TRUE(world_
                  .Write(world_.team_members, &TeamMemberService::SetPasscode,
                         world_.CallWith(shop_.owner_token, hash), request)
                  .ok());

  EXPECT_TRUE(SignIn(member_, "12345678").ok());
}

}  // namespace
}  // namespace comptoir::merchants
