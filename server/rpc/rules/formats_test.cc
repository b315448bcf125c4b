#include "server/rpc/rules/formats.h"

#include <string>

#include "comptoir/annotations.pb.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::rpc {
namespace {

bool Is(Format format, std::string_view text, std::string_view prefix = "") {
  return FormatProblem(format, text, prefix).empty();
}

TEST(FormatProblem, KnowsIdsOfItsPrefix) {
  const std::string id = "cus_01jd5m7y3k8q4v9w2x6z0b1c3d";

  EXPECT_TRUE(Is(FORMAT_ID, id, "cus"));
  EXPECT_FALSE(Is(FORMAT_ID, id, "sal"));
  EXPECT_FALSE(Is(FORMAT_ID, id.substr(1), "cus"));
  EXPECT_FALSE(Is(FORMAT_ID, "cus_", "cus"));
  EXPECT_TRUE(Is(FORMAT_ID, id));
}

TEST(FormatProblem, NamesThePrefixThatAnIdMustHave) {
  const std::string sale = "sal_01jd5m7y3k8q4v9w2x6z0b1c3d";

  EXPECT_EQ(FormatProblem(FORMAT_ID, sale, "cus"),
            "must be an id of 'cus_' and 26 letters and digits");
  EXPECT_EQ(FormatProblem(FORMAT_ID, "01jd5m7y3k8q4v9w2x6z0b1c3d", ""),
            "must be an id: the prefix of its kind, such as 'cus_', and 26 "
            "letters and digits");
}

TEST(FormatProblem, KnowsAddressesAndNumbers) {
  EXPECT_TRUE(Is(FORMAT_EMAIL, "helene@example.fr"));
  EXPECT_FALSE(Is(FORMAT_EMAIL, "helene@"));
  EXPECT_TRUE(Is(FORMAT_PHONE, "+33 6 12 34 56 78"));
  EXPECT_TRUE(Is(FORMAT_PHONE, "22 34 56 78"));
  EXPECT_FALSE(Is(FORMAT_PHONE, "123"));
}

TEST(FormatProblem, KnowsCodesOfTheWorld) {
  EXPECT_TRUE(Is(FORMAT_COUNTRY, "FR"));
  EXPECT_FALSE(Is(FORMAT_COUNTRY, "fr"));
  EXPECT_TRUE(Is(FORMAT_CURRENCY, "EUR"));
  EXPECT_FALSE(Is(FORMAT_CURRENCY, "EURO"));
}

TEST(FormatProblem, KnowsLanguages) {
  EXPECT_TRUE(Is(FORMAT_LANGUAGE, "fr"));
  EXPECT_TRUE(Is(FORMAT_LANGUAGE, "fr-CA"));
  EXPECT_TRUE(Is(FORMAT_LANGUAGE, "zh-Hant-TW"));
  EXPECT_FALSE(Is(FORMAT_LANGUAGE, "f"));
  EXPECT_FALSE(Is(FORMAT_LANGUAGE, "fr-"));
  EXPECT_FALSE(Is(FORMAT_LANGUAGE, "fr--CA"));
  EXPECT_FALSE(Is(FORMAT_LANGUAGE, "fr_CA"));
}

TEST(FormatProblem, KnowsTimeZones) {
  EXPECT_TRUE(Is(FORMAT_TIME_ZONE, "Europe/Paris"));
  EXPECT_TRUE(Is(FORMAT_TIME_ZONE, "America/Argentina/Ushuaia"));
  EXPECT_TRUE(Is(FORMAT_TIME_ZONE, "UTC"));
  EXPECT_FALSE(Is(FORMAT_TIME_ZONE, "Europe/Atlantis"));
  EXPECT_FALSE(Is(FORMAT_TIME_ZONE, "../../etc/passwd"));
  // Younger than ICU's list.
  EXPECT_TRUE(Is(FORMAT_TIME_ZONE, "America/Ciudad_Juarez"));
  // On ICU's list, but no zone of the database.
  EXPECT_FALSE(Is(FORMAT_TIME_ZONE, "SystemV/EST5"));
  EXPECT_FALSE(Is(FORMAT_TIME_ZONE, "EST"));
  EXPECT_FALSE(Is(FORMAT_TIME_ZONE, "europe/paris"));
}

TEST(FormatProblem, KnowsBirthdays) {
  EXPECT_TRUE(Is(FORMAT_BIRTHDAY, "1984-02-29"));
  EXPECT_TRUE(Is(FORMAT_BIRTHDAY, "02-29"));
  EXPECT_FALSE(Is(FORMAT_BIRTHDAY, "1983-02-29"));
}

TEST(FormatProblem, KnowsRequestIds) {
  EXPECT_TRUE(Is(FORMAT_REQUEST_ID, "6f1c-A_b.9"));
  EXPECT_TRUE(Is(FORMAT_REQUEST_ID, std::string(64, 'a')));
  EXPECT_FALSE(Is(FORMAT_REQUEST_ID, std::string(65, 'a')));
  EXPECT_FALSE(Is(FORMAT_REQUEST_ID, "a b"));
}

TEST(FormatProblem, KnowsPasscodes) {
  EXPECT_TRUE(Is(FORMAT_PASSCODE, "1234"));
  EXPECT_TRUE(Is(FORMAT_PASSCODE, "12345678"));
  EXPECT_FALSE(Is(FORMAT_PASSCODE, "123"));
  EXPECT_FALSE(Is(FORMAT_PASSCODE, "123456789"));
  EXPECT_FALSE(Is(FORMAT_PASSCODE, "12a4"));
}

TEST(FormatProblem, RefusesControlCharactersInFreeText) {
  EXPECT_TRUE(Is(FORMAT_UNSPECIFIED, "no nuts\n\tplease, \xc3\x89lodie"));
  EXPECT_FALSE(Is(FORMAT_UNSPECIFIED, "a\x1b[31m"));
  EXPECT_FALSE(Is(FORMAT_UNSPECIFIED, std::string_view("a\0b", 3)));
  EXPECT_FALSE(Is(FORMAT_UNSPECIFIED, "a\x7f"));
}

TEST(FormatProblem, RefusesTextThatNobodySees) {
  for (const char* text :
       {"\u200d", "\u3164", "\u2800", "\u00ad", "\u200e", "\u115f\u1160",
        "\ufe0f", "\u180e", "\u0301", "\ue000", " \u2060 ", "\U000e0041",
        "\U0001d159", "\u200d\u200c\u00a0\u3164"}) {
    EXPECT_FALSE(Is(FORMAT_UNSPECIFIED, text)) << text;
  }
  for (const char* text : {"é", "박", "♥", "👩‍👧", "!", "1", "ल"}) {
    EXPECT_TRUE(Is(FORMAT_UNSPECIFIED, text)) << text;
  }
  // Spaces alone are as good as nothing, and harmless.
  EXPECT_TRUE(Is(FORMAT_UNSPECIFIED, " \u00a0"));
}

TEST(FormatProblem, RefusesCardNumbersInEveryFormat) {
  for (const Format format :
       {FORMAT_UNSPECIFIED, FORMAT_ID, FORMAT_EMAIL, FORMAT_PHONE,
        FORMAT_COUNTRY, FORMAT_CURRENCY, FORMAT_LANGUAGE, FORMAT_TIME_ZONE,
        FORMAT_BIRTHDAY, FORMAT_REQUEST_ID, FORMAT_PASSCODE}) {
    EXPECT_EQ(FormatProblem(format, "4111-1111-1111-1111", "cus"),
              FieldViolations::kHoldsCardNumber)
        << Format_Name(format);
  }
  EXPECT_FALSE(Is(FORMAT_EMAIL, "4111111111111111@example.com"));
  EXPECT_FALSE(Is(FORMAT_LANGUAGE, "fr-41111111-11111111"));
}

TEST(FormatProblem, RefusesCardNumbersInFreeText) {
  EXPECT_FALSE(Is(FORMAT_UNSPECIFIED, "card 4111 1111 1111 1111"));
  EXPECT_TRUE(Is(FORMAT_UNSPECIFIED, "order 4111 1111 1111 1112"));
}

TEST(FormatProblem, RefusesCardNumbersAsPhonesAndEmails) {
  EXPECT_EQ(FormatProblem(FORMAT_PHONE, "4111 1111 1111 1111", ""),
            FieldViolations::kHoldsCardNumber);
  EXPECT_TRUE(Is(FORMAT_PHONE, "4111 1111 1111 1112"));
  // A plus makes it a phone number while it is no longer than those are.
  EXPECT_TRUE(Is(FORMAT_PHONE, "+3782 822463 10005"));
  EXPECT_FALSE(Is(FORMAT_PHONE, "+4111 1111 1111 1111"));
  // Fifteen digits, and thirteen as cards had once; but for one that is still
  // published for tests.
  EXPECT_FALSE(Is(FORMAT_PHONE, "3782 822463 10005"));
  EXPECT_TRUE(Is(FORMAT_PHONE, "4000000000006"));
  EXPECT_FALSE(Is(FORMAT_PHONE, "4222222222222"));
  EXPECT_EQ(FormatProblem(FORMAT_EMAIL, "4111111111111111@example.com", ""),
            FieldViolations::kHoldsCardNumber);
  EXPECT_TRUE(Is(FORMAT_EMAIL, "4111111111111112@example.com"));
}

}  // namespace
}  // namespace comptoir::rpc
