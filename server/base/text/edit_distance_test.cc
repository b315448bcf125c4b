#include "server/base/text/edit_distance.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(EditDistance, CountsChanges) {
  EXPECT_EQ(EditDistance("", "abc"), 3);
  EXPECT_EQ(EditDistance("sales", "sales"), 0);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
}

TEST(EditDistance, CountsSwappedNeighboursOnce) {
  EXPECT_EQ(EditDistance("slaes", "sales"), 1);
}

}  // namespace
}  // namespace comptoir
