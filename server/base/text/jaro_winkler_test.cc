#include "server/base/text/jaro_winkler.h"

#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

// As published by those whom it is named after.
TEST(JaroWinkler, IsWhatIsPublished) {
  EXPECT_EQ(JaroWinklerPercent("martha", "marhta"), 96);
  EXPECT_EQ(JaroWinklerPercent("dwayne", "duane"), 84);
  EXPECT_EQ(JaroWinklerPercent("dixon", "dicksonx"), 81);
}

TEST(JaroWinkler, IsFromNothingToAll) {
  EXPECT_EQ(JaroWinklerPercent("roux", "roux"), 100);
  EXPECT_EQ(JaroWinklerPercent("a", "a"), 100);
  EXPECT_EQ(JaroWinklerPercent("abc", "xyz"), 0);
  EXPECT_EQ(JaroWinklerPercent("", "roux"), 0);
  EXPECT_EQ(JaroWinklerPercent("roux", ""), 0);
  EXPECT_EQ(JaroWinklerPercent("", ""), 0);
}

TEST(JaroWinkler, IsTheSameEitherWay) {
  for (const char* a : {"marie roux", "roux marie", "m roux", "mmarie"}) {
    for (const char* b : {"maria rous", "roux", "mrouxarie", "marie"}) {
      EXPECT_EQ(JaroWinklerPercent(a, b), JaroWinklerPercent(b, a))
          << a << ", " << b;
    }
  }
}

TEST(JaroWinkler, LooksAtSoManyBytes) {
  const std::string most(kComparedBytesMax, 'a');
  EXPECT_LT(JaroWinklerPercent(most, most.substr(1) + 'b'), 100);
  EXPECT_EQ(JaroWinklerPercent(most, most + 'b'), 100);
}

}  // namespace
}  // namespace comptoir
