#include "tools/cli/batch/results.h"

#include "comptoir/customers/v1/customer_batches.pb.h"
#include "comptoir/customers/v1/group_members.pb.h"
#include "comptoir/customers/v1/group_service.pb.h"
#include "gtest/gtest.h"
#include "tools/cli/core/context.h"
#include "tools/cli/core/exit_code.h"

namespace comptoir::cli {
namespace {

using customers::v1::AddGroupMembersResponse;
using customers::v1::BatchDeleteCustomersResponse;
using customers::v1::ListGroupsResponse;

TEST(NoteFailed, CountsOutcomesThatAreFailures) {
  AddGroupMembersResponse answer;
  answer.add_results()->set_outcome(
      customers::v1::GROUP_MEMBER_OUTCOME_ALREADY_MEMBER);
  Context fine;
  EXPECT_EQ(NoteFailed(fine, answer), 0);
  EXPECT_EQ(fine.exit_code(), kExitOk);

  answer.add_results()->set_outcome(
      customers::v1::GROUP_MEMBER_OUTCOME_UNKNOWN_CUSTOMER);
  Context partly;
  EXPECT_EQ(NoteFailed(partly, answer), 1);
  EXPECT_EQ(partly.exit_code(), kExitPartialImport);
}

TEST(NoteFailed, CountsFailures) {
  BatchDeleteCustomersResponse answer;
  answer.add_results()->set_customer_id("cus_1");
  answer.add_results()->mutable_failure()->set_reason("NOT_FOUND");
  Context context;

  EXPECT_EQ(NoteFailed(context, answer), 1);
  EXPECT_EQ(context.exit_code(), kExitPartialImport);
}

TEST(NoteFailed, LeavesOtherAnswersAlone) {
  ListGroupsResponse answer;
  answer.add_groups();
  Context context;

  EXPECT_EQ(NoteFailed(context, answer), 0);
  EXPECT_EQ(context.exit_code(), kExitOk);
}

}  // namespace
}  // namespace comptoir::cli
