#include "server/merchants/keys/api_key_service.h"

#include <string>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/merchants/testing/test_merchants.h"

namespace comptoir::merchants {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

v1::ApiKey ViewKey() {
  v1::ApiKey key;
  key.set_display_name("Web shop");
  key.add_permissions(PERMISSION_CUSTOMERS_VIEW);
  return key;
}

class ApiKeyServiceTest : public testing::Test {
 protected:
  absl::StatusOr<v1::CreateApiKeyResponse> Create(const Call& call,
                                                  const v1::ApiKey& key) {
    v1::CreateApiKeyRequest request;
    *request.mutable_api_key() = key;
    return world_.Write(world_.api_keys, &ApiKeyService::CreateApiKey, call,
                        request);
  }

  absl::StatusOr<v1::RevokeApiKeyResponse> Revoke(const Call& call,
                                                  const std::string& id) {
    v1::RevokeApiKeyRequest request;
    request.set_api_key_id(id);
    return world_.Write(world_.api_keys, &ApiKeyService::RevokeApiKey, call,
                        request);
  }

  Call Owner() { return world_.CallWith(shop_.owner_token); }

  TestMerchants world_;
  const TestMerchant shop_ = world_.AddMerchant();
};

TEST_F(ApiKeyServiceTest, GivesAKeyWhatItWasMadeFor) {
  const auto created = Create(Owner(), ViewKey());

  ASSERT_TRUE(created.ok());
  const Call call = world_.CallWith(created->api_key_token());
  EXPECT_TRUE(call.Holds(PERMISSION_CUSTOMERS_VIEW));
  EXPECT_FALSE(call.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT));
  EXPECT_EQ(
      created->api_key().token_ending(),
      created->api_key_token().substr(created->api_key_token().size() - 4));
}

TEST_F(ApiKeyServiceTest, RefusesMoreThanTheCallerHas) {
  v1::ApiKey manager;
  manager.set_display_name("Manager");
  manager.add_permissions(PERMISSION_API_KEYS_MANAGE);
  const Call call = world_.CallWith(Create(Owner(), manager)->api_key_token());
  v1::ApiKey everything;
  everything.set_display_name("Everything");
  everything.set_has_full_access(true);

  EXPECT_EQ(ReasonOf(Create(call, ViewKey()).status()), "GRANT_EXCEEDS_CALLER");
  EXPECT_EQ(ReasonOf(Create(call, everything).status()),
            "GRANT_EXCEEDS_CALLER");
  EXPECT_TRUE(Create(call, manager).ok());
}

TEST_F(ApiKeyServiceTest, RefusesContradictions) {
  v1::ApiKey both = ViewKey();
  both.set_has_full_access(true);
  v1::ApiKey neither;
  neither.set_display_name("Nothing");
  v1::ApiKey past = ViewKey();
  *past.mutable_expire_time() = ToTimestamp(world_.store.clock().Now());

  EXPECT_EQ(ReasonOf(Create(Owner(), both).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Create(Owner(), neither).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Create(Owner(), past).status()), "INVALID_FIELDS");
}

// They would go on unseen, of a key that has leaked.
TEST_F(ApiKeyServiceTest, NamesTheWebhooksThatAKeyLeavesBehind) {
  const std::string id = Create(Owner(), ViewKey())->api_key().id();
  const std::string other = Create(Owner(), ViewKey())->api_key().id();
  world_.webhooks[id] = {"whk_1", "whk_2"};

  EXPECT_THAT(Revoke(Owner(), id)->sending_webhook_ids(),
              ElementsAre("whk_1", "whk_2"));
  EXPECT_THAT(Revoke(Owner(), other)->sending_webhook_ids(), IsEmpty());
  // Whoever revokes it again is told what is left by then.
  world_.webhooks[id] = {"whk_2"};
  EXPECT_THAT(Revoke(Owner(), id)->sending_webhook_ids(), ElementsAre("whk_2"));
}

TEST_F(ApiKeyServiceTest, KnowsItsMaker) {
  v1::ApiKey wanted = ViewKey();
  wanted.set_maker_id("mem_somebody_else");
  // Keys of one millisecond are listed in either order.
  world_.store.clock().Advance(absl::Seconds(1));

  const auto created = Create(Owner(), wanted);

  ASSERT_TRUE(created.ok());
  EXPECT_EQ(created->api_key().maker_id(), Owner().principal().id);
  const auto listed =
      world_.Read(world_.api_keys, &ApiKeyService::ListApiKeys, Owner(), {});
  ASSERT_TRUE(listed.ok());
  EXPECT_EQ(listed->api_keys().rbegin()->maker_id(), Owner().principal().id);
  // The first one, which the installation's operator asked for.
  EXPECT_EQ(listed->api_keys(0).maker_id(), "operator");
}

// Nobody looks for what a key has made when the key is revoked.
TEST_F(ApiKeyServiceTest, NamesTheKeysThatAKeyLeavesBehind) {
  v1::ApiKey maker = ViewKey();
  maker.add_permissions(PERMISSION_API_KEYS_MANAGE);
  v1::ApiKey brief = ViewKey();
  *brief.mutable_expire_time() =
      ToTimestamp(world_.store.clock().Now() + absl::Hours(1));
  const auto parent = Create(Owner(), maker);
  const Call by_parent = world_.CallWith(parent->api_key_token());
  const auto child = Create(by_parent, maker);
  const auto grandchild =
      Create(world_.CallWith(child->api_key_token()), ViewKey());
  const auto voided = Create(by_parent, ViewKey());
  ASSERT_TRUE(Create(by_parent, brief).ok());
  ASSERT_TRUE(Create(Owner(), ViewKey()).ok());
  ASSERT_TRUE(Revoke(Owner(), voided->api_key().id()).ok());
  world_.store.clock().Advance(absl::Hours(1));

  const auto revoked = Revoke(Owner(), parent->api_key().id());

  ASSERT_TRUE(revoked.ok()) << revoked.status();
  // Made in one millisecond: in either order.
  EXPECT_THAT(
      revoked->working_api_key_ids(),
      UnorderedElementsAre(child->api_key().id(), grandchild->api_key().id()));
  EXPECT_TRUE(world_.Authenticate(child->api_key_token()).ok());
  // What is left, though the one between is gone.
  ASSERT_TRUE(Revoke(Owner(), child->api_key().id()).ok());
  EXPECT_THAT(Revoke(Owner(), parent->api_key().id())->working_api_key_ids(),
              ElementsAre(grandchild->api_key().id()));
}

TEST_F(ApiKeyServiceTest, ExpiresWhenAskedTo) {
  v1::ApiKey key = ViewKey();
  *key.mutable_expire_time() =
      ToTimestamp(world_.store.clock().Now() + absl::Hours(1));
  const auto created = Create(Owner(), key);
  ASSERT_TRUE(created.ok());
  ASSERT_TRUE(world_.Authenticate(created->api_key_token()).ok());

  world_.store.clock().Advance(absl::Hours(1));

  EXPECT_EQ(ReasonOf(world_.Authenticate(created->api_key_token()).status()),
            "TOKEN_EXPIRED");
}

TEST_F(ApiKeyServiceTest, MakesNothingThatOutlastsTheCaller) {
  const absl::Time now = world_.store.clock().Now();
  v1::ApiKey brief;
  brief.set_display_name("For an hour");
  brief.set_has_full_access(true);
  *brief.mutable_expire_time() = ToTimestamp(now + absl::Hours(1));
  const Call call = world_.CallWith(Create(Owner(), brief)->api_key_token());

  v1::ApiKey wanted = ViewKey();
  EXPECT_EQ(ReasonOf(Create(call, wanted).status()), "GRANT_OUTLIVES_CALLER");
  *wanted.mutable_expire_time() =
      ToTimestamp(now + absl::Hours(1) + absl::Milliseconds(1));
  EXPECT_EQ(ReasonOf(Create(call, wanted).status()), "GRANT_OUTLIVES_CALLER");
  *wanted.mutable_expire_time() = ToTimestamp(now + absl::Hours(1));
  EXPECT_TRUE(Create(call, wanted).ok());
}

TEST_F(ApiKeyServiceTest, LetsASessionMakeAKeyThatLasts) {
  const std::string member = world_.AddMember(shop_, v1::TEAM_ROLE_FULL_ACCESS);
  const Call session =
      world_.CallWith(world_.SignIn(world_.AddTill(shop_), member));

  EXPECT_TRUE(Create(session, ViewKey()).ok());
}

TEST_F(ApiKeyServiceTest, RevokesNoKeyThatMayDoMoreThanTheCaller) {
  v1::ApiKey manager;
  manager.set_display_name("Manager");
  manager.add_permissions(PERMISSION_API_KEYS_MANAGE);
  const auto first = Create(Owner(), manager);
  const auto second = Create(Owner(), manager);
  const Call call = world_.CallWith(first->api_key_token());
  const std::string view_key = Create(Owner(), ViewKey())->api_key().id();

  EXPECT_EQ(ReasonOf(Revoke(call, Owner().principal().id).status()),
            "GRANT_EXCEEDS_CALLER");
  EXPECT_EQ(ReasonOf(Revoke(call, view_key).status()), "GRANT_EXCEEDS_CALLER");
  EXPECT_TRUE(Revoke(call, second->api_key().id()).ok());
  EXPECT_TRUE(Revoke(call, first->api_key().id()).ok());
}

TEST_F(ApiKeyServiceTest, DoesNotRevokeTheLastKeyThatMayDoEverything) {
  const std::string owner_key = Owner().principal().id;
  EXPECT_EQ(ReasonOf(Revoke(Owner(), owner_key).status()), "LAST_API_KEY");

  // One that ends is no way back.
  v1::ApiKey another;
  another.set_display_name("Another");
  another.set_has_full_access(true);
  *another.mutable_expire_time() =
      ToTimestamp(world_.store.clock().Now() + absl::Hours(1));
  ASSERT_TRUE(Create(Owner(), another).ok());
  EXPECT_EQ(ReasonOf(Revoke(Owner(), owner_key).status()), "LAST_API_KEY");

  another.clear_expire_time();
  const auto second = Create(Owner(), another);
  EXPECT_TRUE(Revoke(Owner(), owner_key).ok());
  const Call rest = world_.CallWith(second->api_key_token());
  EXPECT_EQ(ReasonOf(Revoke(rest, second->api_key().id()).status()),
            "LAST_API_KEY");
}

TEST_F(ApiKeyServiceTest, LetsWhoSignsInRevokeTheLastKey) {
  const std::string member = world_.AddMember(shop_, v1::TEAM_ROLE_OWNER);
  const Call session =
      world_.CallWith(world_.SignIn(world_.AddTill(shop_), member));

  EXPECT_TRUE(Revoke(session, Owner().principal().id).ok());
}

TEST_F(ApiKeyServiceTest, RevokesOnceAndStaysListed) {
  const auto created = Create(Owner(), ViewKey());
  ASSERT_TRUE(Revoke(Owner(), created->api_key().id()).ok());
  world_.store.clock().Advance(absl::Hours(1));

  const auto again = Revoke(Owner(), created->api_key().id());

  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->api_key().state(), v1::API_KEY_STATE_REVOKED);
  EXPECT_EQ(again->api_key().revoke_time().seconds(),
            created->api_key().create_time().seconds());
  const auto listed = world_.Read(world_.api_keys, &ApiKeyService::ListApiKeys,
                                  Owner(), v1::ListApiKeysRequest());
  EXPECT_EQ(listed->api_keys_size(), 2);
}

TEST_F(ApiKeyServiceTest, DoesNotRevokeAnotherMerchantsKey) {
  const TestMerchant other = world_.AddMerchant();
  const std::string id = world_.CallWith(other.owner_token).principal().id;

  EXPECT_EQ(ReasonOf(Revoke(Owner(), id).status()), "NOT_FOUND");
  EXPECT_TRUE(world_.Authenticate(other.owner_token).ok());
}

}  // namespace
}  // namespace comptoir::merchants
