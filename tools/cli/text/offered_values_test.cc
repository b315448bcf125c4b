#include "tools/cli/text/offered_values.h"

#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/sales/v1/sale.pb.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

bool IsOfferedPermission(Permission permission) {
  return IsOffered(*Permission_descriptor()->FindValueByNumber(permission));
}

TEST(IsOffered, LeavesOutWhatMeansNothing) {
  const auto& states = *sales::v1::SaleState_descriptor();

  EXPECT_FALSE(IsOffered(*states.value(0)));
  for (int i = 1; i < states.value_count(); ++i) {
    EXPECT_TRUE(IsOffered(*states.value(i)));
  }
}

TEST(IsOffered, LeavesOutPermissionsThatCannotBeGranted) {
  for (const Permission permission :
       {PERMISSION_UNSPECIFIED, PERMISSION_PUBLIC, PERMISSION_SIGNED_IN,
        PERMISSION_OPERATOR, PERMISSION_DEVICE, PERMISSION_READER}) {
    EXPECT_FALSE(IsOfferedPermission(permission)) << permission;
  }
}

TEST(IsOffered, LeavesOutPermissionsThatNothingNeeds) {
  EXPECT_FALSE(IsOfferedPermission(PERMISSION_LOYALTY_VIEW));
  for (const Permission permission :
       {PERMISSION_MERCHANT_VIEW, PERMISSION_CUSTOMERS_VIEW_CONTACT,
        PERMISSION_EVENTS_VIEW, PERMISSION_WEBHOOKS_MANAGE}) {
    EXPECT_TRUE(IsOfferedPermission(permission)) << permission;
  }
}

}  // namespace
}  // namespace comptoir::cli
