#include "server/values/names/whole_name.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

bool AreOne(std::string_view a, std::string_view b) {
  EXPECT_EQ(WholeName(a).IsSameAs(WholeName(b)),
            WholeName(b).IsSameAs(WholeName(a)));
  return WholeName(a).IsSameAs(WholeName(b));
}

TEST(WholeName, IsOneButForSpacesAndMarks) {
  EXPECT_TRUE(AreOne("Hélène Martin", "HELENE  MARTIN"));
  EXPECT_TRUE(AreOne("Le Goff", "legoff"));
  EXPECT_TRUE(AreOne("Al-Sayed", "al sayed"));
  EXPECT_TRUE(AreOne("O’Neil", "oneil"));
  EXPECT_TRUE(AreOne("Jürgen Müller", "juergen mueller"));
  EXPECT_TRUE(AreOne("Jürgen Müller", "jurgen muller"));
  EXPECT_FALSE(AreOne("Martin", "Martine"));
  EXPECT_FALSE(AreOne("", ""));
  EXPECT_FALSE(AreOne("!", "?"));
}

TEST(WholeName, IsOneInAnyScript) {
  EXPECT_TRUE(AreOne("Алексей Иванов", "Alexey Ivanov"));
  EXPECT_TRUE(AreOne("محمد", "Mohamed"));
  EXPECT_TRUE(AreOne("王小明", "Wang Xiaoming"));
  EXPECT_TRUE(AreOne("박 지은", "박지은"));
  EXPECT_TRUE(AreOne("たなか たろう", "タナカ タロウ"));
  EXPECT_FALSE(AreOne("Алексей", "Иван"));
}

// Latin names are written as their owners do.
TEST(WholeName, DoesNotTakeOneLatinNameForAnother) {
  EXPECT_FALSE(AreOne("Alexey", "Aleksei"));
  EXPECT_FALSE(AreOne("Mohamed", "Mahmoud"));
}

}  // namespace
}  // namespace comptoir
