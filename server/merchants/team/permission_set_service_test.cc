#include "server/merchants/team/permission_set_service.h"

#include <string>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/merchants/testing/test_merchants.h"

namespace comptoir::merchants {
namespace {

class PermissionSetServiceTest : public testing::Test {
 protected:
  absl::StatusOr<v1::CreatePermissionSetResponse> Create(
      const Call& call, std::initializer_list<int> permissions) {
    v1::CreatePermissionSetRequest request;
    request.mutable_permission_set()->set_display_name("Shift lead");
    for (const int permission : permissions) {
      request.mutable_permission_set()->add_permissions(
          static_cast<Permission>(permission));
    }
    return world_.Write(world_.permission_sets,
                        &PermissionSetService::CreatePermissionSet, call,
                        request);
  }

  Call Owner() { return world_.CallWith(shop_.owner_token); }

  Call TeamLead() {
    const std::string set = world_.AddPermissionSet(
        shop_, {PERMISSION_TEAM_VIEW, PERMISSION_TEAM_MANAGE});
    return world_.CallWith(
        world_.SignIn(world_.AddTill(shop_),
                      world_.AddMember(shop_, v1::TEAM_ROLE_CUSTOM, set)));
  }

  TestMerchants world_;
  const TestMerchant shop_ = world_.AddMerchant();
};

TEST_F(PermissionSetServiceTest, KeepsPermissionsInOrderAndOnce) {
  const auto created =
      Create(Owner(), {PERMISSION_SALES_VIEW, PERMISSION_CUSTOMERS_VIEW,
                       PERMISSION_SALES_VIEW});

  ASSERT_TRUE(created.ok());
  ASSERT_EQ(created->permission_set().permissions_size(), 2);
  EXPECT_EQ(created->permission_set().permissions(0),
            PERMISSION_CUSTOMERS_VIEW);
  EXPECT_EQ(created->permission_set().permissions(1), PERMISSION_SALES_VIEW);
}

TEST_F(PermissionSetServiceTest, RefusesWhatCannotBeGranted) {
  EXPECT_EQ(ReasonOf(Create(Owner(), {PERMISSION_OPERATOR}).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Create(Owner(), {127}).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Create(Owner(), {-1}).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonOf(Create(Owner(), {1'000'000}).status()), "INVALID_FIELDS");
}

TEST_F(PermissionSetServiceTest, RefusesMoreThanTheCallerHas) {
  EXPECT_EQ(ReasonOf(Create(TeamLead(), {PERMISSION_SALES_VIEW}).status()),
            "GRANT_EXCEEDS_CALLER");
  EXPECT_TRUE(Create(TeamLead(), {PERMISSION_TEAM_VIEW}).ok());
}

TEST_F(PermissionSetServiceTest, RefusesToCutDownASetThatHoldsMore) {
  v1::UpdatePermissionSetRequest request;
  request.mutable_permission_set()->set_id(
      world_.AddPermissionSet(shop_, {PERMISSION_SALES_VIEW}));
  request.mutable_update_mask()->add_paths("permissions");

  const auto updated = world_.Write(world_.permission_sets,
                                    &PermissionSetService::UpdatePermissionSet,
                                    TeamLead(), request);

  EXPECT_EQ(ReasonOf(updated.status()), "GRANT_EXCEEDS_CALLER");
}

TEST_F(PermissionSetServiceTest, HoldsTwoHundredSetsAndNoMore) {
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(Create(Owner(), {}).ok()) << i;

  EXPECT_EQ(ReasonOf(Create(Owner(), {}).status()), "TOO_MANY_PERMISSION_SETS");
}

TEST_F(PermissionSetServiceTest, ListsAtMostTwoHundredAtOnce) {
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(Create(Owner(), {}).ok()) << i;
  v1::ListPermissionSetsRequest request;

  const auto listed =
      world_.Read(world_.permission_sets,
                  &PermissionSetService::ListPermissionSets, Owner(), request);

  ASSERT_TRUE(listed.ok());
  EXPECT_EQ(listed->permission_sets_size(), 50);
  EXPECT_NE(listed->next_page_token(), "");
}

}  // namespace
}  // namespace comptoir::merchants
