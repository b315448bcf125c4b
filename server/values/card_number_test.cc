#include "server/values/card_number.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CardNumber, FindsEachIssuer) {
  EXPECT_TRUE(ContainsCardNumber("4111111111111111"));
  EXPECT_TRUE(ContainsCardNumber("4222222222222"));
  EXPECT_TRUE(ContainsCardNumber("5555555555554444"));
  EXPECT_TRUE(ContainsCardNumber("2223003122003222"));
  EXPECT_TRUE(ContainsCardNumber("378282246310005"));
  EXPECT_TRUE(ContainsCardNumber("6011111111111117"));
  EXPECT_TRUE(ContainsCardNumber("30569309025904"));
  EXPECT_TRUE(ContainsCardNumber("3530111333300000"));
  EXPECT_TRUE(ContainsCardNumber("6200000000000005"));
  EXPECT_TRUE(ContainsCardNumber("6759649826438453"));
}

TEST(CardNumber, SaysWhereItIs) {
  EXPECT_THAT(FindCardNumbers("card 4111 1111 1111 1111, 12/27"),
              ElementsAre(CardNumberSpan{5, 24}));
  EXPECT_THAT(FindCardNumbers("é4111111111111111"), IsEmpty());
  EXPECT_THAT(FindCardNumbers("é 4111111111111111 5555-5555-5555-4444"),
              ElementsAre(CardNumberSpan{3, 19}, CardNumberSpan{20, 39}));
}

TEST(CardNumber, SeesThroughSeparators) {
  EXPECT_TRUE(ContainsCardNumber("4111-1111-1111-1111"));
  EXPECT_TRUE(ContainsCardNumber("4111.1111.1111.1111"));
  EXPECT_TRUE(ContainsCardNumber("4111\u00a01111\u202f1111\u20131111"));
  EXPECT_TRUE(ContainsCardNumber("41\u200b1111\u200d11111111\u00ad11"));
  EXPECT_TRUE(ContainsCardNumber("４１１１１１１１１１１１１１１１"));
  EXPECT_TRUE(ContainsCardNumber("٤١١١ ١١١١ ١١١١ ١١١١"));
  EXPECT_TRUE(ContainsCardNumber("3782 822463 10005"));
  EXPECT_TRUE(ContainsCardNumber("41 11 11 11 11 11 11 11"));
  EXPECT_TRUE(ContainsCardNumber("41 11 11 11 11 11 11 11, 12/27"));
  EXPECT_TRUE(ContainsCardNumber("411111-1111111111"));
}

TEST(CardNumber, SeesThroughWhatStandsBetweenItsGroups) {
  for (const std::string_view gap :
       {"  ", "/", ", ", ",", "\n", "\r\n", "\n\n", " - ", " / ", "|", "_", ";",
        ":", "\t", " \u2022 ", "\u3001", ". "}) {
    std::string text;
    for (int group = 0; group < 4; ++group) {
      if (group > 0) text += gap;
      text += group == 0 ? "4111" : "1111";
    }
    EXPECT_TRUE(ContainsCardNumber(text)) << text;
    EXPECT_TRUE(
        ContainsCardNumber("call 06 12 34 56 78" + std::string(gap) + text))
        << text;
  }
  EXPECT_TRUE(ContainsCardNumber("4111 1111/1111/1111"));
  EXPECT_TRUE(ContainsCardNumber("4111 / 1111 1111 1111"));
  EXPECT_TRUE(ContainsCardNumber("4111-1111, 1111\n1111"));
  EXPECT_TRUE(ContainsCardNumber("3782/822463/10005"));
  EXPECT_TRUE(ContainsCardNumber("41111111, 11111111"));
  EXPECT_TRUE(ContainsCardNumber("4\ufe0f111111111111111"));
  EXPECT_TRUE(ContainsCardNumber("4111\u3164111111111111"));
}

TEST(CardNumber, IsNoListOfOtherNumbers) {
  // Two numbers of eight digits.
  EXPECT_FALSE(ContainsCardNumber("4111 1111 / 1111 1111"));
  EXPECT_FALSE(ContainsCardNumber("411, 111, 111, 111, 1111"));
  EXPECT_FALSE(ContainsCardNumber("4111 to 1111 to 1111 to 1111"));
}

TEST(CardNumber, IsFoundAmongOtherNumbers) {
  EXPECT_TRUE(ContainsCardNumber("table 12 4111 1111 1111 1111 12 27 123"));
  EXPECT_TRUE(ContainsCardNumber("4111111111111111 12.27"));
  EXPECT_TRUE(ContainsCardNumber("4111111111111111,5555555555554444"));
  EXPECT_TRUE(ContainsCardNumber("CB4 4111 1111 1111 1111"));
  EXPECT_TRUE(ContainsCardNumber("+33612345678, 4111111111111111"));
}

TEST(CardNumber, NeedsTheCheckDigitAndAnIssuer) {
  EXPECT_FALSE(ContainsCardNumber("4111111111111112"));
  EXPECT_FALSE(ContainsCardNumber("1111111111111117"));
  EXPECT_FALSE(ContainsCardNumber("0000000000000000"));
  EXPECT_FALSE(ContainsCardNumber("411111111111"));
  EXPECT_FALSE(ContainsCardNumber("411111111111116"));
}

TEST(CardNumber, MayTouchAWordThatIsWrittenAgainstIt) {
  for (const std::string_view text :
       {"visa4111111111111111", "VISA4111 1111 1111 1111", "CB4111111111111111",
        "Mastercard5555555555554444", "Kreditkarte:4111111111111111",
        "Kreditkarte4111111111111111", "amex378282246310005",
        "4111111111111111x", "4111111111111111exp12/27",
        "4111 1111 1111 1111cvv123", "visa4111111111111111exp1227"}) {
    EXPECT_TRUE(ContainsCardNumber(text)) << text;
  }
  EXPECT_THAT(FindCardNumbers("visa4111111111111111x"),
              ElementsAre(CardNumberSpan{4, 20}));
  // Of other ids.
  EXPECT_FALSE(ContainsCardNumber("ORD4111111111111111"));
  EXPECT_FALSE(ContainsCardNumber("acb4111111111111111"));
  EXPECT_FALSE(ContainsCardNumber("4111111111111111xy"));
  EXPECT_FALSE(ContainsCardNumber("4111111111111111X"));
  EXPECT_FALSE(ContainsCardNumber("visa4111111111111111z"));
}

TEST(CardNumber, IsNotHiddenByWhatIsNotSeen) {
  for (const std::string_view sign :
       {"\ufffc", "\u2800", "\u0336", "\u20e3", "\ufe0f\u20e3", "\u200b",
        "\u2063", "\ue000", "\u115f", "\U000e0031"}) {
    std::string everywhere;
    for (const char digit : std::string("4111111111111111")) {
      everywhere += digit;
      everywhere += sign;
    }
    EXPECT_TRUE(ContainsCardNumber(everywhere)) << everywhere;
    EXPECT_TRUE(ContainsCardNumber("41" + std::string(sign) + "11111" +
                                   std::string(sign) + "111111111"))
        << sign;
  }
}

TEST(CardNumber, TouchesNoLetterOrDigit) {
  EXPECT_FALSE(ContainsCardNumber("A4111111111111111"));
  EXPECT_FALSE(ContainsCardNumber("4111111111111111z"));
  EXPECT_FALSE(ContainsCardNumber("94111111111111111"));
}

TEST(CardNumber, IsNoNumberOfAnotherScheme) {
  EXPECT_FALSE(ContainsCardNumber("38012345500012"));
  EXPECT_FALSE(ContainsCardNumber("SIRET : 398 012 344 00014"));
  EXPECT_FALSE(ContainsCardNumber("398012344 00014"));
  EXPECT_FALSE(ContainsCardNumber("6940095564010"));
  EXPECT_FALSE(ContainsCardNumber("5000168001142"));
  EXPECT_FALSE(ContainsCardNumber("503-1234567-7654318"));
  // Grouped as no SIRET is.
  EXPECT_TRUE(ContainsCardNumber("3801 234550 0012"));
}

TEST(CardNumber, IsNoDecimalPhoneIbanOrUuid) {
  EXPECT_FALSE(ContainsCardNumber("36.438999600004"));
  EXPECT_FALSE(ContainsCardNumber("+36438999600004"));
  EXPECT_FALSE(ContainsCardNumber("+36 (438) 999 600 004, 06 12 34 56 78"));
  EXPECT_TRUE(ContainsCardNumber("+4111111111111111"));
  EXPECT_FALSE(ContainsCardNumber("06 12 34 56 78 06 98 76 54 32"));
  EXPECT_FALSE(ContainsCardNumber("FR76 3000 6000 0112 3456 7890 189"));
  EXPECT_FALSE(ContainsCardNumber("DE89370400440532013000"));
  EXPECT_FALSE(ContainsCardNumber("41111111-1111-1111-8000-0123456789ab"));
  EXPECT_TRUE(ContainsCardNumber("41111111-1111-1111-8000"));
}

TEST(CardNumber, IsASecurityCodeWithADateBesideIt) {
  EXPECT_THAT(FindCardNumbers("exp 12/27, cvv: 123"),
              ElementsAre(CardNumberSpan{16, 19}));
  EXPECT_TRUE(ContainsCardNumber("CVC2 1234 until 09-2031"));
  EXPECT_FALSE(ContainsCardNumber("her cvv 123 came up"));
  EXPECT_FALSE(ContainsCardNumber("12/27, cvv 12345"));
  EXPECT_FALSE(ContainsCardNumber("13/27, cvv 123"));
}

TEST(CardNumber, IsMaskedButForItsEnd) {
  EXPECT_EQ(MaskCardNumbers("é 4111 1111 1111 1111, 12/27, CVV 123!"),
            "é **** **** **** 1111, 12/27, CVV ***!");
  EXPECT_EQ(MaskCardNumbers("４１１１１１１１１１１１１１１１"),
            "************1111");
  EXPECT_EQ(MaskCardNumbers("06 12 34 56 78"), "06 12 34 56 78");
}

}  // namespace
}  // namespace comptoir
