#include "server/customers/import/headings/headings.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

std::string FieldOf(const std::string& heading) {
  return ReadHeading(heading).field;
}

TEST(ReadHeading, KnowsSeveralLanguages) {
  EXPECT_EQ(FieldOf("First Name"), "given_name");
  EXPECT_EQ(FieldOf("Prénom"), "given_name");
  EXPECT_EQ(FieldOf("Nombre"), "given_name");
  EXPECT_EQ(FieldOf("NOM"), "family_name");
  EXPECT_EQ(FieldOf("Achternaam"), "family_name");
  EXPECT_EQ(FieldOf("Příjmení"), "family_name");
  EXPECT_EQ(FieldOf("Фамилия"), "family_name");
  EXPECT_EQ(FieldOf("電話番号"), "phone_number");
  EXPECT_EQ(FieldOf("N° de téléphone"), "phone_number");
  EXPECT_EQ(FieldOf("Correo electrónico"), "email_address");
  EXPECT_EQ(FieldOf("Straße"), "address.lines");
  EXPECT_EQ(FieldOf("C.P."), "address.postal_code");
  EXPECT_EQ(FieldOf("Shoe size"), "");
  EXPECT_EQ(FieldOf(""), "");
}

TEST(ReadHeading, KnowsTheFieldsThemselves) {
  EXPECT_EQ(FieldOf("given_name"), "given_name");
  EXPECT_EQ(FieldOf("address.postal_code"), "address.postal_code");
}

TEST(ReadHeading, ReadsOfWhichAddressItIs) {
  const Heading home = ReadHeading("Home City");
  const Heading work = ReadHeading("Ville (bureau)");

  EXPECT_EQ(home.field, "address.locality");
  EXPECT_EQ(work.field, "address.locality");
  EXPECT_NE(home.group, 0);
  EXPECT_LT(home.group, work.group);
  EXPECT_EQ(ReadHeading("City").group, 0);
  EXPECT_EQ(ReadHeading("Rue (domicile)").group,
            ReadHeading("Code postal (domicile)").group);
}

TEST(ReadHeading, TellsLinesOfAnAddressFromOtherAddresses) {
  EXPECT_EQ(ReadHeading("Address 2").field, "address.lines");
  EXPECT_GT(ReadHeading("Address 2").rank, ReadHeading("Address 1").rank);
  EXPECT_EQ(ReadHeading("Address 2 - City").field, "address.locality");
  EXPECT_GT(ReadHeading("Address 2 - City").group,
            ReadHeading("Address 1 - City").group);
  EXPECT_EQ(ReadHeading("Home Street 2").group, ReadHeading("Home City").group);
  EXPECT_GT(ReadHeading("Home Street 2").rank, ReadHeading("Home Street").rank);
}

TEST(ReadHeading, PrefersWhatIsTheCustomersOwn) {
  EXPECT_LT(ReadHeading("Phone").rank,
            ReadHeading("Default Address Phone").rank);
  EXPECT_LT(ReadHeading("Mobile Phone").rank, ReadHeading("Home Phone").rank);
  EXPECT_LT(ReadHeading("Home Phone").rank, ReadHeading("Business Phone").rank);
  EXPECT_LT(ReadHeading("E-mail Address").rank,
            ReadHeading("E-mail 2 Address").rank);
  EXPECT_LT(ReadHeading("Reference ID").rank,
            ReadHeading("Square Customer ID").rank);
}

// Who receives a parcel is somebody else.
TEST(ReadHeading, TakesNobodyElsesName) {
  EXPECT_EQ(FieldOf("Billing First Name"), "given_name");
  EXPECT_EQ(FieldOf("Shipping First Name"), "");
  EXPECT_EQ(FieldOf("Work Notes"), "");
}

TEST(ReadHeading, LeavesOutWhatOnlyLooksAlike) {
  for (const char* heading :
       {"Phone 1 - Type", "Email Subscription Status", "Business Fax",
        "Personal Web Page", "Assistant's Phone", "Birth City", "Titre",
        "Phonetic First Name", "Company Main Phone Extension", "Total Spent"}) {
    EXPECT_EQ(FieldOf(heading), "") << heading;
  }
}

}  // namespace
}  // namespace comptoir::customers
