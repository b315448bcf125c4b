#include "server/merchants/passcodes/passcode_attempts.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/testing/test_store.h"

namespace comptoir::merchants {
namespace {

constexpr char kMerchant[] = "mer_01jd5m7y3k8q4v9w2x6z0b1c3d";
constexpr char kMember[] = "mem_01jd5m7y3k8q4v9w2x6z0b1c3d";
constexpr char kDevice[] = "dev_01jd5m7y3k8q4v9w2x6z0b1c3e";

class PasscodeAttemptsTest : public testing::Test {
 protected:
  absl::Status Charge(const std::string& member = kMember) {
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      return ChargeAttempt(txn, tables_, Try(member)).status();
    });
  }

  // A try that may be sent again.
  absl::StatusOr<merchants::Charge> ChargeAs(const std::string& repeat_key) {
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      PasscodeTry attempt = Try(kMember);
      attempt.repeat_key = repeat_key;
      return ChargeAttempt(txn, tables_, attempt);
    });
  }

  absl::Status Remember(const std::string& repeat_key) {
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      PasscodeTry attempt = Try(kMember);
      attempt.repeat_key = repeat_key;
      return RememberWrong(txn, tables_, attempt);
    });
  }

  absl::Status TakeBack(const std::string& member = kMember) {
    return store_.Write(kMerchant, [&](store::Transaction& txn) {
      return TakeBackAttempt(txn, tables_, Try(member));
    });
  }

  PasscodeTry Try(std::string_view member) {
    return {
        .member_id = member, .device_id = kDevice, .now = store_.clock().Now()};
  }

  void ChargeTimes(int times) {
    for (int i = 0; i < times; ++i) ASSERT_TRUE(Charge().ok()) << i;
  }

  // Tries of ever other members, whom nothing locks.
  void ChargeOthers(int times) {
    for (int i = 0; i < times; ++i) {
      ASSERT_TRUE(Charge(IdMaker(store_.clock().Now()).Make("mem")).ok()) << i;
    }
  }

  MerchantTables tables_;
  store::TestStore store_{store::TestStore::On::kDisk};
};

TEST(MemberLock, BeginsWithTheFifthTryAndDoublesUpToFifteenMinutes) {
  EXPECT_EQ(MemberLock(4), absl::ZeroDuration());
  EXPECT_EQ(MemberLock(5), absl::Seconds(30));
  EXPECT_EQ(MemberLock(6), absl::Seconds(60));
  EXPECT_EQ(MemberLock(9), absl::Seconds(480));
  EXPECT_EQ(MemberLock(10), absl::Minutes(15));
  EXPECT_EQ(MemberLock(1'000'000), absl::Minutes(15));
}

TEST_F(PasscodeAttemptsTest, KnowsTheLastWrongTryAgainAndChargesItOnce) {
  ASSERT_EQ(*ChargeAs("a"), merchants::Charge::kCharged);
  ASSERT_TRUE(Remember("a").ok());

  for (int i = 0; i < 40; ++i) {
    ASSERT_EQ(*ChargeAs("a"), merchants::Charge::kKnownWrong) << i;
  }

  EXPECT_EQ(*ChargeAs("b"), merchants::Charge::kCharged);
  ChargeTimes(3);
  // Locked: nothing is compared any more.
  EXPECT_EQ(ReasonOf(ChargeAs("a").status()), "PASSCODE_LOCKED");
}

TEST_F(PasscodeAttemptsTest, KnowsNoTryAgainThatNamesNoRequest) {
  ASSERT_TRUE(Remember("").ok());

  EXPECT_EQ(*ChargeAs(""), merchants::Charge::kCharged);
}

TEST_F(PasscodeAttemptsTest, ForgetsTheLastWrongTryWithTheOthers) {
  ASSERT_EQ(*ChargeAs("a"), merchants::Charge::kCharged);
  ASSERT_TRUE(Remember("a").ok());
  ASSERT_TRUE(TakeBack().ok());

  EXPECT_EQ(*ChargeAs("a"), merchants::Charge::kCharged);
}

TEST_F(PasscodeAttemptsTest, LocksTheMemberAfterFiveTries) {
  ChargeTimes(5);

  const absl::Status sixth = Charge();

  EXPECT_EQ(sixth.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(sixth), "PASSCODE_LOCKED");
}

TEST_F(PasscodeAttemptsTest, KeepsTheLockOverARestart) {
  ChargeTimes(5);

  store_.Reopen();

  EXPECT_EQ(ReasonOf(Charge()), "PASSCODE_LOCKED");
}

TEST_F(PasscodeAttemptsTest, AllowsOneTryOnceTheLockIsOver) {
  ChargeTimes(5);
  store_.clock().Advance(kMemberLockMin);

  EXPECT_TRUE(Charge().ok());
  store_.clock().Advance(2 * kMemberLockMin - absl::Milliseconds(1));
  EXPECT_EQ(ReasonOf(Charge()), "PASSCODE_LOCKED");
}

TEST_F(PasscodeAttemptsTest, NoLockLastsForAsLongAsTheClockWasAhead) {
  const absl::Duration ahead = absl::Hours(40 * 24);
  store_.clock().Advance(ahead);
  ChargeOthers(25);
  ChargeTimes(5);
  EXPECT_EQ(ReasonOf(Charge()), "PASSCODE_LOCKED");
  store_.clock().Advance(-ahead);

  // As when the lock is over: one try.
  EXPECT_TRUE(Charge().ok());
  EXPECT_EQ(ReasonOf(Charge()), "PASSCODE_LOCKED");
}

TEST_F(PasscodeAttemptsTest, StartsOverAfterTheRightPasscode) {
  ChargeTimes(4);

  ASSERT_TRUE(TakeBack().ok());

  ChargeTimes(5);
}

TEST_F(PasscodeAttemptsTest, LocksTheDeviceAfterThirtyWrongTriesInAnHour) {
  ChargeOthers(30);

  EXPECT_EQ(ReasonOf(Charge()), "PASSCODE_LOCKED");
  store_.clock().Advance(kDeviceWindow);
  EXPECT_TRUE(Charge().ok());
}

TEST_F(PasscodeAttemptsTest, DoesNotCountRightTriesOnTheDevice) {
  ChargeOthers(29);
  ASSERT_TRUE(Charge().ok());
  ASSERT_TRUE(TakeBack().ok());

  EXPECT_TRUE(Charge().ok());
}

TEST_F(PasscodeAttemptsTest, LogsTheLock) {
  ChargeTimes(5);

  const auto log = store_.Log(kMerchant);

  ASSERT_EQ(log.back().events_size(), 1);
  EXPECT_EQ(log.back().events(0).subjects(0), kMember);
}

}  // namespace
}  // namespace comptoir::merchants
