#include "server/merchants/keys/owner_recovery.h"

#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/merchants/v1/api_key_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/testing/test_merchants.h"

namespace comptoir::merchants {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kUnknown[] = "mer_01jd5m7y3k8q4v9w2x6z0b1c3d";

class OwnerRecoveryTest : public testing::Test {
 protected:
  absl::StatusOr<RecoveredOwner> Recover(const std::string& merchant_id) {
    return RecoverOwner(world_.store.store(), world_.tables, merchant_id,
                        world_.store.clock().Now());
  }
  std::vector<std::string> IdsOf(const std::vector<v1::ApiKey>& keys) {
    std::vector<std::string> ids;
    for (const v1::ApiKey& key : keys) ids.push_back(key.id());
    return ids;
  }
  absl::StatusOr<v1::CreateApiKeyResponse> Create(const v1::ApiKey& key) {
    v1::CreateApiKeyRequest request;
    *request.mutable_api_key() = key;
    return world_.Write(world_.api_keys, &ApiKeyService::CreateApiKey,
                        world_.CallWith(shop_.owner_token), request);
  }
  absl::Status Revoke(const Call& call, const std::string& id) {
    v1::RevokeApiKeyRequest request;
    request.set_api_key_id(id);
    return world_
        .Write(world_.api_keys, &ApiKeyService::RevokeApiKey, call, request)
        .status();
  }

  TestMerchants world_;
  const TestMerchant shop_ = world_.AddMerchant();
};

TEST_F(OwnerRecoveryTest, GivesAKeyThatMayDoEverythingForGood) {
  const auto recovered = Recover(shop_.id);

  ASSERT_TRUE(recovered.ok()) << recovered.status();
  const auto principal = world_.Authenticate(recovered->key.token);
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->merchant_id, shop_.id);
  EXPECT_EQ(principal->permissions, Permissions::All());
  EXPECT_EQ(principal->expire_time, absl::InfiniteFuture());
  EXPECT_EQ(recovered->merchant.id(), shop_.id);
}

TEST_F(OwnerRecoveryTest, IsAnEventOfTheOperators) {
  const auto recovered = Recover(shop_.id);

  ASSERT_TRUE(recovered.ok()) << recovered.status();
  const auto log = world_.store.Log(shop_.id);
  ASSERT_THAT(log, Not(IsEmpty()));
  EXPECT_EQ(log.back().actor(), "operator");
  ASSERT_EQ(log.back().events_size(), 2);
  v1::OwnerKeyIssued issued;
  ASSERT_TRUE(log.back().events(0).data().UnpackTo(&issued));
  EXPECT_EQ(issued.api_key_id(), recovered->key.api_key.id());
  v1::ApiKeyCreated created;
  ASSERT_TRUE(log.back().events(1).data().UnpackTo(&created));
  EXPECT_EQ(created.api_key_id(), recovered->key.api_key.id());
}

// The lost key may be in the wrong hands: the new one ends it.
TEST_F(OwnerRecoveryTest, NamesTheKeysThatStillWork) {
  v1::ApiKey little;
  little.set_display_name("Web shop");
  little.add_permissions(PERMISSION_CUSTOMERS_VIEW);
  ASSERT_TRUE(Create(little).ok());
  // Keys are in the order of their milliseconds.
  world_.store.clock().Advance(absl::Milliseconds(1));
  v1::ApiKey passing;
  passing.set_display_name("For a day");
  passing.set_has_full_access(true);
  *passing.mutable_expire_time() =
      ToTimestamp(world_.store.clock().Now() + absl::Hours(24));
  const auto day = Create(passing);
  ASSERT_TRUE(day.ok()) << day.status();

  const auto first = Recover(shop_.id);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->others.size(), 2u);
  const std::string lost = first->others[0].id();
  EXPECT_EQ(first->others[1].id(), day->api_key().id());
  const Call owner = world_.CallWith(first->key.token);
  ASSERT_TRUE(Revoke(owner, lost).ok());
  EXPECT_FALSE(world_.Authenticate(shop_.owner_token).ok());
  world_.store.clock().Advance(absl::Hours(24));

  const auto second = Recover(shop_.id);

  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(IdsOf(second->others), ElementsAre(first->key.api_key.id()));
}

TEST_F(OwnerRecoveryTest, NamesTheMerchantsThatThereAre) {
  const TestMerchant other = world_.AddMerchant();

  const absl::Status status = Recover(kUnknown).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr(shop_.id));
  EXPECT_THAT(std::string(status.message()), HasSubstr(other.id));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr(", ...")));
  for (const char* nonsense : {"", "Au Comptoir", "mer_"}) {
    EXPECT_EQ(ReasonOf(Recover(nonsense).status()), "NOT_FOUND") << nonsense;
  }
}

TEST_F(OwnerRecoveryTest, NamesSoManyMerchantsAndNoMore) {
  for (size_t i = 1; i < kMerchantsNamedMax - 1; ++i) world_.AddMerchant();
  const auto message = [&] {
    return std::string(Recover(kUnknown).status().message());
  };

  EXPECT_THAT(message(), Not(HasSubstr(", ...")));
  world_.AddMerchant();
  EXPECT_THAT(message(), Not(HasSubstr(", ...")));
  world_.AddMerchant();
  EXPECT_THAT(message(), HasSubstr(", ..."));
}

}  // namespace
}  // namespace comptoir::merchants
