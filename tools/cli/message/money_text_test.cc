#include "tools/cli/message/money_text.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

types::v1::Money MoneyOf(int64_t minor_units, const char* currency) {
  types::v1::Money money;
  money.set_minor_units(minor_units);
  money.set_currency(currency);
  return money;
}

TEST(ParseMoney, TakesTheDecimalsOfTheCurrency) {
  EXPECT_EQ(ParseMoney("12.5 EUR")->minor_units(), 1250);
  EXPECT_EQ(ParseMoney("12,50 EUR")->minor_units(), 1250);
  EXPECT_EQ(ParseMoney("-0.05 EUR")->minor_units(), -5);
  EXPECT_EQ(ParseMoney("1250 JPY")->minor_units(), 1250);
  EXPECT_EQ(ParseMoney("1.250 KWD")->minor_units(), 1250);
}

// Where ICU, which has CLDR's figures for everyday use, says otherwise.
TEST(ParseMoney, TakesTheDecimalsOfIso4217) {
  for (const std::string currency :
       {"AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS",
        "SYP", "YER"}) {
    const auto money = ParseMoney("12.50 " + currency);
    ASSERT_TRUE(money.ok()) << currency;
    EXPECT_EQ(money->minor_units(), 1250) << currency;
    EXPECT_EQ(MoneyText(*money), "12.50 " + currency);
  }
  EXPECT_EQ(ParseMoney("1.250 IQD")->minor_units(), 1250);
  EXPECT_EQ(MoneyText(MoneyOf(1250, "IQD")), "1.250 IQD");
  EXPECT_EQ(MoneyText(MoneyOf(1250, "UGX")), "1250 UGX");
}

TEST(ParseMoney, RefusesWhatIsNoMoney) {
  for (const std::string_view text :
       {"", "12", "EUR", "12 eur", "12. EUR", "1.2.3 EUR", "1.234 EUR",
        "0.5 JPY", "99999999999999999999 EUR", "0x1 EUR", "1 XYZ"}) {
    EXPECT_FALSE(ParseMoney(text).ok()) << text;
  }
}

TEST(MoneyText, WritesAllDecimals) {
  EXPECT_EQ(MoneyText(MoneyOf(1250, "EUR")), "12.50 EUR");
  EXPECT_EQ(MoneyText(MoneyOf(-5, "EUR")), "-0.05 EUR");
  EXPECT_EQ(MoneyText(MoneyOf(1250, "JPY")), "1250 JPY");
  EXPECT_EQ(MoneyText(MoneyOf(std::numeric_limits<int64_t>::min(), "JPY")),
            "-9223372036854775808 JPY");
}

TEST(MoneyText, GuessesNoDecimals) {
  EXPECT_EQ(MoneyText(MoneyOf(1250, "XYZ")), "1250 minor units of XYZ");
  EXPECT_EQ(MoneyText(MoneyOf(1250, "")), "1250 minor units of no currency");
}

}  // namespace
}  // namespace comptoir::cli
