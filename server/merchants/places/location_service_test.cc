#include "server/merchants/places/location_service.h"

#include <string>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/merchants/testing/test_merchants.h"

namespace comptoir::merchants {
namespace {

TEST(CreateLocation, TakesWhatIsEmptyFromTheMerchant) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  v1::CreateLocationRequest request;
  request.mutable_location()->set_display_name("Stall");
  request.mutable_location()->set_time_zone("America/Montreal");

  const auto created =
      world.Write(world.locations, &LocationService::CreateLocation,
                  world.CallWith(shop.owner_token), request);

  ASSERT_TRUE(created.ok());
  EXPECT_EQ(created->location().country(), "FR");
  EXPECT_EQ(created->location().currency(), "EUR");
  EXPECT_EQ(created->location().time_zone(), "America/Montreal");
}

TEST(CreateLocation, RefusesAnEmptyName) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();

  const auto created = world.Write(
      world.locations, &LocationService::CreateLocation,
      world.CallWith(shop.owner_token), v1::CreateLocationRequest());

  EXPECT_EQ(ReasonOf(created.status()), "INVALID_FIELDS");
}

TEST(GetLocation, DoesNotFindAnotherMerchantsLocation) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  const TestMerchant other = world.AddMerchant();
  v1::GetLocationRequest request;
  request.set_location_id(world.AddLocation(other));

  const auto got = world.Read(world.locations, &LocationService::GetLocation,
                              world.CallWith(shop.owner_token), request);

  EXPECT_EQ(ReasonOf(got.status()), "NOT_FOUND");
}

TEST(ListLocations, PagesThroughAllOldestFirst) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(world.AddLocation(shop));
    world.store.clock().Advance(absl::Milliseconds(1));
  }
  world.AddLocation(world.AddMerchant());
  const Call owner = world.CallWith(shop.owner_token);
  v1::ListLocationsRequest request;
  request.set_page_size(2);

  const auto first = world.Read(
      world.locations, &LocationService::ListLocations, owner, request);
  ASSERT_TRUE(first.ok());
  request.set_page_token(first->next_page_token());
  const auto second = world.Read(
      world.locations, &LocationService::ListLocations, owner, request);

  ASSERT_TRUE(second.ok());
  ASSERT_EQ(first->locations_size(), 2);
  ASSERT_EQ(second->locations_size(), 1);
  EXPECT_EQ(first->locations(0).id(), ids[0]);
  EXPECT_EQ(first->locations(1).id(), ids[1]);
  EXPECT_EQ(second->locations(0).id(), ids[2]);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST(ListLocations, RefusesATokenOfAnotherMerchant) {
  TestMerchants world;
  const TestMerchant shop = world.AddMerchant();
  world.AddLocation(shop);
  world.AddLocation(shop);
  v1::ListLocationsRequest request;
  request.set_page_size(1);
  const auto first =
      world.Read(world.locations, &LocationService::ListLocations,
                 world.CallWith(shop.owner_token), request);
  ASSERT_TRUE(first.ok());
  request.set_page_token(first->next_page_token());

  const auto stolen =
      world.Read(world.locations, &LocationService::ListLocations,
                 world.CallWith(world.AddMerchant().owner_token), request);

  EXPECT_EQ(ReasonOf(stolen.status()), "PAGE_TOKEN_MISMATCH");
}

}  // namespace
}  // namespace comptoir::merchants
