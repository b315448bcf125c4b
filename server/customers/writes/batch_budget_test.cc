#include "server/customers/writes/batch_budget.h"

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

TEST(BatchBudget, IsSpentToTheLastByte) {
  BatchBudget rows;
  EXPECT_TRUE(rows.Spend(kBatchRowBytesMax - 1, 0).ok());
  EXPECT_TRUE(rows.Spend(1, 0).ok());
  EXPECT_EQ(ReasonOf(rows.Spend(1, 0)), "BATCH_FULL");

  BatchBudget log;
  EXPECT_TRUE(log.Spend(0, kBatchLogBytesMax).ok());
  EXPECT_EQ(ReasonOf(log.Spend(0, 1)), "BATCH_FULL");
}

TEST(BatchBudget, SpendsNothingOnWhoDoesNotFit) {
  BatchBudget budget;
  EXPECT_TRUE(budget.Spend(kBatchRowBytesMax - 10, 0).ok());

  const absl::Status full = budget.Spend(11, 0);

  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(budget.Spend(10, kBatchLogBytesMax).ok());
}

}  // namespace
}  // namespace comptoir::customers
