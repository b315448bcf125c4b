#include "server/values/cards/issuers.h"

#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

// What schemes, banks and processors publish for tests.
constexpr std::string_view kTestNumbers[] = {
    // Visa
    "4111111111111111",
    "4012888888881881",
    "4242424242424242",
    "4000056655665556",
    "4917610000000000",
    "4917610000000000003",
    "4222222222222",
    "4571736000000075",
    // Mastercard
    "5555555555554444",
    "5105105105105100",
    "5200828282828210",
    "2223003122003222",
    "2223000048410010",
    "2720992593319364",
    // American Express
    "378282246310005",
    "371449635398431",
    "378734493671000",
    "370000000000002",
    "341111111111111",
    // Discover
    "6011111111111117",
    "6011000990139424",
    "6011981111111113",
    "6445644564456445",
    "6550000000000001",
    // Diners Club
    "30569309025904",
    "38520000023237",
    "36227206271667",
    "36006666333344",
    "36148900647913",
    "36700102000000",
    "30000000000004",
    "38000000000006",
    "36438999960016",
    "3056930009020004",
    // JCB
    "3530111333300000",
    "3566002020360505",
    "3569990010095841",
    // UnionPay
    "6200000000000005",
    "6205500000000000004",
    "6212345678901265",
    "62123456789000003",
    "621234567890000002",
    "6212345678900000003",
    "8171999927660000",
    "8171999900000000021",
    // Maestro, Switch, Bancontact, Dankort
    "6759649826438453",
    "6799990100000000019",
    "6759560045005727054",
    "6304939304310009610",
    "6304900017740292441",
    "6333333333333333336",
    "5641820000000005",
    "6331101999990016",
    "6771798021000008",
    "6703444444444449",
    "5019717010103742",
    // Elo, Hipercard, Aura, Verve
    "6362970000457013",
    "5066991111111118",
    "6062828888666688",
    "5078601870000127985",
    "5061460410120223210",
    // RuPay, Troy, Mir, Napas, Uzcard
    "6073849700004947",
    "9792030394440796",
    "2200000000000053",
    "2204290100000006",
    "9704000000000018",
    "9704198526191432198",
    "8600060921090842",
};

TEST(CardIssuers, KnowAllTestNumbersOfTheSchemes) {
  for (const std::string_view number : kTestNumbers) {
    EXPECT_TRUE(IsCardNumber(number)) << number;
  }
}

TEST(CardIssuers, WantTheCheckDigit) {
  for (const std::string_view number : kTestNumbers) {
    std::string wrong(number);
    wrong.back() =
        wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
    EXPECT_FALSE(IsCardNumber(wrong)) << wrong;
  }
}

TEST(CardIssuers, WantPrefixAndLength) {
  EXPECT_FALSE(IsCardNumber("1111111111111117"));
  EXPECT_FALSE(IsCardNumber("0000000000000000"));
  EXPECT_FALSE(IsCardNumber("411111111111116"));
  EXPECT_FALSE(IsCardNumber("4000000000006"));         // 13 digits.
  EXPECT_FALSE(IsCardNumber("40000000000000000002"));  // 20 digits.
  EXPECT_FALSE(IsCardNumber(""));
}

TEST(CardIssuers, KnowSirets) {
  EXPECT_TRUE(IsSiret("38012345500012"));
  EXPECT_TRUE(IsSiret("39801234400014"));
  EXPECT_FALSE(IsSiret("30569309025904"));
  EXPECT_FALSE(IsSiret("3801234550001"));
}

TEST(CardIssuers, KnowChineseIdentityCards) {
  // Both begin like UnionPay's and pass the check of Luhn.
  EXPECT_TRUE(IsCardNumber("621234567890000002"));
  EXPECT_FALSE(IsCardNumber("622301198001010007"));
}

}  // namespace
}  // namespace comptoir
