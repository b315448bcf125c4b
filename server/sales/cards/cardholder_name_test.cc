#include "server/sales/cards/cardholder_name.h"

#include "gtest/gtest.h"

namespace comptoir::sales {
namespace {

TEST(CardholderName, ReadsTheChipsOrder) {
  EXPECT_EQ(ParseCardholderName("DUPONT/HELENE            "),
            (PersonName{.given_name = "Helene", .family_name = "Dupont"}));
}

TEST(CardholderName, ReadsTheEmbossersOrder) {
  EXPECT_EQ(
      ParseCardholderName("MARIA  DEL CARMEN RUIZ"),
      (PersonName{.given_name = "Maria Del Carmen", .family_name = "Ruiz"}));
}

TEST(CardholderName, CapitalisesEveryPart) {
  EXPECT_EQ(ParseCardholderName("D'ARC/JEANNE-MARIE"),
            (PersonName{.given_name = "Jeanne-Marie", .family_name = "D'Arc"}));
}

TEST(CardholderName, LowersAccentedCapitals) {
  EXPECT_EQ(ParseCardholderName("BÉRÉNICE/ÉLODIE"),
            (PersonName{.given_name = "Élodie", .family_name = "Bérénice"}));
}

TEST(CardholderName, DropsTheTitle) {
  EXPECT_EQ(ParseCardholderName("SMITH/JOHN A.MR"),
            (PersonName{.given_name = "John A", .family_name = "Smith"}));
}

TEST(CardholderName, KeepsTextWrittenWithCare) {
  EXPECT_EQ(ParseCardholderName("McDonald/Ian"),
            (PersonName{.given_name = "Ian", .family_name = "McDonald"}));
}

TEST(CardholderName, TakesOneWordForTheFamilyName) {
  EXPECT_EQ(ParseCardholderName("CHER"), (PersonName{.family_name = "Cher"}));
}

TEST(CardholderName, ReadsAChipWithoutSurname) {
  EXPECT_EQ(ParseCardholderName("/JEAN"), (PersonName{.given_name = "Jean"}));
}

TEST(CardholderName, FindsNobodyOnBlankCards) {
  EXPECT_EQ(ParseCardholderName(""), std::nullopt);
  EXPECT_EQ(ParseCardholderName(" /"), std::nullopt);
  EXPECT_EQ(ParseCardholderName("  "), std::nullopt);
}

TEST(CardholderName, FindsNobodyOnCardsOfNobodyInParticular) {
  EXPECT_EQ(ParseCardholderName("CARDHOLDER/VALUED"), std::nullopt);
  EXPECT_EQ(ParseCardholderName("VISA CARDHOLDER"), std::nullopt);
  EXPECT_EQ(ParseCardholderName("CARTE CADEAU 0042"), std::nullopt);
  EXPECT_EQ(ParseCardholderName("1234"), std::nullopt);
}

TEST(CardholderName, RefusesWhatIsNotText) {
  EXPECT_EQ(ParseCardholderName("\xff\xfe/JEAN"), std::nullopt);
}

}  // namespace
}  // namespace comptoir::sales
