#include "server/merchants/places/merchant_service.h"

#include <string>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/merchants/testing/test_merchants.h"
#include "server/store/store.h"

namespace comptoir::merchants {
namespace {

Principal Operator() {
  Principal principal;
  principal.kind = Principal::Kind::kOperator;
  principal.id = "operator";
  principal.merchant_id = std::string(store::kInstallation);
  return principal;
}

v1::CreateMerchantRequest ExampleRequest() {
  v1::CreateMerchantRequest request;
  request.mutable_merchant()->set_display_name("Boulangerie");
  request.mutable_merchant()->set_country("FR");
  request.mutable_merchant()->set_currency("EUR");
  request.mutable_merchant()->set_time_zone("Europe/Paris");
  request.set_owner_display_name("Hélène");
  return request;
}

rpc::Prepared Prepare(TestMerchants& world,
                      const v1::CreateMerchantRequest& request) {
  const Principal caller = Operator();
  rpc::Prepared prepared;
  MerchantService::ForCreateMerchant()(
      {.caller = caller,
       .request = request,
       .now = world.store.clock().Now(),
       .peer = ""},
      [&](absl::StatusOr<rpc::Prepared> made) { prepared = *made; });
  return prepared;
}

absl::StatusOr<v1::CreateMerchantResponse> Create(
    TestMerchants& world, const v1::CreateMerchantRequest& request) {
  return world.Write(world.merchants, &MerchantService::CreateMerchant,
                     world.CallAs(Prepare(world, request).principal), request);
}

TEST(CreateMerchant, MakesItsOwnerAndAKeyThatWorks) {
  TestMerchants world;

  const auto created = Create(world, ExampleRequest());

  ASSERT_TRUE(created.ok());
  EXPECT_EQ(created->merchant().language(), "en");
  EXPECT_EQ(created->owner().role(), v1::TEAM_ROLE_OWNER);
  EXPECT_FALSE(created->owner().has_passcode());
  const Call owner = world.CallWith(created->api_key_token());
  EXPECT_EQ(owner.merchant_id(), created->merchant().id());
  EXPECT_EQ(owner.principal().id, created->api_key().id());
  EXPECT_EQ(world
                .Read(world.merchants, &MerchantService::GetMerchant, owner,
                      v1::GetMerchantRequest())
                ->merchant()
                .SerializeAsString(),
            created->merchant().SerializeAsString());
}

TEST(UpdateMerchant, AsksForNoConsentWithoutANotice) {
  TestMerchants world;
  const auto created = Create(world, ExampleRequest());
  const Call owner = world.CallWith(created->api_key_token());
  v1::UpdateMerchantRequest request;
  request.mutable_merchant()->set_id(created->merchant().id());
  auto& settings = *request.mutable_merchant()->mutable_directory_settings();
  settings.set_consent_required(true);
  const auto update = [&] {
    return world
        .Write(world.merchants, &MerchantService::UpdateMerchant, owner,
               request)
        .status();
  };

  EXPECT_EQ(ReasonOf(update()), "INVALID_FIELDS");
  settings.set_consent_notice(" \n");
  EXPECT_EQ(ReasonOf(update()), "INVALID_FIELDS");
  settings.set_consent_notice("We store what you tell us in this shop.");
  EXPECT_TRUE(update().ok());

  // Nor is the notice taken away alone.
  settings.clear_consent_notice();
  request.mutable_update_mask()->add_paths("directory_settings.consent_notice");
  EXPECT_EQ(ReasonOf(update()), "INVALID_FIELDS");
}

TEST(CreateMerchant, WritesOnlyInTheNewMerchantsLane) {
  TestMerchants world;

  const auto created = Create(world, ExampleRequest());

  ASSERT_TRUE(created.ok());
  EXPECT_EQ(world.store.Log(created->merchant().id()).size(), 1u);
  EXPECT_TRUE(world.store.Log(std::string(store::kInstallation)).empty());
}

TEST(CreateMerchant, FindsTheSameMerchantForTheSameRequestId) {
  TestMerchants world;
  v1::CreateMerchantRequest request = ExampleRequest();
  request.set_request_id("once");
  const auto created = Create(world, request);
  ASSERT_TRUE(created.ok());

  // The server answers from the kept answer; once that is forgotten, the
  // handler runs again.
  EXPECT_EQ(Prepare(world, request).principal.merchant_id,
            created->merchant().id());
  EXPECT_EQ(ReasonOf(Create(world, request).status()), "MERCHANT_EXISTS");
}

TEST(CreateMerchant, MakesAnotherMerchantWithoutARequestId) {
  TestMerchants world;

  const auto first = Create(world, ExampleRequest());
  const auto second = Create(world, ExampleRequest());

  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(first->merchant().id(), second->merchant().id());
}

TEST(CreateMerchant, NamesEveryMissingField) {
  TestMerchants world;
  v1::CreateMerchantRequest request;
  request.mutable_merchant();

  const absl::Status status = Create(world, request).status();

  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  EXPECT_NE(status.message().find("and 3 more"), std::string::npos);
}

}  // namespace
}  // namespace comptoir::merchants
