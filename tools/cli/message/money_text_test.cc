#include "tools/cli/message/money_text.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

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
  }
  EXPECT_EQ(ParseMoney("1.250 IQD")->minor_units(), 1250);
}

TEST(ParseMoney, RefusesWhatIsNoMoney) {
  for (const std::string_view text :
       {"", "12", "EUR", "12 eur", "12. EUR", "1.2.3 EUR", "1.234 EUR",
        "0.5 JPY", "99999999999999999999 EUR", "0x1 EUR", "1 XYZ"}) {
    EXPECT_FALSE(ParseMoney(text).ok()) << text;
  }
}

}  // namespace
}  // namespace comptoir::cli
