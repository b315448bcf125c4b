#include "server/values/country.h"

#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(Country, KnowsTheAssignedCodes) {
  EXPECT_TRUE(IsCountry("FR"));
  EXPECT_TRUE(IsCountry("CA"));
  EXPECT_TRUE(IsCountry("SS"));
  EXPECT_TRUE(IsCountry("XK"));
}

TEST(Country, RefusesEverythingElse) {
  EXPECT_FALSE(IsCountry(""));
  EXPECT_FALSE(IsCountry("fr"));
  EXPECT_FALSE(IsCountry("UK"));
  EXPECT_FALSE(IsCountry("ZZ"));
  EXPECT_FALSE(IsCountry("IC"));
  EXPECT_FALSE(IsCountry("FRA"));
  EXPECT_FALSE(IsCountry("É"));
}

TEST(Country, KnowsAllOfThem) {
  int count = 0;
  for (char first = 'A'; first <= 'Z'; ++first) {
    for (char second = 'A'; second <= 'Z'; ++second) {
      count += IsCountry(std::string{first, second});
    }
  }

  EXPECT_EQ(count, 249 + 1);
}

}  // namespace
}  // namespace comptoir
