#include "server/ops/listener/file_budget.h"

#include <sys/resource.h>

#include "gtest/gtest.h"

namespace comptoir::ops {
namespace {

TEST(FileBudget, KeepsAPartFromConnections) {
  for (const long limit : {64, 80, 256, 1024, 4096, 65'536, 1'000'000}) {
    const FileBudget budget = BudgetOf(limit);

    EXPECT_GE(budget.connection_fd_limit, limit / 2) << limit;
    EXPECT_LE(budget.connection_fd_limit + budget.storage_files_max, limit)
        << limit;
  }
}

TEST(FileBudget, IsAnEighthWhereThatIsMuch) {
  EXPECT_EQ(BudgetOf(1024).connection_fd_limit, 768);
  EXPECT_EQ(BudgetOf(1024).storage_files_max, 224);
  EXPECT_EQ(BudgetOf(65'536).connection_fd_limit, 57'344);
  EXPECT_EQ(BudgetOf(65'536).storage_files_max, 0);
  EXPECT_EQ(BudgetOf(64).connection_fd_limit, 32);
  EXPECT_EQ(BudgetOf(64).storage_files_max, 16);
}

TEST(FileBudget, KeepsAtLeastSoManyUpToAnEighth) {
  EXPECT_EQ(BudgetOf(512).connection_fd_limit, 256);
  EXPECT_EQ(BudgetOf(510).connection_fd_limit, 255);
  EXPECT_EQ(BudgetOf(2048).connection_fd_limit, 2048 - 256);
  EXPECT_EQ(BudgetOf(2056).connection_fd_limit, 2056 - 257);
}

TEST(FileBudget, LimitsStorageUpToSoManyFiles) {
  EXPECT_EQ(BudgetOf(8 * (4095 + 32)).storage_files_max, 4095);
  EXPECT_EQ(BudgetOf(8 * (4096 + 32)).storage_files_max, 0);
}

TEST(RaiseFileLimit, GoesUpToTheHardLimit) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit low = before;
  low.rlim_cur = 128;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(CurrentBudget().connection_fd_limit, 64);

  EXPECT_GE(RaiseFileLimit(), 128);

  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
}

}  // namespace
}  // namespace comptoir::ops
