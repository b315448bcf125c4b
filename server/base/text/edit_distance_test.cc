#include "server/base/text/edit_distance.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(EditDistance, CountsChanges) {
  EXPECT_EQ(EditDistance("", "abc", 3), 3);
  EXPECT_EQ(EditDistance("sales", "sales", 0), 0);
  EXPECT_EQ(EditDistance("kitten", "sitting", 10), 3);
}

TEST(EditDistance, CountsSwappedNeighboursOnce) {
  EXPECT_EQ(EditDistance("slaes", "sales", 3), 1);
}

TEST(EditDistance, CountsNoFurtherThanItIsAsked) {
  EXPECT_EQ(EditDistance("kitten", "sitting", 3), 3);
  EXPECT_EQ(EditDistance("kitten", "sitting", 2), 3);
  EXPECT_EQ(EditDistance("kitten", "sitting", 0), 1);

  // All words of at most four letters.
  std::vector<std::string> words = {""};
  for (size_t i = 0; words[i].size() < 4; ++i) {
    for (const char c : {'a', 'b'}) words.push_back(words[i] + c);
  }
  constexpr int kMore = 100;
  for (const std::string& a : words) {
    for (const std::string& b : words) {
      for (int most = 0; most <= 4; ++most) {
        EXPECT_EQ(EditDistance(a, b, most),
                  std::min(EditDistance(a, b, kMore), most + 1))
            << a << ' ' << b << ' ' << most;
      }
    }
  }
}

// The square of these lengths would not fit into memory.
TEST(EditDistance, TellsLongTextsApart) {
  std::string text(1'000'000, 'a');
  std::string other = text;
  other[500'000] = 'b';

  EXPECT_EQ(EditDistance(text, other, 2), 1);
  EXPECT_EQ(EditDistance(text, std::string(text.size(), 'b'), 2), 3);
  EXPECT_EQ(EditDistance(text, text + "abc", 2), 3);
}

}  // namespace
}  // namespace comptoir
