#include "server/customers/import/spelling/countries.h"

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

TEST(ReadCountry, KnowsCodes) {
  EXPECT_EQ(*ReadCountry("fr"), "FR");
  EXPECT_EQ(*ReadCountry("UK"), "GB");
  EXPECT_EQ(*ReadCountry("FRA"), "FR");
  EXPECT_EQ(*ReadCountry("U.S.A."), "US");
}

TEST(ReadCountry, KnowsNamesInManyLanguages) {
  EXPECT_EQ(*ReadCountry("États-Unis"), "US");
  EXPECT_EQ(*ReadCountry("España"), "ES");
  EXPECT_EQ(*ReadCountry("Deutschland"), "DE");
  EXPECT_EQ(*ReadCountry("Maroc"), "MA");
  EXPECT_EQ(*ReadCountry("Polska"), "PL");
  EXPECT_EQ(*ReadCountry("Suomi"), "FI");
  EXPECT_EQ(*ReadCountry("Россия"), "RU");
  EXPECT_EQ(*ReadCountry("日本"), "JP");
}

TEST(ReadCountry, KnowsOfficialFormerAndShortNames) {
  EXPECT_EQ(*ReadCountry("United States of America"), "US");
  EXPECT_EQ(*ReadCountry("Czech Republic"), "CZ");
  EXPECT_EQ(*ReadCountry("Czechia"), "CZ");
  EXPECT_EQ(*ReadCountry("Hong Kong"), "HK");
  EXPECT_EQ(*ReadCountry("Macau"), "MO");
  EXPECT_EQ(*ReadCountry("Korea, Republic of"), "KR");
  EXPECT_EQ(*ReadCountry("Russian Federation"), "RU");
  EXPECT_EQ(*ReadCountry("Viet Nam"), "VN");
  EXPECT_EQ(*ReadCountry("Ivory Coast"), "CI");
  EXPECT_EQ(*ReadCountry("Scotland"), "GB");
  EXPECT_EQ(*ReadCountry("Turkey"), "TR");
}

TEST(ReadCountry, LeavesOutArticles) {
  EXPECT_EQ(*ReadCountry("The Netherlands"), "NL");
  EXPECT_EQ(*ReadCountry("La France"), "FR");
  EXPECT_EQ(*ReadCountry("L'Espagne"), "ES");
  EXPECT_EQ(*ReadCountry("Die Schweiz"), "CH");
}

TEST(ReadCountry, RefusesOthers) {
  for (const char* text : {"", "Atlantis", "XX", "ZZZ", "75011", "the"}) {
    EXPECT_FALSE(ReadCountry(text).ok()) << text;
  }
}

}  // namespace
}  // namespace comptoir::customers
