#include "server/values/names/name_terms.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Whether `query` finds somebody with this given and family name.
bool Finds(std::string_view query, std::string_view given,
           std::string_view family = "") {
  std::vector<std::string> terms = NameTermsOf(given);
  for (const std::string& term : NameTermsOf(family)) terms.push_back(term);
  return HasWords(terms, ReadNameQuery(query, {}));
}

TEST(NameTerms, AreTheFoldedWordsOfLatinNames) {
  EXPECT_THAT(NameTermsOf("Jean-Luc d'Artagnan"),
              ElementsAre("jean", "luc", "dartagnan", "artagnan"));
  EXPECT_THAT(NameTermsOf("Müller"), ElementsAre("muller", "mueller"));
  EXPECT_THAT(NameTermsOf("Nguyễn Văn"), ElementsAre("nguyen", "van"));
  EXPECT_THAT(NameTermsOf("!?"), IsEmpty());
}

TEST(NameTerms, OfOtherScriptsAreTheirOwnAndTheirSounds) {
  EXPECT_THAT(NameTermsOf("지은"), ElementsAre("지은", "jieun"));
  EXPECT_THAT(NameTermsOf("小明"), ElementsAre("小明", "xiao", "ming"));
  EXPECT_THAT(NameTermsOf("Иванов"), ElementsAre("\x02ivanov"));
  EXPECT_THAT(NameTermsOf("محمد"), ElementsAre("محمد", "\x03mhmd"));
}

TEST(NameTerms, JoinWhatIsWrittenApart) {
  EXPECT_TRUE(Finds("legoff", "Yann", "Le Goff"));
  EXPECT_TRUE(Finds("le goff", "Yann", "Legoff"));
  EXPECT_TRUE(Finds("yann le goff", "Yann", "LeGoff"));
  EXPECT_TRUE(Finds("delacruz", "Juan", "de la Cruz"));
  EXPECT_TRUE(Finds("de la cruz", "Juan", "Delacruz"));
  EXPECT_TRUE(Finds("alsayed", "Omar", "Al-Sayed"));
  EXPECT_TRUE(Finds("al sayed", "Omar", "Alsayed"));
  EXPECT_TRUE(Finds("vangogh", "Vincent", "van Gogh"));
  EXPECT_TRUE(Finds("van gogh", "Vincent", "VanGogh"));
  EXPECT_TRUE(Finds("annemarie", "Anne-Marie"));
  EXPECT_TRUE(Finds("oreilly", "Tim", "O Reilly"));
  EXPECT_TRUE(Finds("o reilly", "Tim", "O'Reilly"));
  EXPECT_TRUE(Finds("macdonald", "Ian", "Mac Donald"));
  EXPECT_FALSE(Finds("legoff", "Yann", "Goff"));
  EXPECT_FALSE(Finds("legoff", "Lea", "Goff"));
  // Of so many words, not of more.
  EXPECT_TRUE(Finds("anne marie le goff", "Anne Marie", "Legoff"));
  EXPECT_FALSE(Finds("anne marie rose le goff", "Anne Marie Rose", "Legoff"));
}

TEST(NameTerms, KnowLetterPairs) {
  for (const char* query : {"mueller", "muller", "Müller", "MÜLLER"}) {
    EXPECT_TRUE(Finds(query, "Jürgen", "Müller")) << query;
  }
  EXPECT_TRUE(Finds("müller", "Jürgen", "Mueller"));
  EXPECT_TRUE(Finds("soerensen", "Bo", "Sørensen"));
  EXPECT_TRUE(Finds("aaberg", "Bo", "Åberg"));
  EXPECT_TRUE(Finds("strasse", "Straße"));
}

TEST(NameTerms, KnowEastAsianNames) {
  for (const char* query : {"박지은", "지은박", "박 지은", "지은", "박", "지",
                            "bag jieun", "park jieun", "jieun park"}) {
    EXPECT_TRUE(Finds(query, "지은", "박")) << query;
  }
  EXPECT_TRUE(Finds("이", "지은", "이"));
  EXPECT_TRUE(Finds("lee", "지은", "이"));
  EXPECT_FALSE(Finds("이", "Isabelle", "Imbert"));
  EXPECT_TRUE(Finds("지은", "박지은"));
  for (const char* query : {"たなかたろう", "たなか たろう", "タナカタロウ",
                            "tanaka taro", "tarou tanaka", "tanakataro"}) {
    EXPECT_TRUE(Finds(query, "たろう", "たなか")) << query;
  }
  for (const char* query : {"wang xiaoming", "xiaoming wang", "wang xiao ming",
                            "wangxiaoming", "王小明", "小明", "王"}) {
    EXPECT_TRUE(Finds(query, "小明", "王")) << query;
  }
  EXPECT_TRUE(Finds("王小明", "Xiaoming", "Wang"));
}

TEST(NameTerms, KnowRomanisations) {
  for (const char* query :
       {"alexey", "Aleksei", "aleksej", "алексей", "alex"}) {
    EXPECT_TRUE(Finds(query, "Алексей")) << query;
  }
  EXPECT_TRUE(Finds("natacha", "Наташа"));
  EXPECT_TRUE(Finds("yulia", "Юлия"));
  EXPECT_TRUE(Finds("julia", "Юлия"));
  EXPECT_TRUE(Finds("иванов", "Ivanov"));
  EXPECT_TRUE(Finds("giorgos papadopoulos", "Γιώργος", "Παπαδόπουλος"));
  EXPECT_TRUE(Finds("dimitris", "Δημήτρης"));
  EXPECT_TRUE(Finds("lakshmi", "लक्ष्मी"));
  EXPECT_TRUE(Finds("giorgi", "გიორგი"));
  for (const char* query : {"mohamed", "muhammad", "Mohammed", "محمد"}) {
    EXPECT_TRUE(Finds(query, "محمد")) << query;
  }
  EXPECT_TRUE(Finds("ahmed", "أحمد"));
  EXPECT_TRUE(Finds("ahmad", "احمد"));
  EXPECT_TRUE(Finds("fatima", "فاطمة"));
  EXPECT_TRUE(Finds("ali", "علي"));
  EXPECT_TRUE(Finds("youssef", "يوسف"));
  EXPECT_TRUE(Finds("abdallah", "عبد الله"));
  EXPECT_TRUE(Finds("abderrahmane", "عبد الرحمن"));
  EXPECT_TRUE(Finds("alsayed", "السيد"));
  EXPECT_TRUE(Finds("sayed", "السيد"));
  EXPECT_TRUE(Finds("sarah", "שרה"));
  EXPECT_TRUE(Finds("david", "דוד"));
  EXPECT_FALSE(Finds("martin", "محمد", "Иванов"));
  EXPECT_FALSE(Finds("ali", "السيد"));
}

TEST(NameQuery, CountsItsLetters) {
  EXPECT_EQ(ReadNameQuery("h", {}).letters, 1u);
  EXPECT_EQ(ReadNameQuery("Hé m", {}).letters, 3u);
  EXPECT_EQ(ReadNameQuery("이", {}).letters, 2u);
  EXPECT_EQ(ReadNameQuery(" ! ", {}).letters, 0u);
}

TEST(NameQuery, SpellsNothingThatIsNotThere) {
  const NameQuery query =
      ReadNameQuery("mohamed", {.has_sounds = false, .has_consonants = false});
  ASSERT_EQ(query.words.size(), 1u);
  EXPECT_EQ(query.words[0].size(), 1u);
}

}  // namespace
}  // namespace comptoir
