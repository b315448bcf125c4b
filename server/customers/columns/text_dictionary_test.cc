#include "server/customers/columns/text_dictionary.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

TEST(TextDictionary, KeepsEachTextOnce) {
  TextDictionary texts;
  const TextCode lyon = texts.Take("lyon");
  EXPECT_EQ(texts.Take("lyon"), lyon);
  const TextCode paris = texts.Take("paris");
  EXPECT_NE(paris, lyon);
  EXPECT_EQ(texts.TextOf(lyon), "lyon");
  EXPECT_EQ(texts.Find("paris"), paris);
  EXPECT_EQ(texts.Find("nice"), std::nullopt);
  EXPECT_EQ(texts.size(), 2u);
}

TEST(TextDictionary, HasOneCodeForNothing) {
  TextDictionary texts;
  EXPECT_EQ(texts.Take(""), kNoText);
  texts.Release(kNoText);
  EXPECT_EQ(texts.TakeAgain(kNoText), kNoText);
  EXPECT_EQ(texts.TextOf(kNoText), "");
  EXPECT_EQ(texts.size(), 0u);
}

TEST(TextDictionary, ForgetsATextWithItsLastUse) {
  TextDictionary texts;
  const TextCode lyon = texts.Take("lyon");
  texts.TakeAgain(lyon);
  texts.Release(lyon);
  EXPECT_EQ(texts.Find("lyon"), lyon);
  texts.Release(lyon);
  EXPECT_EQ(texts.Find("lyon"), std::nullopt);
  // Its code is free for another.
  EXPECT_EQ(texts.Take("a text that is too long to be kept inside"), lyon);
  EXPECT_EQ(texts.size(), 1u);
}

TEST(TextDictionary, SaysWhichTextsAreWanted) {
  TextDictionary texts;
  const TextCode lyon = texts.Take("lyon");
  const TextCode nice = texts.Take("nice");
  const TextCode gone = texts.Take("lille");
  texts.Release(gone);
  const auto wanted = texts.CodesWhere(
      [](std::string_view text) { return text.starts_with("l"); });
  EXPECT_TRUE(wanted[lyon]);
  EXPECT_FALSE(wanted[nice]);
  EXPECT_FALSE(wanted[gone]);
  EXPECT_FALSE(wanted[kNoText]);
}

TEST(TextDictionary, SurvivesMany) {
  TextDictionary texts;
  for (int i = 0; i < 1000; ++i) texts.Take(std::to_string(i));
  for (int i = 0; i < 1000; ++i) {
    const auto code = texts.Find(std::to_string(i));
    ASSERT_TRUE(code);
    EXPECT_EQ(texts.TextOf(*code), std::to_string(i));
  }
}

}  // namespace
}  // namespace comptoir::customers
