#include "server/values/phone/written_number.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

// "digits", "digits x extension" or "none".
std::string Read(std::string_view text) {
  const std::optional<WrittenNumber> written = ReadWrittenNumber(text);
  if (!written) return "none";
  if (written->extension.empty()) return written->digits;
  return written->digits + " x " + written->extension;
}

TEST(WrittenNumber, TakesTheDigitsOfAllScripts) {
  EXPECT_EQ(Read("06 12-34.56/78"), "0612345678");
  EXPECT_EQ(Read("(514) 555-0123"), "5145550123");
  EXPECT_EQ(Read("+33 (0)6 12 34 56 78"), "+330612345678");
  EXPECT_EQ(Read("（＋３３）６ １２ ３４ ５６ ７８"), "+33612345678");
  EXPECT_EQ(Read("٠٦١٢٣٤٥٦٧٨"), "0612345678");
  EXPECT_EQ(Read("०९८७६५४३२१०"), "09876543210");
}

TEST(WrittenNumber, TakesSpacesAndDashesOfAllKinds) {
  EXPECT_EQ(Read("０９０ー１２３４ー５６７８"), "09012345678");
  EXPECT_EQ(Read("０９０ｰ１２３４－５６７８"), "09012345678");
  EXPECT_EQ(Read("090・1234・5678"), "09012345678");
  EXPECT_EQ(Read("06\u300012\u00a034\u202f56\t78"), "0612345678");
  EXPECT_EQ(Read("06\u201112\u201334\u201456\u221278"), "0612345678");
  EXPECT_EQ(Read("[06] 12_34 56·78"), "0612345678");
  EXPECT_EQ(Read("612,345,678"), "612345678");
}

TEST(WrittenNumber, DoesNotSeeWhatCannotBeSeen) {
  EXPECT_EQ(Read("06\ufe0d12\u200b34\u00ad56\ufeff78"), "0612345678");
  // As copied from address books, with marks of direction around.
  EXPECT_EQ(Read("\u202a+33 6 12 34 56 78\u202c"), "+33612345678");
  EXPECT_EQ(Read("\u206806 12 34 56 78\u2069\n"), "0612345678");
  // Emoji of digits.
  EXPECT_EQ(Read("0\ufe0f\u20e36\ufe0f\u20e312345678"), "0612345678");
}

TEST(WrittenNumber, TakesExtensions) {
  for (const std::string_view extension :
       {"ext 42",       "ext: 42",    "Ext. 42",      "extn 42",
        "extension 42", "x42",        "x. 42",        "#42",
        "# 42",         ",,42",       ",42",          ";42",
        ";ext=42",      "p42",        "w42",          "~42",
        "(ext 42)",     "ｅｘｔ４２", "poste 42",     "poste: 42",
        "(poste 42)",   "int. 42",    "interne 42",   "extensión 42",
        "anexo 42",     "interno 42", "Durchwahl 42", "DW 42",
        "Apparat 42",   "App. 42",    "Nst. 42",      "est. 42",
        "ramal 42",     "Ramal: 42",  "toestel 42",   "доб. 42",
        "内線42"}) {
    EXPECT_EQ(Read("514-555-0123 " + std::string(extension)), "5145550123 x 42")
        << extension;
  }
  EXPECT_EQ(Read("5145550123x1234567"), "5145550123 x 1234567");
  EXPECT_EQ(Read("5145550123x12345678"), "none");
  EXPECT_EQ(Read("5145550123 x"), "none");
  EXPECT_EQ(Read("5145550123 ext +42"), "none");
}

TEST(WrittenNumber, TakesLinksToNumbers) {
  EXPECT_EQ(Read("tel:+1-514-555-0123"), "+15145550123");
  EXPECT_EQ(Read("TEL:+1-514-555-0123;ext=42"), "+15145550123 x 42");
  EXPECT_EQ(Read("tel:555-0123;phone-context=+1-514"), "+15145550123");
  EXPECT_EQ(Read("tel:+15145550123;isub=1;ext=42"), "+15145550123 x 42");
  EXPECT_EQ(Read("Tel.: 06 12 34 56 78"), "0612345678");
  EXPECT_EQ(Read("Tél : 06 12 34 56 78"), "0612345678");
  EXPECT_EQ(Read("whatsapp:+33612345678"), "+33612345678");
}

TEST(WrittenNumber, TakesTheMarksOfSpreadsheets) {
  EXPECT_EQ(Read("612345678.0"), "612345678");
  EXPECT_EQ(Read("3023125123.0"), "3023125123");
  EXPECT_EQ(Read("+33612345678.00"), "+33612345678");
  EXPECT_EQ(Read("612345678,0"), "612345678");
  EXPECT_EQ(Read("'0612345678"), "0612345678");
  EXPECT_EQ(Read("=\"0612345678\""), "0612345678");
  // Groups of two stay.
  EXPECT_EQ(Read("06.12.34.56.00"), "0612345600");
}

TEST(WrittenNumber, RefusesWhatASpreadsheetSpoiled) {
  EXPECT_EQ(Read("6.12346E+11"), "none");
  EXPECT_EQ(Read("612345678.5"), "none");
  EXPECT_EQ(Read("#NUM!"), "none");
  EXPECT_EQ(Read("########"), "none");
}

TEST(WrittenNumber, HoldsToTheLimits) {
  EXPECT_EQ(Read("123"), "none");
  EXPECT_EQ(Read("1234"), "1234");
  EXPECT_EQ(Read("+123456"), "none");
  EXPECT_EQ(Read("+1234567"), "+1234567");
  EXPECT_EQ(Read("1234567890123456"), "1234567890123456");
  EXPECT_EQ(Read("12345678901234567"), "none");
  EXPECT_EQ(Read("+1234567890123456"), "+1234567890123456");
  EXPECT_EQ(Read("+12345678901234567"), "none");
  EXPECT_EQ(Read("00700123456789012345"), "00700123456789012345");
  EXPECT_EQ(Read("007001234567890123456"), "none");
  EXPECT_EQ(Read("06123456" + std::string(118, ' ') + "78"), "0612345678");
  EXPECT_EQ(Read("06123456" + std::string(119, ' ') + "78"), "none");
}

TEST(WrittenNumber, RefusesTwoNumbersAndOtherText) {
  EXPECT_EQ(Read("06 12 34 56 78 / 06 98 76 54 32"), "none");
  EXPECT_EQ(Read("0612345678, 0698765432"), "none");
  EXPECT_EQ(Read("0612345678\n0698765432"), "none");
  EXPECT_EQ(Read("0612+345678"), "none");
  EXPECT_EQ(Read("06 12 34 56 78 or so"), "none");
  EXPECT_EQ(Read("1-800-FLOWERS99"), "none");
  EXPECT_EQ(Read("n/a"), "none");
  EXPECT_EQ(Read("tel:"), "none");
  EXPECT_EQ(Read(""), "none");
  EXPECT_EQ(Read("0612345\xff"
                 "678"),
            "none");
}

TEST(TypedDigits, MayBeFew) {
  EXPECT_EQ(ReadTypedDigits("06 12-3"), "06123");
  EXPECT_EQ(ReadTypedDigits("+33 6"), "+336");
  EXPECT_EQ(ReadTypedDigits("０６"), "06");
  EXPECT_EQ(ReadTypedDigits("6 o'clock"), std::nullopt);
  EXPECT_EQ(ReadTypedDigits("+"), std::nullopt);
  EXPECT_EQ(ReadTypedDigits(""), std::nullopt);
}

}  // namespace
}  // namespace comptoir
