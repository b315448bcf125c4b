#include "server/values/phone/phone_reader.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string E164(std::string_view text, const PhoneRegions& regions) {
  const std::optional<Phone> phone = ParsePhone(text, regions);
  return phone ? phone->e164 : "not a phone";
}

TEST(Phone, ReadsNationalNumbersOfTheirCountry) {
  EXPECT_EQ(E164("06 12 34 56 78", {"FR"}), "+33612345678");
  EXPECT_EQ(E164("612 345 678", {"ES"}), "+34612345678");
  EXPECT_EQ(E164("06 1234 5678", {"IT"}), "+390612345678");
  EXPECT_EQ(E164("(514) 555-0123", {"CA"}), "+15145550123");
  EXPECT_EQ(E164("1-212-555-0123", {"US"}), "+12125550123");
  EXPECT_EQ(E164("0612-345678", {"MA"}), "+212612345678");
  EXPECT_EQ(E164("020 7946 0018", {"GB"}), "+442079460018");
}

TEST(Phone, ReadsInternationalNumbersAnywhere) {
  EXPECT_EQ(E164("+33 6 12 34 56 78", {}), "+33612345678");
  EXPECT_EQ(E164("+33 (0)6 12 34 56 78", {"ES"}), "+33612345678");
  EXPECT_EQ(E164("0033 6 12 34 56 78", {"ES"}), "+33612345678");
  EXPECT_EQ(E164("011 33 6 12 34 56 78", {"US"}), "+33612345678");
  EXPECT_EQ(E164("+39 06 1234 5678", {"FR"}), "+390612345678");
}

TEST(Phone, ReadsDigitsAndSpacesOfAllScripts) {
  EXPECT_EQ(E164("０６ １２ ３４ ５６ ７８", {"FR"}), "+33612345678");
  EXPECT_EQ(E164("٠٦١٢٣٤٥٦٧٨", {"MA"}), "+212612345678");
  EXPECT_EQ(E164("06\u00a012\u202f34.56/78", {"FR"}), "+33612345678");
  EXPECT_EQ(E164("＋33612345678", {}), "+33612345678");
}

TEST(Phone, BelongsToTheFirstRegionThatIsKnown) {
  EXPECT_EQ(E164("06 12 34 56 78", {"", "FR"}), "+33612345678");
  EXPECT_EQ(E164("06 12 34 56 78", {"MA", "FR"}), "+212612345678");
  EXPECT_EQ(E164("01 97 12 34 56", {"BJ", "FR"}), "+2290197123456");
  EXPECT_EQ(E164("0947 90 12 34", {"RE", "FR"}), "+262947901234");
  // Valid in France: never guessed.
  EXPECT_EQ(E164("0752 345 678", {"GB", "FR"}), "");
  EXPECT_EQ(E164("06 12 34 56 78", {"ES", "FR"}), "");
  EXPECT_EQ(E164("06 12 34 56 78", {"RE", "FR"}), "");
  // A country without a plan of its own.
  EXPECT_EQ(E164("06 12 34 56 78", {"AQ", "FR"}), "");
}

TEST(Phone, IsShortInSmallCountries) {
  EXPECT_EQ(E164("22 34 56 78", {"NO"}), "+4722345678");
  EXPECT_EQ(E164("32 12 34 56", {"DK"}), "+4532123456");
  EXPECT_EQ(E164("6221 2345", {"SG"}), "+6562212345");
  EXPECT_EQ(E164("75 12 34", {"NC"}), "+687751234");
  EXPECT_EQ(E164("51234", {"SH"}), "+29051234");
  EXPECT_EQ(E164("7290", {"TK"}), "+6907290");
}

TEST(Phone, OfFranceMayBeOverseas) {
  EXPECT_EQ(E164("0692 10 20 30", {"FR"}), "+262692102030");
  EXPECT_EQ(E164("0690 00 12 34", {"FR"}), "+590690001234");
  EXPECT_EQ(E164("0696 20 12 34", {"FR"}), "+596696201234");
  EXPECT_EQ(E164("0692 10 20 30", {"ES", "FR"}), "");
}

TEST(Phone, IsDialledAbroadAsInItsCountry) {
  EXPECT_EQ(E164("001 65 6223 4567", {"HK"}), "+6562234567");
  EXPECT_EQ(E164("00 65 6223 4567", {"HK"}), "+6562234567");
  EXPECT_EQ(E164("010 33 6 12 34 56 78", {"JP"}), "+33612345678");
  EXPECT_EQ(E164("0011 33 6 12 34 56 78", {"AU"}), "+33612345678");
  // Dialled in the shop, whatever the customer's country.
  EXPECT_EQ(E164("011 33 6 12 34 56 78", {"FR", "US"}), "+33612345678");
  // Typed as at home by somebody from where it is 00.
  EXPECT_EQ(E164("0033 6 12 34 56 78", {"US"}), "+33612345678");
  EXPECT_EQ(E164("0033 6 12 34 56 78", {}), "+33612345678");
}

TEST(Phone, NeverGuessesACountry) {
  const std::optional<Phone> phone = ParsePhone("06 12 34 56 78", {});

  ASSERT_TRUE(phone);
  EXPECT_FALSE(phone->is_verified());
  EXPECT_EQ(phone->key, "0612345678");
  EXPECT_EQ(phone->national, "0612345678");
}

TEST(Phone, KeepsWhatIsPlausibleAsUnverified) {
  const std::optional<Phone> phone = ParsePhone(" +33 999 999 999 99 ", {"FR"});

  ASSERT_TRUE(phone);
  EXPECT_FALSE(phone->is_verified());
  EXPECT_EQ(phone->raw, "+33 999 999 999 99");
  EXPECT_EQ(phone->key, "3399999999999");
}

TEST(Phone, HasOneKeyHoweverItIsWritten) {
  // An area code that no plan has yet.
  for (const char* text :
       {"(944) 555-0123", "1 944 555 0123", "+1 944 555 0123",
        "011 1 944 555 0123", "944.555.0123", "tel:+1-944-555-0123"}) {
    const std::optional<Phone> phone = ParsePhone(text, {"US"});
    ASSERT_TRUE(phone) << text;
    EXPECT_FALSE(phone->is_verified()) << text;
    EXPECT_EQ(phone->key, "19445550123") << text;
    EXPECT_EQ(phone->national, "9445550123") << text;
  }
  // One of an area that is newer than the library.
  EXPECT_EQ(E164("(942) 555-0123", {"US"}), "+19425550123");
  EXPECT_EQ(ParsePhone("0752 345 678", {"GB"})->key, "44752345678");
  EXPECT_EQ(ParsePhone("+44 752 345 678", {"FR"})->key, "44752345678");
  EXPECT_EQ(ParsePhone("0044 752 345678", {"FR"})->key, "44752345678");
  EXPECT_EQ(ParsePhone("+999 123 456 789", {"FR"})->key, "999123456789");
}

TEST(Phone, SplitsTheExtension) {
  const std::optional<Phone> phone =
      ParsePhone("514-555-0123 poste 42", {"CA"});

  ASSERT_TRUE(phone);
  EXPECT_EQ(phone->e164, "+15145550123");
  EXPECT_EQ(phone->extension, "42");
  EXPECT_EQ(ParsePhone("5145550123x7", {"CA"})->extension, "7");
  EXPECT_EQ(ParsePhone("5145550123 EXT. 77", {"CA"})->extension, "77");
  EXPECT_EQ(ParsePhone("5145550123 #9", {"CA"})->extension, "9");
}

TEST(Phone, GivesTheNationalNumber) {
  EXPECT_EQ(ParsePhone("06 12 34 56 78", {"FR"})->national, "612345678");
  EXPECT_EQ(ParsePhone("06 1234 5678", {"IT"})->national, "0612345678");
  EXPECT_EQ(ParsePhone("+1 514 555 0123", {})->national, "5145550123");
}

TEST(Phone, LooksLikeOne) {
  EXPECT_TRUE(LooksLikePhone("1234"));
  EXPECT_FALSE(LooksLikePhone("123"));
  EXPECT_FALSE(LooksLikePhone("06 12 34 56 78 or so"));
}

TEST(Phone, FindsWhatIsStillBeingTyped) {
  EXPECT_EQ(PhoneDigits("06 12-3"), "06123");
  EXPECT_EQ(PhoneDigits("+33 6"), "+336");
  EXPECT_EQ(PhoneDigits("helene"), std::nullopt);
  EXPECT_EQ(PhoneDigits("12 rue"), std::nullopt);
  EXPECT_EQ(PhoneDigits("+"), std::nullopt);
  EXPECT_THAT(PhoneKeyPrefixes("0612", {"FR"}), ElementsAre("0612", "33612"));
  EXPECT_THAT(PhoneKeyPrefixes("514", {"CA", "US"}),
              ElementsAre("514", "1514"));
  EXPECT_THAT(PhoneKeyPrefixes("06", {"IT"}), ElementsAre("06", "3906"));
  EXPECT_THAT(PhoneKeyPrefixes("+336", {"FR"}), ElementsAre("336"));
  EXPECT_THAT(PhoneKeyPrefixes("00336", {"FR"}), ElementsAre("336"));
}

TEST(SearchKeysOf, AreOfAWholeNumberOrItsBeginning) {
  const PhoneKeys whole = SearchKeysOf(" 06 12 34 56 78", {"FR"});
  ASSERT_TRUE(whole.whole);
  EXPECT_EQ(whole.whole->key, "33612345678");
  EXPECT_THAT(whole.beginnings, ElementsAre("0612345678", "33612345678"));
  const PhoneKeys typed = SearchKeysOf("06 1", {"FR"});
  EXPECT_FALSE(typed.whole);
  EXPECT_THAT(typed.beginnings, ElementsAre("061", "3361"));
  const PhoneKeys extended = SearchKeysOf("0612345678 x4", {"FR"});
  ASSERT_TRUE(extended.whole);
  EXPECT_EQ(extended.whole->key, "33612345678");
  EXPECT_THAT(extended.beginnings, IsEmpty());
  const PhoneKeys name = SearchKeysOf("helene", {"FR"});
  EXPECT_FALSE(name.whole);
  EXPECT_THAT(name.beginnings, IsEmpty());
}

TEST(AddReading, ReadsInTheOwnersCountryElseAtHome) {
  PhoneReadings readings({"FR", "ES"});
  AddReading("06 12 34 56 78", "MA", &readings);
  AddReading("06 12 34 56 78", "", &readings);
  AddReading("helene", "", &readings);

  const auto& in_morocco = *readings.Find("06 12 34 56 78", "MA");
  EXPECT_EQ(in_morocco->e164, "+212612345678");
  const auto& at_home = *readings.Find("06 12 34 56 78", "");
  EXPECT_EQ(at_home->e164, "+33612345678");
  EXPECT_EQ(*readings.Find("helene", ""), std::nullopt);
}

}  // namespace
}  // namespace comptoir
