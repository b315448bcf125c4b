#include "server/values/names/words.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/values/names/romanize.h"

namespace comptoir {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> LatinOf(std::string_view word) {
  const std::vector<SpelledWord> words = SpellWords(word);
  return words.empty() ? std::vector<std::string>() : words[0].latin;
}

TEST(Words, HaveAScript) {
  EXPECT_EQ(ScriptOf("martin"), NameScript::kLatin);
  EXPECT_EQ(ScriptOf("nguyễn"), NameScript::kLatin);
  EXPECT_EQ(ScriptOf("42"), NameScript::kLatin);
  EXPECT_EQ(ScriptOf("王小明"), NameScript::kHan);
  EXPECT_EQ(ScriptOf("たろう"), NameScript::kKana);
  EXPECT_EQ(ScriptOf("ユーコ"), NameScript::kKana);
  EXPECT_EQ(ScriptOf("지은"), NameScript::kHangul);
  EXPECT_EQ(ScriptOf("محمد"), NameScript::kConsonants);
  EXPECT_EQ(ScriptOf("иван"), NameScript::kSounds);
  EXPECT_EQ(ScriptOf("lg전자"), NameScript::kHangul);
}

TEST(Words, ArePlainlyLatinWithoutICU) {
  EXPECT_TRUE(IsPlainlyLatin("Hélène d’Œuvre"));
  EXPECT_TRUE(IsPlainlyLatin(""));
  EXPECT_FALSE(IsPlainlyLatin("Иван"));
  EXPECT_FALSE(IsPlainlyLatin("Nguyễn"));
}

TEST(Words, AreTakenApart) {
  const std::vector<SpelledWord> words = SpellWords("Jean-Luc  O’Neil, 박지은");
  ASSERT_EQ(words.size(), 4u);
  EXPECT_EQ(words[0].own, "jean");
  EXPECT_EQ(words[2].own, "oneil");
  EXPECT_EQ(words[3].own, "박지은");
  EXPECT_THAT(SpellWords("- !"), IsEmpty());
}

TEST(Words, AreRomanisedAsPeopleDo) {
  EXPECT_THAT(LatinOf("Müller"), ElementsAre("muller", "mueller"));
  EXPECT_THAT(LatinOf("Đoković"), ElementsAre("dokovic", "djokovic"));
  EXPECT_THAT(LatinOf("박지은"),
              ElementsAre("bagjieun", "parkjieun", "pakjieun"));
  EXPECT_THAT(LatinOf("이"), ElementsAre("i", "lee", "yi"));
  EXPECT_THAT(LatinOf("たろう"), ElementsAre("tarou", "taro"));
  EXPECT_THAT(LatinOf("ゆうこ"), ElementsAre("yuuko", "yuko"));
  EXPECT_THAT(LatinOf("王小明"), ElementsAre("wang xiao ming"));
  EXPECT_THAT(LatinOf("曾"), ElementsAre("ceng", "zeng"));
  EXPECT_THAT(LatinOf("Алексей"), ElementsAre("aleksey", "aleksej"));
  EXPECT_THAT(LatinOf("Євген"), Contains("yevhen"));
  EXPECT_THAT(LatinOf("Ђорђе"), Contains("djordje"));
  EXPECT_THAT(LatinOf("Δημήτρης"), Contains("dimitris"));
  EXPECT_THAT(LatinOf("Μπάμπης"), Contains("bampis"));
  EXPECT_THAT(LatinOf("कृष्ण"), ElementsAre("krisna"));
}

TEST(Words, KeepTheirOwnScript) {
  EXPECT_EQ(SpellWords("タナカ")[0].own, SpellWords("たなか")[0].own);
  EXPECT_EQ(SpellWords("ﾀﾅｶ")[0].own, SpellWords("たなか")[0].own);
  // With and without the points of vowels.
  EXPECT_EQ(SpellWords("שָׂרָה")[0].own, SpellWords("שרה")[0].own);
  EXPECT_EQ(SpellWords("مُحَمَّد")[0].own, SpellWords("محمد")[0].own);
}

TEST(Words, HaveConsonantsThatAgreeWithRomanisations) {
  EXPECT_THAT(SkeletonsOf(SpellWords("محمد")[0]), ElementsAre("mhmd"));
  EXPECT_THAT(SkeletonsOf(SpellWords("السيد")[0]),
              ElementsAre("alsd", "sd", "lsd"));
  EXPECT_THAT(SkeletonsOf(SpellWords("דוד")[0]), ElementsAre("dd", "dbd"));
  EXPECT_THAT(SkeletonsOf(SpellWords("فاطمة")[0]), ElementsAre("btm"));
  EXPECT_THAT(SkeletonsOf(SpellWords("عمر")[0]), ElementsAre("amr"));
}

TEST(Words, CountLettersWithTheirMarks) {
  EXPECT_EQ(LetterCount("박지은"), 3u);
  EXPECT_EQ(LetterCount("e\u0301a"), 2u);
  EXPECT_EQ(FirstLetterBytes("e\u0301a"), 3u);
  EXPECT_EQ(LetterCount(""), 0u);
}

}  // namespace
}  // namespace comptoir
