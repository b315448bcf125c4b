#include "server/base/csv/encoding/plausibility.h"

#include <string>

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(IsPlausible, TakesWhatPeopleWrite) {
  for (const char* text : {"",
                           "plain",
                           "Hélène Lefèvre, 12 rue de l'Été",
                           "N’Diaye",
                           "MÜLLER Jürgen",
                           "Straße 5 – 2. Etage",
                           "N° 12, 1º",
                           "Łukasz Wójcik",
                           "Jiří Růžička",
                           "Győző Szőke",
                           "Иванов Алексей",
                           "Γιώργος",
                           "山田 太郎",
                           "株式会社ABC",
                           "ABC商事",
                           "ｱｲｳ",
                           "50 €",
                           "« café »",
                           "Çağrı İnce",
                           "김민수",
                           "محمد"}) {
    EXPECT_TRUE(IsPlausible(text)) << text;
  }
}

TEST(IsPlausible, RefusesWhatWrongReadingsMake) {
  for (const char* text :
       {"Ren‡", "RenÈ", "JŸrgen M¸ller", "Hﾃｩlﾃｨne", "Fran‡ois",
        "Îâàíîâ Àëåêñåé", "Pawe³ D¹browski", "M黮ler", "Ren\u0082", "▒Þ ╣┌",
        "Andr‚", "Mаrie", "\ufffd"}) {
    EXPECT_FALSE(IsPlausible(text)) << text;
  }
}

TEST(IsPlausible, ForgivesOneInTwenty) {
  std::string text;
  for (int i = 0; i < 19; ++i) text += "é ";

  EXPECT_TRUE(IsPlausible(text + "Ren‡"));
  EXPECT_FALSE(IsPlausible(text.substr(3) + "Ren‡"));
}

}  // namespace
}  // namespace comptoir
