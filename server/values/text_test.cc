#include "server/values/text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Text, RefusesBrokenUtf8) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("Zoë 田中 😀"));
  EXPECT_FALSE(IsValidUtf8("\xff"));
  EXPECT_FALSE(IsValidUtf8("caf\xc3"));
  EXPECT_FALSE(IsValidUtf8("\xc0\x80"));      // Overlong.
  EXPECT_FALSE(IsValidUtf8("\xed\xa0\x80"));  // A surrogate.
}

TEST(Text, FindsControlCharacters) {
  EXPECT_FALSE(HasControlCharacters("two\nlines\tand a tab\r\n"));
  EXPECT_TRUE(HasControlCharacters(std::string_view("a\0b", 3)));
  EXPECT_TRUE(HasControlCharacters("bell\a"));
  EXPECT_TRUE(HasControlCharacters("next line \u0085"));
  EXPECT_TRUE(HasControlCharacters("turned \u202e text"));
}

TEST(Text, CountsCodePoints) {
  EXPECT_EQ(CodePointCount(""), 0u);
  EXPECT_EQ(CodePointCount("Zoë"), 3u);
  EXPECT_EQ(CodePointCount("田中😀"), 3u);
}

TEST(Text, ComposesText) {
  EXPECT_EQ(ToNfc("Zoe\u0308"), "Zoë");
  EXPECT_EQ(ToNfc("plain"), "plain");
}

TEST(Text, TrimsSpacesOfAllKinds) {
  EXPECT_EQ(Trim(" \u00a0\ufeff Zoë \u3000\n"), "Zoë");
  EXPECT_EQ(Trim(" \t "), "");
}

TEST(Text, LowersWithoutALanguage) {
  EXPECT_EQ(ToLower("ÉLODIE@Example.COM"), "élodie@example.com");
}

TEST(Text, SeesWhatCanBeSeen) {
  EXPECT_TRUE(HasVisibleCharacter("\u200b é"));
  EXPECT_TRUE(HasVisibleCharacter("♥"));
  EXPECT_FALSE(HasVisibleCharacter(""));
  EXPECT_FALSE(HasVisibleCharacter(" \u00a0\u200d\u3164\u2800"));
  // A mark that nothing carries.
  EXPECT_FALSE(HasVisibleCharacter("\u0301"));
}

TEST(Text, LeavesOutWhatCannotBeSeen) {
  EXPECT_EQ(WithoutIgnorable("\u202f\u200eFR\u00ad\u200b "), "FR");
  EXPECT_EQ(WithoutIgnorable("a\u200db"), "ab");
  // Between letters of scripts that need it, it is part of the word.
  EXPECT_EQ(WithoutIgnorable("\u0915\u094d\u200d\u0937"),
            "\u0915\u094d\u200d\u0937");
  EXPECT_EQ(WithoutIgnorable("\u200b\u3164"), "");
}

TEST(Text, HasOnePlainForm) {
  EXPECT_EQ(ToPlainForm("Tel. ０６"), "tel. 06");
  EXPECT_EQ(ToPlainForm("ﬁ\u200b①"), "fi1");
  EXPECT_EQ(ToPlainForm("ABC"), "abc");
}

TEST(TextFold, GivesTheSearchForm) {
  EXPECT_EQ(Fold("Élodie GROẞ"), "elodie gross");
  EXPECT_EQ(Fold("Łukasz Żółć"), "lukasz zolc");
  EXPECT_EQ(Fold("Иванов"), "ivanov");
  EXPECT_EQ(Fold("محمد"), "mhmd");
  EXPECT_EQ(Fold("田中"), "tian zhong");
  EXPECT_EQ(Fold("İstanbul"), "istanbul");
  EXPECT_EQ(Fold("ﬁANCÉE ＡＢＣ"), "fiancee abc");
  EXPECT_EQ(Fold("Æsir Œuvre Þór Ðuro"), "aesir oeuvre thor duro");
}

TEST(TextFold, IsTheSameForBothNormalForms) {
  EXPECT_EQ(Fold("He\u0301le\u0300ne"), Fold("Hélène"));
}

TEST(TextFold, CollapsesPunctuation) {
  EXPECT_EQ(Fold("  Jean--Luc,  Picard. "), "jean luc picard");
  EXPECT_EQ(Fold("N'Diaye"), "ndiaye");
  EXPECT_EQ(Fold("N’Diaye"), "ndiaye");
  EXPECT_EQ(Fold("!?"), "");
}

TEST(TextFold, GivesTheSameByTableAndByRules) {
  // A letter outside the table sends the whole text through ICU.
  const std::string latin = "ÀÉÎÕÜ ßæøåçñ ŁŃŚŹ ığşİ d’Œuvre O'Neil x-y_z 42";

  EXPECT_EQ(Fold(latin + " 中"), Fold(latin) + " zhong");
}

TEST(TextFold, SplitsWords) {
  EXPECT_THAT(FoldedWords("Bar de l'Étoile"),
              ElementsAre("bar", "de", "letoile", "etoile"));
  EXPECT_THAT(FoldedWords("Joe's Jean-Luc"),
              ElementsAre("joes", "jean", "luc"));
  EXPECT_THAT(FoldedWords("..."), IsEmpty());
}

}  // namespace
}  // namespace comptoir
