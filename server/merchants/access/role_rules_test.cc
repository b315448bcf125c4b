#include "server/merchants/access/role_rules.h"

#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::merchants {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ne;
using ::testing::Not;
using ::testing::SizeIs;

// Who holds each permission that can be granted, by the permission's name.
std::vector<std::pair<std::string, std::vector<int>>> Holders() {
  std::vector<std::pair<std::string, std::vector<int>>> all;
  for (int i = 0; i < Permission_descriptor()->value_count(); ++i) {
    const auto* value = Permission_descriptor()->value(i);
    if (!Permissions::All().Holds(static_cast<Permission>(value->number()))) {
      continue;
    }
    const auto& holders = value->options().GetRepeatedExtension(held_by);
    all.emplace_back(value->name(),
                     std::vector<int>(holders.begin(), holders.end()));
  }
  return all;
}

TEST(RoleRules, EveryPermissionSaysWhoHoldsIt) {
  for (const auto& [name, holders] : Holders()) {
    EXPECT_THAT(holders, Not(SizeIs(0))) << name;
    EXPECT_THAT(holders, Each(Ne(HOLDER_UNSPECIFIED))) << name;
    // "Nobody" stands alone.
    if (testing::Value(holders, Contains(HOLDER_NONE))) {
      EXPECT_THAT(holders, ElementsAre(HOLDER_NONE)) << name;
    }
  }
}

TEST(RoleRules, StaffSeesNoContactDataAndChangesNoCustomer) {
  const Permissions& staff = StaffPermissions();

  EXPECT_TRUE(staff.Holds(PERMISSION_CUSTOMERS_VIEW));
  EXPECT_TRUE(staff.Holds(PERMISSION_SALES_MANAGE));
  EXPECT_FALSE(staff.Holds(PERMISSION_CUSTOMERS_VIEW_CONTACT));
  EXPECT_FALSE(staff.Holds(PERMISSION_CUSTOMERS_EDIT));
  EXPECT_FALSE(staff.Holds(PERMISSION_TEAM_MANAGE));
}

TEST(RoleRules, ATillAloneShowsWhoMaySignIn) {
  Permissions expected;
  expected.Add(PERMISSION_MERCHANT_VIEW);
  expected.Add(PERMISSION_TEAM_VIEW);

  EXPECT_EQ(DevicePermissions(), expected);
}

TEST(RoleRules, OwnersHoldEverything) {
  EXPECT_EQ(PermissionsOf(v1::TEAM_ROLE_OWNER, {}), Permissions::All());
  EXPECT_EQ(PermissionsOf(v1::TEAM_ROLE_FULL_ACCESS, {}), Permissions::All());
}

}  // namespace
}  // namespace comptoir::merchants
