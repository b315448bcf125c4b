#include "server/base/csv/text_encoding.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

using std::string_view_literals::operator""sv;

TEST(DecodeText, TakesUtf8AsItIs) {
  const auto decoded = DecodeText("Hélène;Zoë");

  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->text, "Hélène;Zoë");
  EXPECT_EQ(decoded->encoding, "UTF-8");
}

TEST(DecodeText, DropsTheByteOrderMark) {
  EXPECT_EQ(DecodeText("\xEF\xBB\xBFnom")->text, "nom");
}

TEST(DecodeText, TakesOtherBytesAsWindows1252) {
  const auto decoded = DecodeText("H\xE9l\xE8ne \x80");

  EXPECT_EQ(decoded->text, "Hélène €");
  EXPECT_EQ(decoded->encoding, "Windows-1252");
}

// The pain of importers that look at the first rows only.
TEST(DecodeText, LooksAtTheWholeFile) {
  const std::string bytes = std::string(100'000, 'a') + "\xE9";

  EXPECT_EQ(DecodeText(bytes)->encoding, "Windows-1252");
}

TEST(DecodeText, ReadsUtf16WithItsMark) {
  EXPECT_EQ(DecodeText("\xFF\xFEn\0\xE9\0"sv)->text, "né");
  EXPECT_EQ(DecodeText("\xFE\xFF\0n\0\xE9"sv)->text, "né");
}

TEST(DecodeText, RefusesWhatIsNoText) {
  EXPECT_FALSE(DecodeText("PK\x03\x04\0\0"sv).ok());
}

TEST(FoldHeading, DropsCaseAccentsAndPunctuation) {
  EXPECT_EQ(FoldHeading("  N° de Téléphone: "), "n de telephone");
  EXPECT_EQ(FoldHeading("E-mail"), "e mail");
  EXPECT_EQ(FoldHeading("given_name"), "given name");
  EXPECT_EQ(FoldHeading("Straße"), "straße");
}

}  // namespace
}  // namespace comptoir
