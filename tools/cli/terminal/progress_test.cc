#include "tools/cli/terminal/progress.h"

#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

TEST(ProgressText, FillsTheWidth) {
  EXPECT_EQ(ProgressText("importing", 5, 10, 40),
            "importing  [#######.......]   50%  5/10");
}

TEST(ProgressText, IsFullAtTheEnd) {
  EXPECT_EQ(ProgressText("x", 10, 10, 20), "x  [##########]  100%  10/10");
}

TEST(ProgressText, IsFullWithoutWork) {
  EXPECT_EQ(ProgressText("x", 0, 0, 20), "x  [##########]  100%  0/0");
}

TEST(ProgressText, IsACountWhenTheTotalIsNotKnown) {
  EXPECT_EQ(ProgressText("x", 7, kUnknownTotal, 20), "x  7");
}

}  // namespace
}  // namespace comptoir::cli
