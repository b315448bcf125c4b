#include "server/customers/import/rows/customer_row.h"

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/headings/columns.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Customer;

using Cells = std::vector<std::string>;

absl::StatusOr<RowReading> ReadRow(const Cells& heading, const Cells& cells,
                                   const RowOptions& options = {}) {
  const auto plan = PlanColumns(heading, {});
  if (!plan.ok()) return plan.status();
  return CustomerFromRow({.line = 2, .cells = cells}, *plan, options);
}

Customer Read(const Cells& heading, const Cells& cells,
              const RowOptions& options = {}) {
  const auto reading = ReadRow(heading, cells, options);
  EXPECT_TRUE(reading.ok()) << reading.status();
  return reading.ok() ? reading->customer : Customer();
}

// "column: reason" of what is not in the customer.
std::vector<std::string> LeftOutOf(const Cells& heading, const Cells& cells) {
  const auto reading = ReadRow(heading, cells);
  if (!reading.ok()) return {std::string(reading.status().message())};
  std::vector<std::string> left_out;
  for (const auto& [column, reason] : reading->left_out) {
    left_out.push_back(fmt::format("{}: {}", heading[column], reason));
  }
  return left_out;
}

std::string ErrorOf(const Cells& heading, const Cells& cells) {
  return std::string(ReadRow(heading, cells).status().message());
}

TEST(CustomerFromRow, FillsTheFields) {
  const Customer customer = Read(
      {"Prénom", "Adresse", "Complément", "Pays", "Anniversaire", "Langue"},
      {"Hélène", "3 rue des Cascades", "Bât. B", "France", "3/4/1990",
       "fr_FR"});

  EXPECT_EQ(customer.given_name(), "Hélène");
  EXPECT_THAT(customer.address().lines(),
              ElementsAre("3 rue des Cascades", "Bât. B"));
  EXPECT_EQ(customer.address().country(), "FR");
  EXPECT_EQ(customer.birthday(), "1990-04-03");
  EXPECT_EQ(customer.language(), "fr-FR");
}

TEST(CustomerFromRow, KeepsBothNames) {
  for (const Cells& heading :
       {Cells{"Name", "Vorname"}, Cells{"Nom", "Prénom"},
        Cells{"Surname", "Name"}, Cells{"Cognome", "Nome"}}) {
    const Customer customer = Read(heading, {"Müller", "Jürgen"});
    EXPECT_EQ(customer.given_name(), "Jürgen") << heading[0];
    EXPECT_EQ(customer.family_name(), "Müller") << heading[0];
  }
}

TEST(CustomerFromRow, PutsThePartsOfANameTogether) {
  const Customer dutch = Read({"Voornaam", "Tussenvoegsel", "Achternaam"},
                              {"Vincent", "van", "Gogh"});
  const Customer spanish = Read({"Nombre", "Apellidos", "Segundo apellido"},
                                {"Pilar", "García", "Muñoz"});

  EXPECT_EQ(dutch.family_name(), "van Gogh");
  EXPECT_EQ(spanish.family_name(), "García Muñoz");
  EXPECT_EQ(
      Read({"First Name", "Middle Name"}, {"Marie", "Claire"}).given_name(),
      "Marie Claire");
}

TEST(CustomerFromRow, SplitsAWholeName) {
  EXPECT_EQ(Read({"Name"}, {"Hélène de la Tour"}).family_name(), "de la Tour");
  EXPECT_EQ(Read({"Name"}, {"Roux, Hélène"}).given_name(), "Hélène");
  EXPECT_EQ(Read({"Name"}, {"Madonna"}).given_name(), "Madonna");
  EXPECT_EQ(Read({"Nom Prénom"}, {"ROUX Hélène"}).given_name(), "Hélène");
  EXPECT_EQ(Read({"Nom Prénom"}, {"Madonna"}).given_name(), "Madonna");
  EXPECT_EQ(Read({"Name"}, {"山田 太郎"}).family_name(), "山田");
  EXPECT_EQ(Read({"Name"}, {"山田　太郎"}).given_name(), "太郎");
  EXPECT_EQ(Read({"Name"}, {"佐々木 ローラ"}).given_name(), "ローラ");
  EXPECT_EQ(Read({"Name"}, {"山田 Peter"}).given_name(), "山田");
}

TEST(CustomerFromRow, InventsNoNameBesideBetterColumns) {
  const Customer customer = Read({"Name", "Given Name", "Family Name"},
                                 {"Marie Claire", "Marie Claire", ""});

  EXPECT_EQ(customer.given_name(), "Marie Claire");
  EXPECT_EQ(customer.family_name(), "");
  EXPECT_THAT(LeftOutOf({"Name", "Given Name", "Family Name"},
                        {"Marie Claire", "Marie Claire", ""}),
              IsEmpty());
  EXPECT_THAT(LeftOutOf({"Name", "Given Name", "Family Name"},
                        {"Dr. Marie Roux", "Marie", "Roux"}),
              ElementsAre(HasSubstr("Name: other columns")));
}

TEST(CustomerFromRow, TakesTheNameOfACompanyWhole) {
  const Customer customer =
      Read({"Name", "Is a Company"}, {"Azure Interior", "True"});

  EXPECT_EQ(customer.company_name(), "Azure Interior");
  EXPECT_EQ(customer.given_name(), "");
  EXPECT_EQ(Read({"Name", "Is a Company"}, {"Awa Diop", "False"}).given_name(),
            "Awa");
}

TEST(CustomerFromRow, KnowsACompanyByItsLegalForm) {
  for (const char* name : {"Boulangerie Paul, SARL", "Acme, Inc.",
                           "Rossi, Figli, S.r.l.", "Müller & Söhne, GmbH"}) {
    EXPECT_EQ(Read({"Name"}, {name}).company_name(), name);
    EXPECT_EQ(Read({"Name"}, {name}).family_name(), "");
  }
  EXPECT_EQ(Read({"Name"}, {"Nguyen, An"}).given_name(), "An");
  EXPECT_EQ(Read({"Name"}, {"MARTIN, Jean"}).company_name(), "");
}

// As Odoo exports them.
TEST(CustomerFromRow, TakesTheNameOfACompanyOnce) {
  const Cells english = {"name", "display_name", "complete_name", "is_company"};
  const Cells french = {"Nom", "Nom affiché", "Est une société"};
  const Customer cafe =
      Read(english, {"Café SARL", "Café SARL", "Café SARL", "True"});
  const Customer rouge = Read(french, {"Café Rouge", "Café Rouge", "VRAI"});
  const Customer luc = Read(french, {"Luc Besson", "Luc Besson", "FAUX"});

  EXPECT_EQ(cafe.company_name(), "Café SARL");
  EXPECT_EQ(rouge.company_name(), "Café Rouge");
  EXPECT_EQ(rouge.family_name(), "");
  EXPECT_EQ(luc.given_name(), "Luc");
  EXPECT_EQ(luc.family_name(), "Besson");
  EXPECT_EQ(luc.company_name(), "");
  EXPECT_THAT(LeftOutOf(english, {"Café SARL", "Le Café", "", "True"}),
              ElementsAre(HasSubstr("display_name: other columns")));
}

TEST(CustomerFromRow, TakesTheFamilyNameOfACompanyForItsName) {
  const Cells heading = {"Nom", "Prénom", "Société", "Est une société"};
  const Customer one = Read(heading, {"Café Rouge", "", "", "oui"});
  const Customer same = Read(heading, {"Café Rouge", "", "CAFE ROUGE", "oui"});

  EXPECT_EQ(one.company_name(), "Café Rouge");
  EXPECT_EQ(one.family_name(), "");
  EXPECT_EQ(same.company_name(), "CAFE ROUGE");
  EXPECT_EQ(same.family_name(), "");
  EXPECT_EQ(Read(heading, {"Roux", "Awa", "", "oui"}).family_name(), "Roux");
}

TEST(CustomerFromRow, TakesAPhoneWithoutTheWordsBesideIt) {
  EXPECT_EQ(Read({"Name", "Phone"}, {"Awa", "06 12 34 00 04 (bureau)"})
                .phone_number(),
            "06 12 34 00 04");
  EXPECT_THAT(LeftOutOf({"Name", "Phone"}, {"Awa", "06 12 34 00 04 (bureau)"}),
              ElementsAre(HasSubstr("words in brackets")));
}

TEST(CustomerFromRow, LeavesOutABirthdayThatHasNotCome) {
  const RowOptions options = {.latest_birthday = absl::CivilDay(2026, 3, 1)};
  const auto birthday_of = [&options](const char* birthday) {
    return Read({"Name", "Birthday"}, {"Awa", birthday}, options).birthday();
  };

  EXPECT_EQ(birthday_of("2026-03-01"), "2026-03-01");
  EXPECT_EQ(birthday_of("2026-03-02"), "");
  EXPECT_EQ(birthday_of("31/12/2099"), "");
  EXPECT_EQ(birthday_of("12-31"), "12-31");
  EXPECT_EQ(Read({"Name", "Birth Day", "Birth Month", "Birth Year"},
                 {"Awa", "31", "12", "2099"}, options)
                .birthday(),
            "");
}

TEST(CustomerFromRow, TakesTheFirstPhoneThatIsFilled) {
  EXPECT_EQ(
      Read({"Nom", "Téléphone", "Portable"}, {"Roux", "", "06 12 34 56 78"})
          .phone_number(),
      "06 12 34 56 78");
  EXPECT_EQ(Read({"Last Name", "Home", "Work", "Mobile"},
                 {"Roux", "0144556677", "x", ""})
                .phone_number(),
            "0144556677");
}

TEST(CustomerFromRow, DropsNoSecondValueInSilence) {
  EXPECT_THAT(LeftOutOf({"Nom", "Téléphone", "Portable"},
                        {"Roux", "01 44 55 66 77", "06 12 34 56 78"}),
              ElementsAre("Portable: a customer has one phone_number"));
  // The same twice is nothing to tell.
  EXPECT_THAT(LeftOutOf({"Nom", "Téléphone", "Portable"},
                        {"Roux", "06 12 34 56 78", "06.12.34.56.78"}),
              IsEmpty());
  EXPECT_THAT(LeftOutOf({"Name", "E-mail"}, {"Awa", "a@x.fr ::: b@x.fr"}),
              ElementsAre("E-mail: a customer has one email_address"));
  EXPECT_EQ(
      Read({"Name", "E-mail"}, {"Awa", "a@x.fr ::: b@x.fr"}).email_address(),
      "a@x.fr");
  EXPECT_THAT(LeftOutOf({"Name", "Reference ID", "Square Customer ID"},
                        {"Awa", "7", "ABC"}),
              ElementsAre(HasSubstr("one reference_id: that of column "
                                    "Reference ID")));
}

TEST(CustomerFromRow, JoinsNotes) {
  EXPECT_EQ(Read({"Name", "Notes", "Memo"}, {"Awa", "Tea", "No sugar"}).note(),
            "Tea\nNo sugar");
  EXPECT_EQ(Read({"Name", "Notes"}, {"Awa", "<p>Tea<br>please</p>"}).note(),
            "Tea please");
}

TEST(CustomerFromRow, TakesOneAddressWhole) {
  const Cells heading = {"First Name",    "Business Street",
                         "Business City", "Business Country/Region",
                         "Home Street",   "Home City"};

  const Customer home =
      Read(heading, {"Awa", "1 Work St", "Leeds", "UK", "2 Home St", "York"});
  const Customer work =
      Read(heading, {"Awa", "1 Work St", "Leeds", "UK", "", ""});

  EXPECT_THAT(home.address().lines(), ElementsAre("2 Home St"));
  EXPECT_EQ(home.address().locality(), "York");
  EXPECT_THAT(work.address().lines(), ElementsAre("1 Work St"));
  EXPECT_EQ(work.address().country(), "GB");
  EXPECT_THAT(LeftOutOf(heading, {"Awa", "1 Work St", "Leeds", "UK",
                                  "2 Home St", "York"}),
              ElementsAre("Business Street: a customer has one address",
                          "Business City: a customer has one address"));
}

TEST(CustomerFromRow, ReadsAddressesAsGoogleAndOthersHaveThem) {
  const Customer google =
      Read({"First Name", "Address 1 - Formatted", "Address 1 - Street",
            "Address 1 - City", "Address 1 - Country"},
           {"Awa", "3 rue X\n75020 Paris", "3 rue X", "Paris", "France"});
  const Customer whole =
      Read({"Name", "Full address"}, {"Awa", "3 rue X\n75020 Paris"});
  const Customer german =
      Read({"Vorname", "Straße", "Hausnummer"}, {"Awa", "Hauptstr.", "3a"});
  const Customer odoo = Read({"Name", "State"}, {"Awa", "California (US)"});

  EXPECT_THAT(google.address().lines(), ElementsAre("3 rue X"));
  EXPECT_THAT(whole.address().lines(), ElementsAre("3 rue X", "75020 Paris"));
  EXPECT_THAT(german.address().lines(), ElementsAre("Hauptstr. 3a"));
  EXPECT_EQ(odoo.address().administrative_area(), "California");
}

TEST(CustomerFromRow, PutsLinesThatAreTooManyOnTheLast) {
  const auto lines_of = [](int count) {
    std::string cell;
    for (int i = 1; i <= count; ++i) cell += fmt::format("line {}\n", i);
    const Customer customer = Read({"Name", "Address"}, {"Awa", cell});
    return Cells(customer.address().lines().begin(),
                 customer.address().lines().end());
  };

  EXPECT_THAT(lines_of(5),
              ElementsAre("line 1", "line 2", "line 3", "line 4", "line 5"));
  EXPECT_THAT(lines_of(6), ElementsAre("line 1", "line 2", "line 3", "line 4",
                                       "line 5, line 6"));
}

TEST(CustomerFromRow, LeavesOutPlaceholders) {
  const Cells heading = {"Prénom", "Nom", "Téléphone", "Pays"};
  const Customer customer = Read(heading, {"Awa", "NULL", "n/a", "-"});

  EXPECT_EQ(customer.family_name(), "");
  EXPECT_EQ(customer.phone_number(), "");
  EXPECT_FALSE(customer.has_address());
  EXPECT_THAT(LeftOutOf(heading, {"Awa", "NULL", "n/a", "-"}),
              ElementsAre("Nom: a placeholder", "Téléphone: a placeholder",
                          "Pays: a placeholder"));
  EXPECT_EQ(Read(heading, {"Awa", "Null", "", ""}).family_name(), "Null");
}

TEST(CustomerFromRow, LeavesOutWordsForNoContact) {
  const Cells heading = {"Name", "Email", "Phone", "Nickname"};
  const Cells row = {"Awa None", "None", "unknown", "Nil"};

  EXPECT_EQ(Read(heading, row).nickname(), "Nil");
  EXPECT_THAT(
      LeftOutOf(heading, row),
      ElementsAre("Email: is no email address", "Phone: is no phone number"));
  // What was meant to be one is for the server to judge.
  EXPECT_EQ(Read(heading, {"Awa", "awa@x", "112", ""}).email_address(),
            "awa@x");
}

TEST(CustomerFromRow, LeavesOutTheCellThatItCannotRead) {
  EXPECT_THAT(LeftOutOf({"Name", "Birthday", "Country", "Language"},
                        {"Awa", "29/02/1983", "Atlantis", "Klingon"}),
              ElementsAre("Birthday: must be a day that exists: there is no "
                          "February 29 in 1983",
                          "Country: is no country that is known",
                          "Language: is no language that is known"));
  // Nothing to tell: there was nothing.
  EXPECT_THAT(LeftOutOf({"Name", "Birthday"}, {"Awa", "00/00/0000"}),
              ElementsAre("Birthday: a placeholder"));
}

// Ids that were rounded alike are of many people.
TEST(CustomerFromRow, TakesNoNumberThatASpreadsheetRounded) {
  const Cells heading = {"Name", "Customer ID", "Phone"};
  const Customer customer =
      Read(heading, {"Awa", "7.65432E+12", "3.36123E+10"});

  EXPECT_EQ(customer.reference_id(), "");
  EXPECT_EQ(customer.phone_number(), "");
  EXPECT_THAT(LeftOutOf(heading, {"Awa", "7.65432E+12", ""}),
              ElementsAre(HasSubstr("rounded")));
  EXPECT_EQ(
      Read(heading, {"Awa", "7654321.0", "=\"0612345678\""}).reference_id(),
      "7654321");
}

TEST(CustomerFromRow, ReadsBirthdaysInThreeColumns) {
  const Cells heading = {"First Name", "Birth Year", "Birth Month",
                         "Birth Day"};

  EXPECT_EQ(Read(heading, {"Awa", "1990", "4", "3"}).birthday(), "1990-04-03");
  EXPECT_EQ(Read(heading, {"Awa", "", "4", "3"}).birthday(), "04-03");
  EXPECT_EQ(LeftOutOf(heading, {"Awa", "1990", "", ""}).size(), 1u);
  EXPECT_THAT(LeftOutOf(heading, {"Awa", "", "", ""}), IsEmpty());
}

TEST(CustomerFromRow, LeavesTheCountryOfTheOptionsToWhoeverCreates) {
  EXPECT_FALSE(Read({"Name"}, {"Awa"}, {.country = "FR"}).has_address());
}

TEST(CustomerFromRow, TakesShortRowsAndEmptyCellsAtTheEnd) {
  EXPECT_EQ(Read({"Name", "Note"}, {"Zoë"}).given_name(), "Zoë");
  EXPECT_EQ(Read({"Name"}, {"Zoë", "", ""}).given_name(), "Zoë");
}

TEST(CustomerFromRow, RefusesRowsThatDoNotFit) {
  EXPECT_THAT(ErrorOf({"Name"}, {"a", "b"}), HasSubstr("2 cells"));
  EXPECT_THAT(ErrorOf({"Name", "Note"}, {"", "a"}), HasSubstr("no name"));
  EXPECT_THAT(ErrorOf({"Name", "Note"}, {"NULL", "a"}), HasSubstr("no name"));
}

TEST(CustomerFromRow, RefusesCellsAboveTheLimit) {
  const std::string most(kCellBytesMax, 'a');

  EXPECT_TRUE(ReadRow({"Name", "Note"}, {"Awa", most}).ok());
  EXPECT_THAT(ErrorOf({"Name", "Note"}, {"Awa", most + "a"}),
              HasSubstr("a cell of 65537 bytes: at most 65536"));
}

TEST(CustomerFromRow, RefusesRowsWithAProblem) {
  const auto plan = PlanColumns({"Name"}, {});

  EXPECT_EQ(CustomerFromRow({.line = 2, .cells = {"Awa"}, .problem = "a quote"},
                            *plan, {})
                .status()
                .message(),
            "a quote");
}

TEST(CheckRowOptions, WantsACountryInUpperCase) {
  EXPECT_TRUE(CheckRowOptions({}).ok());
  EXPECT_TRUE(CheckRowOptions({.country = "FR"}).ok());
  EXPECT_FALSE(CheckRowOptions({.country = "fr"}).ok());
  EXPECT_FALSE(CheckRowOptions({.country = "France"}).ok());
  EXPECT_FALSE(CheckRowOptions({.country = "XX"}).ok());
}

}  // namespace
}  // namespace comptoir::customers
