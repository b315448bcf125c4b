#include "server/values/money/money_text.h"

#include <cstdint>
#include <limits>

#include "gtest/gtest.h"
#include "server/values/money/money.h"

namespace comptoir {
namespace {

TEST(MoneyText, WritesAllDecimals) {
  EXPECT_EQ(MoneyText(MakeMoney(1250, "EUR")), "12.50 EUR");
  EXPECT_EQ(MoneyText(MakeMoney(-5, "EUR")), "-0.05 EUR");
  EXPECT_EQ(MoneyText(MakeMoney(1250, "JPY")), "1250 JPY");
  EXPECT_EQ(MoneyText(MakeMoney(std::numeric_limits<int64_t>::min(), "JPY")),
            "-9223372036854775808 JPY");
  EXPECT_EQ(MoneyText(MakeMoney(1250, "IQD")), "1.250 IQD");
  EXPECT_EQ(MoneyText(MakeMoney(1250, "UGX")), "1250 UGX");
  EXPECT_EQ(MoneyText(MakeMoney(1250, "YER")), "12.50 YER");
}

TEST(MoneyText, GuessesNoDecimals) {
  EXPECT_EQ(MoneyText(MakeMoney(1250, "XYZ")), "1250 minor units of XYZ");
  EXPECT_EQ(MoneyText(MakeMoney(1250, "")), "1250 minor units of no currency");
}

}  // namespace
}  // namespace comptoir
