#include "server/customers/import/headings/columns.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/csv/csv_reader.h"

namespace comptoir::customers {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// The field of each column.
std::vector<std::string> Fields(const std::vector<std::string>& heading,
                                const std::vector<std::string>& given = {}) {
  const auto plan = PlanColumns(heading, given);
  if (!plan.ok()) return {std::string(plan.status().message())};
  std::vector<std::string> fields;
  for (const Column& column : plan->columns) {
    fields.push_back(column.heading.field);
  }
  return fields;
}

std::string ErrorOf(const std::vector<std::string>& heading,
                    const std::vector<std::string>& given = {}) {
  return std::string(PlanColumns(heading, given).status().message());
}

TEST(PlanColumns, TellsWhatIsLeftOut) {
  const auto plan = PlanColumns({"Prénom", "Pointure", "Nom", ""}, {});

  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->ignored, ElementsAre("Pointure"));
  EXPECT_THAT(Fields({"Prénom", "Pointure", "Nom", ""}),
              ElementsAre("given_name", "", "family_name", ""));
}

TEST(PlanColumns, LetsThePersonDecide) {
  EXPECT_THAT(Fields({"Nom", "Info", "Note"}, {"Info=note", "Note="}),
              ElementsAre("family_name", "note", ""));
  EXPECT_THAT(Fields({"Nom", "X"}, {"X=family_name"}),
              ElementsAre("", "family_name"));
}

TEST(PlanColumns, TakesNomForTheWholeNameInATableOfWholeNames) {
  EXPECT_THAT(Fields({"Nom", "Est une société"}),
              ElementsAre("full_name", "is_company"));
  EXPECT_THAT(Fields({"Nom", "Nom affiché"}),
              ElementsAre("full_name", "full_name"));
  EXPECT_THAT(Fields({"Nom", "Prénom", "Nom affiché"}),
              ElementsAre("family_name", "given_name", "full_name"));
  EXPECT_THAT(Fields({"Nom", "Contact"}),
              ElementsAre("family_name", "full_name"));
}

TEST(PlanColumns, UnderstandsNameByWhatStandsBesideIt) {
  EXPECT_THAT(Fields({"Name", "Vorname"}),
              ElementsAre("family_name", "given_name"));
  EXPECT_THAT(Fields({"Vorname", "Name"}),
              ElementsAre("given_name", "family_name"));
  EXPECT_THAT(Fields({"Surname", "Name"}),
              ElementsAre("family_name", "given_name"));
  EXPECT_THAT(Fields({"Voornaam", "Naam"}),
              ElementsAre("given_name", "family_name"));
  EXPECT_THAT(Fields({"Name", "First"}),
              ElementsAre("family_name", "given_name"));
  EXPECT_THAT(Fields({"First", "Last"}),
              ElementsAre("given_name", "family_name"));
  EXPECT_THAT(Fields({"Name", "Phone"}),
              ElementsAre(kFullName, "phone_number"));
  EXPECT_THAT(Fields({"Name", "Given Name", "Family Name"}),
              ElementsAre(kFullName, "given_name", "family_name"));
  EXPECT_THAT(Fields({"Nom", "Prénom", "Nom de famille"}),
              ElementsAre(kFullName, "given_name", "family_name"));
  EXPECT_THAT(Fields({"Nom", "Prénom"}),
              ElementsAre("family_name", "given_name"));
}

TEST(PlanColumns, TakesEveryColumnOfAField) {
  const auto plan = PlanColumns(
      {"Nom", "Portable", "Téléphone (bureau)", "Téléphone (domicile)"}, {});

  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->ignored, ElementsAre());
  // The preferred first.
  EXPECT_THAT(plan->ColumnsOf("phone_number"), ElementsAre(1, 3, 2));
}

TEST(PlanColumns, ReadsThePartsOfABirthday) {
  EXPECT_THAT(Fields({"Vorname", "Geburtsjahr", "Geburtsmonat", "Geburtstag"}),
              ElementsAre("given_name", kBirthYear, kBirthMonth, kBirthDay));
  EXPECT_THAT(Fields({"Vorname", "Geburtstag"}),
              ElementsAre("given_name", "birthday"));
}

TEST(PlanColumns, RefusesWrongChoices) {
  EXPECT_THAT(ErrorOf({"Nom"}, {"Name=note"}), HasSubstr("no column"));
  EXPECT_THAT(ErrorOf({"Nom"}, {"Nom=color"}), HasSubstr("no field color"));
}

TEST(PlanColumns, SaysWhichHeadingsItReadWhereNobodyIsNamed) {
  EXPECT_THAT(ErrorOf({"Date", "Total"}),
              AllOf(HasSubstr("\"Date\", \"Total\""), HasSubstr("--column")));
}

TEST(PlanColumns, RepeatsNobodysDataWhereHeadingsAreMissing) {
  EXPECT_THAT(ErrorOf({"Awa", "Diop", "awa@example.com"}),
              AllOf(HasSubstr("looks like a customer"), Not(HasSubstr("Awa"))));
}

CsvTable TableOf(const std::string& text) { return *ReadCsv(text); }

TEST(FindHeading, StepsOverTitles) {
  CsvTable table = TableOf(
      "Customers of Au Comptoir;;\nAs of 3 April;;\nPrénom;Nom;Ville\n"
      "Awa;Diop;Dakar\n");

  FindHeading({}, table);

  EXPECT_EQ(table.heading.line, 3);
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].cells[0], "Awa");
}

TEST(FindHeading, KnowsHeadingsThatSomebodyNamed) {
  CsvTable table = TableOf("Export\nA,B\nAwa,Diop\n");

  FindHeading({"A=given_name", "B=family_name"}, table);

  EXPECT_EQ(table.heading.line, 2);
}

TEST(FindHeading, StaysWhereNothingIsBetter) {
  CsvTable one_column = TableOf("email\na@example.com\nmobile phone\n");
  FindHeading({}, one_column);
  EXPECT_EQ(one_column.heading.line, 1);

  CsvTable unknown = TableOf("x,y\n1,2\n3,4\n");
  FindHeading({}, unknown);
  EXPECT_EQ(unknown.heading.line, 1);
  EXPECT_EQ(unknown.rows.size(), 2u);
}

TEST(FindHeading, LooksAtTheFirstRowsOnly) {
  const auto line_of = [](int titles) {
    std::string text;
    for (int i = 0; i < titles; ++i) text += "a title,\n";
    CsvTable table = TableOf(text + "first name,last name\nAwa,Diop\n");
    FindHeading({}, table);
    return table.heading.line;
  };

  EXPECT_EQ(line_of(10), 11);
  EXPECT_EQ(line_of(11), 1);
}

}  // namespace
}  // namespace comptoir::customers
