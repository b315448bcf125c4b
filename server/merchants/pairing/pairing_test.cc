#include "server/merchants/pairing/pairing.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/merchants/expiry.h"
#include "server/merchants/pairing/pairing_codes.h"
#include "server/store/testing/test_store.h"

namespace comptoir::merchants {
namespace {

constexpr char kMerchant[] = "mer_01jd5m7y3k8q4v9w2x6z0b1c3d";
constexpr char kOther[] = "mer_01jd5m7y3k8q4v9w2x6z0b1c3e";
constexpr char kDevice[] = "dev_01jd5m7y3k8q4v9w2x6z0b1c3d";

class PairingTest : public testing::Test {
 protected:
  IssuedPairingCode Issue(absl::Duration lifetime = kPairingLifetime) {
    const Call call = Call::ForTest(kMerchant, store_.clock().Now());
    return store_
        .Write(kMerchant,
               [&](store::Transaction& txn) {
                 return IssuePairingCode(call, txn, tables_, kDevice, lifetime);
               })
        .value();
  }

  absl::StatusOr<std::string> Use(const std::string& code,
                                  const std::string& merchant = kMerchant,
                                  const std::string& prefix = "dev") {
    const Call call = Call::ForTest(merchant, store_.clock().Now());
    return store_.Write(merchant, [&](store::Transaction& txn) {
      return UsePairingCode(call, txn, tables_, code, prefix);
    });
  }

  MerchantTables tables_;
  const PairingCodes codes_{tables_};
  store::TestStore store_;
};

TEST_F(PairingTest, ACodeIsShownInThreeParts) {
  const std::string code = Issue().code;

  ASSERT_EQ(code.size(), 14u);
  EXPECT_EQ(code[4], '-');
  EXPECT_EQ(code[9], '-');
}

// Codes of versions before were shorter, and may work for 90 days.
TEST_F(PairingTest, AShortCodeOfBeforeStillWorks) {
  storage::v1::StoredPairingCode record;
  record.set_id(PairingCodeId("K7QM-2R9X"));
  record.set_subject_id(kDevice);
  record.mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(store_.clock().Now()) + 60);
  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](store::Transaction& txn) {
                           return tables_.pairing_codes.Put(txn, record);
                         })
                  .ok());

  EXPECT_EQ(Use("k7qm 2r9x").value(), kDevice);
}

TEST(PairingCodeBeginning, IsOfTheFirstFourCharacters) {
  EXPECT_EQ(PairingCodeBeginning("0000-0000-0000"), 0u);
  EXPECT_EQ(PairingCodeBeginning("0001-ZZZZ-ZZZZ"), 1u);
  EXPECT_EQ(PairingCodeBeginning(" oo1-0 "), 32u);
  EXPECT_EQ(PairingCodeBeginning("zzzz"), (1u << 20) - 1);
}

TEST(PairingCodeBeginning, IsNoneOfWhatCannotBeACode) {
  for (const char* typed :
       {"", "000", "0-0 0", "U000-0000-0000", "000é", "00*0-0000-0000"}) {
    EXPECT_EQ(PairingCodeBeginning(typed), std::nullopt) << typed;
  }
}

TEST_F(PairingTest, NoKeyThatExpiresMakesACode) {
  const absl::Time now = store_.clock().Now();
  Principal key = Call::ForTest(kMerchant, now).principal();
  key.kind = Principal::Kind::kApiKey;
  const auto reason_until = [&](absl::Time expire_time) {
    key.expire_time = expire_time;
    const Call call(key, now, "0123456789abcdef");
    return ReasonOf(store_
                        .Write(kMerchant,
                               [&](store::Transaction& txn) {
                                 return IssuePairingCode(call, txn, tables_,
                                                         kDevice,
                                                         kPairingLifetime);
                               })
                        .status());
  };

  EXPECT_EQ(reason_until(now + absl::Hours(24 * 365)), "GRANT_OUTLIVES_CALLER");
  EXPECT_EQ(reason_until(absl::InfiniteFuture()), "");
}

TEST_F(PairingTest, ACodeWorksOnce) {
  const std::string code = Issue().code;

  EXPECT_EQ(Use(code).value(), kDevice);
  EXPECT_EQ(ReasonOf(Use(code).status()), "PAIRING_CODE_INVALID");
}

TEST_F(PairingTest, ACodeIsReadAsPeopleTypeIt) {
  std::string code = Issue().code;
  std::replace(code.begin(), code.end(), '0', 'o');
  std::replace(code.begin(), code.end(), '1', 'l');
  std::transform(code.begin(), code.end(), code.begin(), ::tolower);

  EXPECT_TRUE(Use(" " + code + " ").ok());
}

TEST_F(PairingTest, ACodeEndsAtItsExpireTime) {
  const std::string first = Issue(absl::Minutes(1)).code;
  const std::string second = Issue(absl::Minutes(1)).code;

  store_.clock().Advance(absl::Minutes(1) - absl::Milliseconds(1));
  EXPECT_TRUE(Use(first).ok());
  store_.clock().Advance(absl::Milliseconds(1));
  EXPECT_EQ(ReasonOf(Use(second).status()), "PAIRING_CODE_INVALID");
}

TEST_F(PairingTest, ACodePairsOnlyItsKindOfThing) {
  const std::string code = Issue().code;

  EXPECT_EQ(ReasonOf(Use(code, kMerchant, "rdr").status()),
            "PAIRING_CODE_INVALID");
  EXPECT_TRUE(Use(code).ok());
}

TEST_F(PairingTest, ACodeIsUnknownToAnotherMerchant) {
  const std::string code = Issue().code;

  EXPECT_EQ(ReasonOf(Use(code, kOther).status()), "PAIRING_CODE_INVALID");
}

TEST_F(PairingTest, ARevokedCodeIsUnknown) {
  const IssuedPairingCode issued = Issue();

  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](store::Transaction& txn) {
                           return RevokePairingCode(txn, tables_, issued.id);
                         })
                  .ok());

  EXPECT_EQ(ReasonOf(Use(issued.code).status()), "PAIRING_CODE_INVALID");
}

TEST_F(PairingTest, ACodeLeadsToItsMerchantAlsoOnceUsed) {
  const std::string code = Issue().code;
  ASSERT_TRUE(Use(code).ok());
  MerchantTables tables;
  PairingCodes after_a_restart(tables);
  ASSERT_TRUE(after_a_restart.Load(*store_.Read()).ok());

  for (const auto* codes :
       std::initializer_list<const PairingCodes*>{&codes_, &after_a_restart}) {
    const auto owner = codes->Find(PairingCodeId(code));
    ASSERT_TRUE(owner.has_value());
    EXPECT_EQ(owner->merchant_id, kMerchant);
    EXPECT_EQ(owner->subject_id, kDevice);
  }
}

TEST_F(PairingTest, AnUnknownCodeLeadsNowhere) {
  Issue();

  EXPECT_FALSE(codes_.Find(PairingCodeId("0000-0000-0000")).has_value());
}

TEST_F(PairingTest, AnExpiredCodeIsClearedAwayADayLater) {
  RegisterExpiry(store_.store(), tables_);
  const IssuedPairingCode issued = Issue();
  store_.clock().Set(issued.expire_time + kExpiredKept);

  store_.RunDueJobs();

  EXPECT_FALSE(codes_.Find(issued.id).has_value());
}

google::protobuf::Duration Seconds(int64_t seconds) {
  google::protobuf::Duration duration;
  duration.set_seconds(seconds);
  return duration;
}

TEST(PairingLifetime, IsTenMinutesUnlessAskedFor) {
  EXPECT_EQ(PairingLifetime("f", nullptr).value(), absl::Minutes(10));
}

TEST(PairingLifetime, GoesFromOneMinuteToNinetyDays) {
  const auto shortest = Seconds(60);
  const auto longest = Seconds(90 * 24 * 3600);
  const auto too_short = Seconds(59);
  const auto too_long = Seconds(90 * 24 * 3600 + 1);

  EXPECT_TRUE(PairingLifetime("f", &shortest).ok());
  EXPECT_TRUE(PairingLifetime("f", &longest).ok());
  EXPECT_EQ(ReasonOf(PairingLifetime("f", &too_short).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(PairingLifetime("f", &too_long).status()),
            "INVALID_FIELDS");
}

}  // namespace
}  // namespace comptoir::merchants
