#include "server/customers/import/columns.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(FieldOfHeading, KnowsSeveralLanguages) {
  EXPECT_EQ(FieldOfHeading("First Name"), "given_name");
  EXPECT_EQ(FieldOfHeading("Prénom"), "given_name");
  EXPECT_EQ(FieldOfHeading("Nombre"), "given_name");
  EXPECT_EQ(FieldOfHeading("NOM"), "family_name");
  EXPECT_EQ(FieldOfHeading("N° de téléphone"), "phone_number");
  EXPECT_EQ(FieldOfHeading("Correo electrónico"), "email_address");
  EXPECT_EQ(FieldOfHeading("Straße"), "address.lines");
  EXPECT_EQ(FieldOfHeading("Shoe size"), "");
}

TEST(FieldOfHeading, KnowsTheFieldsThemselves) {
  EXPECT_EQ(FieldOfHeading("given_name"), "given_name");
  EXPECT_EQ(FieldOfHeading("address.postal_code"), "address.postal_code");
}

TEST(PlanColumns, TellsWhatIsLeftOut) {
  const auto plan = PlanColumns({"Prénom", "Pointure", "Nom", ""}, {});

  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->fields, ElementsAre("given_name", "", "family_name", ""));
  EXPECT_THAT(plan->ignored, ElementsAre("Pointure"));
}

TEST(PlanColumns, LetsThePersonDecide) {
  const auto plan =
      PlanColumns({"Nom", "Info", "Note"}, {"Info=note", "Note="});

  EXPECT_THAT(plan->fields, ElementsAre("family_name", "note", ""));
}

TEST(PlanColumns, PrefersWhatThePersonDecided) {
  const auto plan = PlanColumns({"Nom", "X"}, {"X=family_name"});

  EXPECT_THAT(plan->fields, ElementsAre("", "family_name"));
}

TEST(PlanColumns, TakesTheFirstOfTwoPhones) {
  const auto plan = PlanColumns({"Nom", "Téléphone", "Portable"}, {});

  EXPECT_THAT(plan->fields, ElementsAre("family_name", "phone_number", ""));
  EXPECT_THAT(plan->ignored, ElementsAre("Portable"));
}

TEST(PlanColumns, RefusesWrongChoices) {
  EXPECT_THAT(
      std::string(PlanColumns({"Nom"}, {"Name=note"}).status().message()),
      HasSubstr("no column"));
  EXPECT_THAT(
      std::string(PlanColumns({"Nom"}, {"Nom=color"}).status().message()),
      HasSubstr("no field color"));
  EXPECT_FALSE(PlanColumns({"A", "B"}, {"A=note", "B=note"}).ok());
}

TEST(PlanColumns, RefusesATableOfNobody) {
  EXPECT_FALSE(PlanColumns({"Date", "Total"}, {}).ok());
}

}  // namespace
}  // namespace comptoir::customers
