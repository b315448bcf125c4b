#include "server/base/text/type_name.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(TypeNameOf, LeavesTheHostOut) {
  EXPECT_EQ(TypeNameOf("type.googleapis.com/a.v1.Thing"), "a.v1.Thing");
}

TEST(TypeNameOf, TakesWhatFollowsTheLastSlash) {
  EXPECT_EQ(TypeNameOf("example.com/types/a.v1.Thing"), "a.v1.Thing");
  EXPECT_EQ(TypeNameOf("/a.v1.Thing"), "a.v1.Thing");
}

TEST(TypeNameOf, TakesAllOfWhatHasNoHost) {
  EXPECT_EQ(TypeNameOf("a.v1.Thing"), "a.v1.Thing");
}

TEST(TypeNameOf, IsEmptyWhereNothingIsNamed) {
  EXPECT_EQ(TypeNameOf(""), "");
  EXPECT_EQ(TypeNameOf("/"), "");
  EXPECT_EQ(TypeNameOf("type.googleapis.com/"), "");
}

}  // namespace
}  // namespace comptoir
