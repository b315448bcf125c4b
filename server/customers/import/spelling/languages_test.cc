#include "server/customers/import/spelling/languages.h"

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

TEST(ReadLanguage, KnowsCodesAsProgramsWriteThem) {
  EXPECT_EQ(*ReadLanguage("fr"), "fr");
  EXPECT_EQ(*ReadLanguage("fr_FR"), "fr-FR");
  EXPECT_EQ(*ReadLanguage("fr-ca"), "fr-CA");
  EXPECT_EQ(*ReadLanguage("en_US.UTF-8"), "en-US");
}

TEST(ReadLanguage, KnowsNames) {
  EXPECT_EQ(*ReadLanguage("French / Français"), "fr");
  EXPECT_EQ(*ReadLanguage("French (BE) / Français (BE)"), "fr-BE");
  EXPECT_EQ(*ReadLanguage("English (US)"), "en-US");
  EXPECT_EQ(*ReadLanguage("Deutsch"), "de");
  EXPECT_EQ(*ReadLanguage("allemand"), "de");
  EXPECT_EQ(*ReadLanguage("日本語"), "ja");
}

TEST(ReadLanguage, RefusesOthers) {
  for (const char* text : {"", "Klingon", "x", "1", "FR ou EN", "zz"}) {
    EXPECT_FALSE(ReadLanguage(text).ok()) << text;
  }
}

}  // namespace
}  // namespace comptoir::customers
