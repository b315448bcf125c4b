// Names in every script and however they are divided, searched and suggested.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/search/search_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::CustomerQuery;

class NameSearch : public SearchFixture {};

// By search as by suggest, whatever is typed.
TEST_F(NameSearch, FindsNamesInEveryScriptAndDivision) {
  struct {
    const char* typed;
    const char* given;
    const char* family;
  } const kNames[] = {
      {"legoff", "Yann", "Le Goff"},
      {"le goff", "Anne", "Legoff"},
      {"delacruz", "Juan", "de la Cruz"},
      {"alsayed", "Omar", "Al-Sayed"},
      {"vangogh", "Vincent", "van Gogh"},
      {"박지은", "지은", "박"},
      {"이", "서연", "이"},
      {"たなかたろう", "たろう", "たなか"},
      {"wang xiaoming", "小明", "王"},
      {"mueller", "Jürgen", "Müller"},
      {"alexey", "Алексей", "Петров"},
      {"mohamed", "محمد", "علي"},
  };
  for (const auto& [typed, given, family] : kNames) {
    SCOPED_TRACE(typed);
    const std::string id = customers_.CreateNamed(given, family);
    CustomerQuery prefix;
    prefix.mutable_name()->set_prefix(typed);
    EXPECT_THAT(Ids(prefix), Contains(id));
    EXPECT_THAT(Suggested(typed), Contains(id));
    CustomerQuery exact;
    exact.mutable_name()->set_exact(std::string(family) + " " + given);
    EXPECT_THAT(Ids(exact), ElementsAre(id));
    ASSERT_TRUE(customers_.Delete(id).ok());
  }
}

TEST_F(NameSearch, FindsWholeNamesInEveryScriptAndDivision) {
  const std::string goff = customers_.CreateNamed("Yann", "Le Goff");
  const std::string alexey = customers_.CreateNamed("Алексей", "Петров");
  const std::string muller = customers_.CreateNamed("Jürgen", "Müller");
  CustomerQuery query;
  query.mutable_name()->set_exact("yann legoff");
  EXPECT_THAT(Ids(query), ElementsAre(goff));
  query.mutable_name()->set_exact("Alexey Petrov");
  EXPECT_THAT(Ids(query), ElementsAre(alexey));
  query.mutable_name()->set_exact("juergen mueller");
  EXPECT_THAT(Ids(query), ElementsAre(muller));
  query.mutable_name()->set_exact("juergen muell");
  EXPECT_THAT(Ids(query), IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
