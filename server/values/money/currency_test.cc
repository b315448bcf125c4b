#include "server/values/money/currency.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(Currency, KnowsMinorDigits) {
  EXPECT_EQ(MinorDigits("EUR"), 2);
  EXPECT_EQ(MinorDigits("CAD"), 2);
  EXPECT_EQ(MinorDigits("MAD"), 2);
  EXPECT_EQ(MinorDigits("JPY"), 0);
  EXPECT_EQ(MinorDigits("XOF"), 0);
  EXPECT_EQ(MinorDigits("TND"), 3);
}

TEST(Currency, RefusesEverythingElse) {
  EXPECT_FALSE(IsCurrency(""));
  EXPECT_FALSE(IsCurrency("eur"));
  EXPECT_FALSE(IsCurrency("EURO"));
  EXPECT_FALSE(IsCurrency("EU"));
  EXPECT_FALSE(IsCurrency("XAU"));
  EXPECT_FALSE(IsCurrency("XXX"));
  EXPECT_FALSE(IsCurrency("UR "));
  EXPECT_FALSE(IsCurrency(" EU"));
}

}  // namespace
}  // namespace comptoir
