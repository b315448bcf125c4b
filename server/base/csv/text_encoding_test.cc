#include "server/base/csv/text_encoding.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using std::string_view_literals::operator""sv;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string ErrorOf(std::string_view bytes, std::string_view named = {}) {
  return std::string(DecodeText(bytes, named).status().message());
}

TEST(DecodeText, TakesUtf8AsItIs) {
  const auto decoded = DecodeText("Hélène;Zoë");

  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->text, "Hélène;Zoë");
  EXPECT_EQ(decoded->encoding, "UTF-8");
}

// One such byte is for its row to answer for.
TEST(DecodeText, TakesUtf8WithAnEscapeInIt) {
  EXPECT_EQ(DecodeText("H\xC3\xA9l\xC3\xA8ne,Du\x1bpont")->encoding, "UTF-8");
  EXPECT_EQ(DecodeText("H\xC3\xA9l\xC3\xA8ne,Du\x1b(pont")->encoding, "UTF-8");
  EXPECT_EQ(DecodeText("Awa,Du\x1bpont")->encoding, "UTF-8");

  // Switches between sets of letters are no UTF-8. So few of them are not
  // enough to tell what they are.
  const std::string_view mail = "\x1b$B;3ED\x1b(B,\x1b$BB@O:\x1b(B\n";
  EXPECT_THAT(ErrorOf(mail), HasSubstr("--encoding"));
  EXPECT_EQ(DecodeText(mail, "ISO-2022-JP")->text, "山田,太郎\n");
}

// All of it is ASCII, and would be kept as it is spelt here.
TEST(DecodeText, AsksAboutUtf7) {
  const std::string_view mail = "name,note\nZo+AOk-,1 +- 1\n";

  EXPECT_THAT(ErrorOf(mail),
              AllOf(HasSubstr("UTF-7"), HasSubstr("--encoding UTF-8")));
  EXPECT_EQ(DecodeText(mail, "UTF-7")->text, "name,note\nZoé,1 + 1\n");
  EXPECT_EQ(DecodeText(mail, "UTF-8")->text, mail);
  EXPECT_EQ(DecodeText("Awa,+33612345678\n")->encoding, "UTF-8");
}

TEST(DecodeText, DropsTheByteOrderMark) {
  EXPECT_EQ(DecodeText("\xEF\xBB\xBFnom")->text, "nom");
  EXPECT_EQ(DecodeText("\xEF\xBB\xBFnom", "utf8")->text, "nom");
}

TEST(DecodeText, ReadsWhatExcelWritesInTheWest) {
  const auto decoded = DecodeText("name\nH\xE9l\xE8ne Lef\xE8vre\n50 \x80\n");

  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->text, "name\nHélène Lefèvre\n50 €\n");
  EXPECT_EQ(decoded->encoding, "windows-1252");
}

// The pain of importers that look at the first rows only.
TEST(DecodeText, LooksAtTheWholeFile) {
  const std::string bytes = std::string(100'000, 'a') + "\nRen\xE9\n";

  EXPECT_EQ(DecodeText(bytes)->text, std::string(100'000, 'a') + "\nRené\n");
}

TEST(DecodeText, ReadsUtf16WithAndWithoutItsMark) {
  EXPECT_EQ(DecodeText("\xFF\xFEn\0\xE9\0"sv)->text, "né");
  EXPECT_EQ(DecodeText("\xFE\xFF\0n\0\xE9"sv)->text, "né");
  EXPECT_EQ(DecodeText("n\0\xE9\0m\0e\0"sv)->text, "néme");
  EXPECT_EQ(DecodeText("\xFF\xFE\0\0n\0\0\0"sv)->text, "n");
}

TEST(DecodeText, BelievesWhoeverNamesTheEncoding) {
  // "Dvořák" where "Dvoøák" is as plausible.
  EXPECT_EQ(DecodeText("Dvo\xF8\xE1k", "windows-1250")->text, "Dvořák");
  EXPECT_EQ(DecodeText("Ren\x8E", "macintosh")->text, "René");
  EXPECT_EQ(DecodeText("\x8E\x52\x93\x63", "Shift_JIS")->text, "山田");
}

TEST(DecodeText, RefusesAnEncodingThatItDoesNotKnowOrThatDoesNotFit) {
  EXPECT_THAT(ErrorOf("a", "windows-9999"),
              AllOf(HasSubstr("windows-9999 is no encoding"),
                    HasSubstr("windows-1250")));
  EXPECT_THAT(ErrorOf("Ren\xE9", "UTF-8"),
              HasSubstr("is not written in UTF-8"));
}

TEST(DecodeText, SaysHowToNameWhatItCannotTell) {
  // One letter that is "é" in one code page, "Ž" in others.
  EXPECT_THAT(ErrorOf("\x8E\n\x8F\n\x9D\n"), HasSubstr("--encoding"));
}

TEST(DecodeText, SaysWhichLineOfUtf8IsDamaged) {
  EXPECT_THAT(ErrorOf("Hélène\nZoë\nFrançois\nRen\xE9\n"),
              AllOf(HasSubstr("line 4 is not UTF-8"), HasSubstr("--encoding")));
}

TEST(DecodeText, RefusesWhatIsNoText) {
  EXPECT_THAT(ErrorOf("a\0b,c"sv), HasSubstr("NUL"));
}

TEST(DecodeText, RefusesMoreThanItsLimit) {
  // Nothing is read of what is too large.
  const char byte = 'a';
  EXPECT_THAT(ErrorOf(std::string_view(&byte, kTextBytesMax + 1)),
              HasSubstr("split it"));
}

TEST(FoldHeading, DropsCaseAccentsAndPunctuation) {
  EXPECT_EQ(FoldHeading("  N° de Téléphone: "), "n de telephone");
  EXPECT_EQ(FoldHeading("E-mail"), "e mail");
  EXPECT_EQ(FoldHeading("given_name"), "given name");
  EXPECT_EQ(FoldHeading("Straße"), "straße");
}

}  // namespace
}  // namespace comptoir
