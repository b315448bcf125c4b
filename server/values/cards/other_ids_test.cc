#include "server/values/cards/other_ids.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

// How many characters are of other ids.
size_t Marked(std::string_view text) {
  const auto marks = CharactersOfOtherIds(text);
  EXPECT_EQ(marks.size(), text.size());
  return static_cast<size_t>(std::count(marks.begin(), marks.end(), true));
}

TEST(OtherIds, AreIbans) {
  EXPECT_EQ(Marked("DE89370400440532013000"), 22u);
  EXPECT_EQ(Marked("TO DE89 3704 0044 0532 0130 00."), 27u);
  EXPECT_EQ(Marked("DE88370400440532013000"), 0u);
  EXPECT_EQ(Marked("XDE89370400440532013000"), 0u);
  EXPECT_EQ(Marked("DE89370400440532013000X"), 0u);
}

TEST(OtherIds, AreUuids) {
  EXPECT_EQ(Marked("41111111-1111-1111-8000-0123456789AB"), 36u);
  EXPECT_EQ(Marked("ID 41111111-1111-1111-8000-0123456789AB!"), 36u);
  EXPECT_EQ(Marked("41111111-1111-1111-8000-0123456789AG"), 0u);
  EXPECT_EQ(Marked("41111111-1111-1111-8000-0123456789A"), 0u);
  EXPECT_EQ(Marked("141111111-1111-1111-8000-0123456789AB"), 0u);
  EXPECT_EQ(Marked("41111111 1111 1111 8000 0123456789AB"), 0u);
}

TEST(OtherIds, AreNoCards) {
  EXPECT_EQ(Marked("4111-1111-1111-1111"), 0u);
  EXPECT_EQ(Marked(""), 0u);
}

}  // namespace
}  // namespace comptoir
