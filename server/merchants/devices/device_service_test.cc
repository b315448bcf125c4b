#include "server/merchants/devices/device_service.h"

#include <initializer_list>
#include <string>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/merchants/pairing/pairing_desk.h"
#include "server/merchants/testing/test_merchants.h"

namespace comptoir::merchants {
namespace {

class DeviceServiceTest : public testing::Test {
 protected:
  absl::StatusOr<v1::CreateDeviceResponse> Create(
      const std::string& location_id, int64_t lifetime_seconds = 600) {
    v1::CreateDeviceRequest request;
    request.mutable_device()->set_display_name("Till 1");
    request.mutable_device()->set_location_id(location_id);
    request.mutable_pairing_lifetime()->set_seconds(lifetime_seconds);
    return world_.Write(world_.devices, &DeviceService::CreateDevice, Owner(),
                        request);
  }

  // As the server does it, without a credential.
  absl::StatusOr<v1::PairDeviceResponse> Pair(const std::string& code) {
    v1::PairDeviceRequest request;
    request.set_pairing_code(code);
    const Principal nobody;
    absl::StatusOr<rpc::Prepared> prepared = absl::UnknownError("not called");
    desk_.PreparationFor<v1::PairDeviceRequest>("dev")(
        {.caller = nobody,
         .request = request,
         .now = world_.store.clock().Now(),
         .peer = ""},
        [&](absl::StatusOr<rpc::Prepared> made) {
          prepared = std::move(made);
        });
    if (!prepared.ok()) return prepared.status();
    return world_.Write(world_.devices, &DeviceService::PairDevice,
                        world_.CallAs(prepared->principal), request);
  }

  absl::StatusOr<v1::RevokeDeviceResponse> Revoke(const std::string& id) {
    v1::RevokeDeviceRequest request;
    request.set_device_id(id);
    return world_.Write(world_.devices, &DeviceService::RevokeDevice, Owner(),
                        request);
  }

  Call Owner() { return world_.CallWith(shop_.owner_token); }

  TestMerchants world_;
  const TestMerchant shop_ = world_.AddMerchant();
  const std::string location_ = world_.AddLocation(shop_);
  PairingDesk desk_{world_.tables};
};

TEST_F(DeviceServiceTest, PairsWithACodeAlone) {
  const auto created = Create(location_);
  ASSERT_TRUE(created.ok());
  EXPECT_EQ(created->device().state(), v1::DEVICE_STATE_UNPAIRED);

  const auto paired = Pair(created->pairing_code());

  ASSERT_TRUE(paired.ok());
  EXPECT_EQ(paired->device().state(), v1::DEVICE_STATE_PAIRED);
  const Call till = world_.CallWith(paired->device_token());
  EXPECT_EQ(till.principal().id, created->device().id());
  EXPECT_EQ(till.merchant_id(), shop_.id);
}

TEST_F(DeviceServiceTest, PairsOncePerCode) {
  const auto created = Create(location_);
  ASSERT_TRUE(Pair(created->pairing_code()).ok());

  EXPECT_EQ(ReasonOf(Pair(created->pairing_code()).status()),
            "PAIRING_CODE_INVALID");
}

TEST_F(DeviceServiceTest, RefusesAnExpiredCode) {
  const auto created = Create(location_, 60);
  world_.store.clock().Advance(absl::Seconds(60));

  EXPECT_EQ(ReasonOf(Pair(created->pairing_code()).status()),
            "PAIRING_CODE_INVALID");
}

TEST_F(DeviceServiceTest, RefusesTheCodeOfARevokedDevice) {
  const auto created = Create(location_);
  ASSERT_TRUE(Revoke(created->device().id()).ok());

  EXPECT_EQ(ReasonOf(Pair(created->pairing_code()).status()),
            "PAIRING_CODE_INVALID");
}

TEST_F(DeviceServiceTest, SlowsDownWhoeverGuessesTheRestOfACode) {
  const auto seen = Create(location_);
  const auto other = Create(location_);
  const std::string guess = seen->pairing_code().substr(0, 4) + "-0000-0000";
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(ReasonOf(Pair(guess).status()), "PAIRING_CODE_INVALID") << i;
  }

  EXPECT_EQ(ReasonOf(Pair(guess).status()), "TOO_MANY_PAIRING_ATTEMPTS");
  EXPECT_EQ(ReasonOf(Pair(seen->pairing_code()).status()),
            "TOO_MANY_PAIRING_ATTEMPTS");
  EXPECT_TRUE(Pair(other->pairing_code()).ok());
  world_.store.clock().Advance(absl::Minutes(1));
  EXPECT_TRUE(Pair(seen->pairing_code()).ok());
}

TEST_F(DeviceServiceTest, AnswersWhatIsNoCodeAsAWrongOne) {
  for (const char* typed : {"no", "UUUU-0000-0000", "????"}) {
    for (int i = 0; i < 20; ++i) {
      ASSERT_EQ(ReasonOf(Pair(typed).status()), "PAIRING_CODE_INVALID")
          << typed;
    }
  }
}

TEST_F(DeviceServiceTest, MakesNoTillForWhoMayDoLessThanATill) {
  v1::CreateDeviceRequest request;
  request.mutable_device()->set_display_name("Till 1");
  request.mutable_device()->set_location_id(location_);
  const auto reason_with = [&](std::initializer_list<Permission> permissions) {
    const std::string set = world_.AddPermissionSet(shop_, permissions);
    const Call call = world_.CallWith(
        world_.SignIn(world_.AddTill(shop_),
                      world_.AddMember(shop_, v1::TEAM_ROLE_CUSTOM, set)));
    return ReasonOf(
        world_
            .Write(world_.devices, &DeviceService::CreateDevice, call, request)
            .status());
  };

  EXPECT_EQ(reason_with({PERMISSION_DEVICES_MANAGE}), "GRANT_EXCEEDS_CALLER");
  EXPECT_EQ(reason_with({PERMISSION_DEVICES_MANAGE, PERMISSION_TEAM_VIEW}),
            "GRANT_EXCEEDS_CALLER");
  EXPECT_EQ(reason_with({PERMISSION_DEVICES_MANAGE, PERMISSION_TEAM_VIEW,
                         PERMISSION_MERCHANT_VIEW}),
            "");
}

TEST_F(DeviceServiceTest, RefusesACodeLifetimeOneSecondBeyondItsLimits) {
  EXPECT_EQ(ReasonOf(Create(location_, 59).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Create(location_, 90 * 24 * 3600 + 1).status()),
            "INVALID_FIELDS");
  EXPECT_TRUE(Create(location_, 90 * 24 * 3600).ok());
}

TEST_F(DeviceServiceTest, DoesNotFindAnotherMerchantsLocation) {
  EXPECT_EQ(ReasonOf(Create(world_.AddLocation(world_.AddMerchant())).status()),
            "NOT_FOUND");
}

TEST_F(DeviceServiceTest, RevokesOnce) {
  const auto created = Create(location_);
  const auto first = Revoke(created->device().id());
  ASSERT_TRUE(first.ok());

  const auto second = Revoke(created->device().id());

  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->device().etag(), first->device().etag());
}

TEST_F(DeviceServiceTest, DoesNotRevokeAnotherMerchantsDevice) {
  const TestTill till = world_.AddTill(world_.AddMerchant());

  EXPECT_EQ(ReasonOf(Revoke(till.device_id).status()), "NOT_FOUND");
  EXPECT_TRUE(world_.Authenticate(till.token).ok());
}

TEST_F(DeviceServiceTest, StoresNeitherTokensNorCodes) {
  const auto created = Create(location_);
  const auto paired = Pair(created->pairing_code());
  ASSERT_TRUE(paired.ok());
  std::string bare_code = created->pairing_code();
  bare_code.erase(4, 1);

  const auto snapshot = world_.store.Read();
  const auto rows = snapshot->Scan(kv::Range());
  for (; rows->Valid(); rows->Next()) {
    const std::string value(rows->value());
    ASSERT_EQ(value.find(paired->device_token()), std::string::npos);
    ASSERT_EQ(value.find(created->pairing_code()), std::string::npos);
    ASSERT_EQ(value.find(bare_code), std::string::npos);
  }
}

}  // namespace
}  // namespace comptoir::merchants
