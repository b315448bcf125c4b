#include "server/customers/index/term_dictionary.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/index/most_frequent_first.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> TextsIn(const TermDictionary& terms,
                                 const TermRange& range) {
  std::vector<std::string> texts;
  for (uint32_t rank = range.begin; rank < range.end; ++rank) {
    texts.emplace_back(terms.Text(terms.AtRank(rank)));
  }
  for (const TermId term : range.fresh) texts.emplace_back(terms.Text(term));
  return texts;
}

std::vector<std::string> TextsOneTypoFrom(const TermDictionary& terms,
                                          std::string_view prefix) {
  std::vector<std::string> texts;
  for (const TermRange& range : terms.RangesOneTypoFrom(prefix)) {
    for (std::string& text : TextsIn(terms, range)) {
      texts.push_back(std::move(text));
    }
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

TEST(TermDictionary, KeepsEachTermOnce) {
  TermDictionary terms;

  const TermId martin = terms.Intern("martin");

  EXPECT_EQ(terms.Intern("martin"), martin);
  EXPECT_EQ(terms.Find("martin"), martin);
  EXPECT_EQ(terms.Find("mart"), std::nullopt);
  EXPECT_EQ(terms.Text(martin), "martin");
}

TEST(TermDictionary, FindsTermsByPrefixWithAndWithoutRanks) {
  TermDictionary terms;
  for (const char* text : {"martin", "mar", "helene", "martine"}) {
    terms.Intern(text);
  }
  terms.RankAll();
  for (const char* text : {"marc", "zoe"}) terms.Intern(text);

  EXPECT_THAT(TextsIn(terms, terms.RangeOf("mar")),
              ElementsAre("mar", "martin", "martine", "marc"));
  EXPECT_THAT(TextsIn(terms, terms.RangeOf("zo")), ElementsAre("zoe"));
  EXPECT_TRUE(terms.RangeOf("x").empty());
}

TEST(TermDictionary, KnowsWhetherATermIsInARange) {
  TermDictionary terms;
  const TermId martin = terms.Intern("martin");
  const TermId helene = terms.Intern("helene");
  terms.RankAll();
  const TermId marc = terms.Intern("marc");

  const TermRange range = terms.RangeOf("mar");

  EXPECT_TRUE(terms.IsIn(martin, range));
  EXPECT_TRUE(terms.IsIn(marc, range));
  EXPECT_FALSE(terms.IsIn(helene, range));
}

TEST(TermDictionary, KeepsCustomersInOrder) {
  TermDictionary terms;
  const TermId martin = terms.Intern("martin");
  for (const Ordinal customer : {5, 9, 7, 9}) {
    terms.AddCustomer(martin, customer);
  }

  terms.RemoveCustomer(martin, 5);
  terms.RemoveCustomer(martin, 6);

  EXPECT_THAT(terms.CustomersOf(martin), ElementsAre(7, 9));
}

// The texts of the terms, one letter each.
std::string ByFrequency(const TermDictionary& terms, uint32_t begin,
                        uint32_t end) {
  std::string texts;
  MostFrequentFirst most_frequent(terms, begin, end);
  while (const auto term = most_frequent.Next()) texts += terms.Text(*term);
  return texts;
}

TEST(TermDictionary, GivesTheMostFrequentTermsFirst) {
  TermDictionary terms;
  for (const Ordinal customer : {1, 2, 3}) {
    terms.AddCustomer(terms.Intern("b"), customer);
  }
  for (const Ordinal customer : {1, 2}) {
    terms.AddCustomer(terms.Intern("d"), customer);
  }
  for (const char* text : {"a", "c", "e"}) {
    terms.AddCustomer(terms.Intern(text), 1);
  }
  terms.RankAll();

  EXPECT_EQ(ByFrequency(terms, 0, 5).substr(0, 2), "bd");
  EXPECT_THAT(ByFrequency(terms, 0, 5),
              UnorderedElementsAre('a', 'b', 'c', 'd', 'e'));
  EXPECT_EQ(ByFrequency(terms, 2, 4), "dc");
  EXPECT_EQ(ByFrequency(terms, 2, 2), "");
  EXPECT_EQ(terms.EstimateCustomers(terms.RangeOf("")), 8u);
  EXPECT_EQ(terms.EstimateCustomers(terms.RangeOf("d")), 2u);
}

TEST(TermDictionary, FindsTermsOneTypoAway) {
  TermDictionary terms;
  for (const char* text : {"helene", "helena", "hellen", "elena", "marie"}) {
    terms.Intern(text);
  }
  terms.RankAll();
  terms.Intern("heleen");

  EXPECT_THAT(TextsOneTypoFrom(terms, "helnee"),
              ElementsAre("heleen", "helene"));
  EXPECT_THAT(TextsOneTypoFrom(terms, "hllene"), ElementsAre("helene"));
  EXPECT_THAT(TextsOneTypoFrom(terms, "xelene"), ElementsAre("helene"));
  EXPECT_THAT(TextsOneTypoFrom(terms, "helenex"), ElementsAre("helene"));
  EXPECT_THAT(TextsOneTypoFrom(terms, "gelen"),
              ElementsAre("elena", "helena", "helene"));
  EXPECT_THAT(TextsOneTypoFrom(terms, "helen"),
              ElementsAre("elena", "heleen", "helena", "helene", "hellen"));
  EXPECT_THAT(TextsOneTypoFrom(terms, "xyzuvw"), IsEmpty());
}

TEST(TermDictionary, FindsLongTermsOneTypoAway) {
  TermDictionary terms;
  const std::string term = "wolfeschlegelsteinhausenbergerdorff";
  terms.Intern(term);
  terms.RankAll();
  std::string early = term;
  early[3] = 'x';
  std::string late = term;
  late[30] = 'x';

  EXPECT_THAT(TextsOneTypoFrom(terms, early), ElementsAre(term));
  // Only the first letters, of which the filter knows, may hold the typo.
  EXPECT_THAT(TextsOneTypoFrom(terms, late), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
