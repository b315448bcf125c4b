#include "server/rpc/rules/permission.h"

#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::rpc {
namespace {

using Kind = Principal::Kind;

Principal Caller(Kind kind, std::vector<Permission> permissions = {}) {
  Principal principal;
  principal.kind = kind;
  for (const Permission permission : permissions) {
    principal.permissions.Add(permission);
  }
  return principal;
}

bool May(const Principal& caller, Permission needed) {
  return CheckPermission(caller, needed).ok();
}

TEST(CheckPermission, NamesThePermissionThatIsMissing) {
  const absl::Status status =
      CheckPermission(Caller(Kind::kMember), PERMISSION_CUSTOMERS_VIEW);

  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), "PERMISSION_DENIED");
  EXPECT_EQ(status.message(), "needs PERMISSION_CUSTOMERS_VIEW");
}

TEST(CheckPermission, SaysThatItIsWithheldOnTills) {
  Principal caller = Caller(Kind::kMember, {PERMISSION_CUSTOMERS_VIEW});
  caller.withheld.Add(PERMISSION_CUSTOMERS_CREATE);

  const absl::Status status =
      CheckPermission(caller, PERMISSION_CUSTOMERS_CREATE);

  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), "CUSTOMER_MANAGEMENT_OFF");
  EXPECT_EQ(MetadataOf(status, "permission"), "PERMISSION_CUSTOMERS_CREATE");
  EXPECT_TRUE(May(caller, PERMISSION_CUSTOMERS_VIEW));
  EXPECT_EQ(ReasonOf(CheckPermission(caller, PERMISSION_CUSTOMERS_EDIT)),
            "PERMISSION_DENIED");
}

TEST(CheckPermission, IsGivenByWhatWasGranted) {
  const Principal caller = Caller(Kind::kApiKey, {PERMISSION_CUSTOMERS_VIEW});

  EXPECT_TRUE(May(caller, PERMISSION_CUSTOMERS_VIEW));
  EXPECT_FALSE(May(caller, PERMISSION_CUSTOMERS_EDIT));
}

TEST(CheckPermission, KeepsOperatorAndMerchantsApart) {
  Principal operator_caller = Caller(Kind::kOperator);
  operator_caller.permissions = Permissions::All();
  Principal owner = Caller(Kind::kMember);
  owner.permissions = Permissions::All();

  EXPECT_TRUE(May(operator_caller, PERMISSION_OPERATOR));
  EXPECT_FALSE(May(operator_caller, PERMISSION_CUSTOMERS_VIEW));
  EXPECT_FALSE(May(owner, PERMISSION_OPERATOR));
}

TEST(CheckPermission, TellsTillsFromReaders) {
  Principal member_on_till = Caller(Kind::kMember);
  member_on_till.device_id = "dev_x";

  EXPECT_TRUE(May(Caller(Kind::kDevice), PERMISSION_DEVICE));
  EXPECT_TRUE(May(member_on_till, PERMISSION_DEVICE));
  EXPECT_FALSE(May(Caller(Kind::kMember), PERMISSION_DEVICE));
  EXPECT_FALSE(May(Caller(Kind::kReader), PERMISSION_DEVICE));
  EXPECT_TRUE(May(Caller(Kind::kReader), PERMISSION_READER));
  EXPECT_FALSE(May(Caller(Kind::kDevice), PERMISSION_READER));
}

TEST(CheckPermission, LetsNobodyInWithoutACredential) {
  EXPECT_TRUE(May(Caller(Kind::kNone), PERMISSION_PUBLIC));
  EXPECT_FALSE(May(Caller(Kind::kNone), PERMISSION_SIGNED_IN));
  EXPECT_FALSE(May(Caller(Kind::kNone, {PERMISSION_CUSTOMERS_VIEW}),
                   PERMISSION_CUSTOMERS_VIEW));
}

TEST(CheckPermission, IsDeniedByDefault) {
  EXPECT_FALSE(May(Caller(Kind::kMember), PERMISSION_UNSPECIFIED));
}

}  // namespace
}  // namespace comptoir::rpc
