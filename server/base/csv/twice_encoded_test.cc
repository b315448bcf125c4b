#include "server/base/csv/twice_encoded.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(IsTwiceEncoded, KnowsSpoiltLetters) {
  for (const char* text : {"GÃ¼nter", "HÃ©lÃ¨ne", "WeiÃŸ", "Å\u0081ukasz",
                           "Ã\u0089ric", "â‚¬ 5", "山 Zoë Ã©"}) {
    EXPECT_TRUE(IsTwiceEncoded(text)) << text;
  }
}

TEST(IsTwiceEncoded, LeavesNamesAlone) {
  for (const char* text :
       {"", "Awa", "Günter", "Hélène Lefèvre", "Weiß", "Łukasz", "Ã", "São",
        "JOÃO", "ÂNGELA", "Ünal Ğül", "山田", "Bjørn Åse", "5 €", "“Zoë”",
        "“CAFÉ”", "“IRMÔ", "\xC3"}) {
    EXPECT_FALSE(IsTwiceEncoded(text)) << text;
  }
}

}  // namespace
}  // namespace comptoir
