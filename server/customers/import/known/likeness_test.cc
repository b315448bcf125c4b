#include "server/customers/import/known/likeness.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using v1::Customer;

Customer Person(const char* given, const char* family, const char* email = "",
                const char* phone = "") {
  Customer customer;
  customer.set_given_name(given);
  customer.set_family_name(family);
  customer.set_email_address(email);
  customer.set_phone_number(phone);
  return customer;
}

TEST(Compare, SaysNothingOfWhatOneOfThemLacks) {
  const Likeness likeness =
      Compare(Person("Awa", "Diop", "a@x.fr"), Person("Awa", "Diop"));

  EXPECT_EQ(likeness.name, Agreement::kSame);
  EXPECT_EQ(likeness.email, Agreement::kUnknown);
  EXPECT_EQ(likeness.phone, Agreement::kUnknown);
  EXPECT_EQ(likeness.birthday, Agreement::kUnknown);
}

TEST(Compare, ComparesCompaniesWhereNobodyIsNamed) {
  Customer a;
  a.set_company_name("Garage Pérès & Fils");
  Customer b;
  b.set_company_name("GARAGE PERES ET FILS");
  Customer c = Person("Awa", "Diop");
  c.set_company_name("Garage Pérès & Fils");

  EXPECT_EQ(Compare(a, a).name, Agreement::kSame);
  EXPECT_NE(Compare(a, b).name, Agreement::kSame);
  EXPECT_EQ(Compare(a, c).name, Agreement::kUnknown);
}

TEST(Compare, TellsCompaniesApartThatShareAPhoneWithAPerson) {
  Customer garage;
  garage.set_company_name("Garage Pérès");
  Customer bakery = Person("Awa", "Diop");
  bakery.set_company_name("Aux Deux Pains");

  EXPECT_EQ(Compare(garage, bakery).name, Agreement::kDifferent);
}

TEST(Compare, CountsCellsThatSayOtherwiseOrMore) {
  Customer known = Person("Awa", "Diop", "awa@x.fr");
  known.mutable_address()->add_lines("3 rue X");
  Customer row = Person("AWA", "DIOP", "awa@y.fr", "0612345678");
  row.mutable_address()->add_lines("3 RUE X");
  row.set_note("Tea");

  EXPECT_EQ(Compare(row, known).replaced, 1);
  EXPECT_EQ(Compare(row, known).added, 2);
  EXPECT_FALSE(Compare(row, known).is_bare);
  row.set_family_name("Faye");
  EXPECT_EQ(Compare(row, known).replaced, 3);
  EXPECT_TRUE(Compare(row, Person("Awa", "Diop")).is_bare);
}

TEST(Compare, TakesABirthdayWithoutYearForTheSameDay) {
  Customer a = Person("Awa", "");
  a.set_birthday("04-03");
  Customer b = Person("Awa", "");
  b.set_birthday("1990-04-03");

  EXPECT_EQ(Compare(a, b).birthday, Agreement::kSimilar);
  a.set_birthday("1962-04-03");
  EXPECT_EQ(Compare(a, b).birthday, Agreement::kDifferent);
}

TEST(Compare, WantsTheTownOfAStreet) {
  Customer a = Person("Awa", "");
  a.mutable_address()->add_lines("3, rue des Cascades");
  a.mutable_address()->set_locality("Paris");
  Customer b = a;
  b.mutable_address()->set_lines(0, "3 RUE DES CASCADES");

  EXPECT_EQ(Compare(a, b).address, Agreement::kSame);
  b.mutable_address()->set_locality("Lyon");
  EXPECT_EQ(Compare(a, b).address, Agreement::kDifferent);
}

TEST(Compare, KnowsANumberAsItWasGivenAndAsItWasRead) {
  Customer known = Person("Awa", "Diop", "", "514-555-0123 ext. 42");
  known.set_phone_e164("+15145550123");

  // The form that was read has no extension.
  EXPECT_EQ(Compare(Person("Awa", "", "", "514 555 0123 x42"), known).phone,
            Agreement::kSame);
  EXPECT_EQ(Compare(Person("Awa", "", "", "5145550123"), known).phone,
            Agreement::kSame);
  EXPECT_EQ(Compare(Person("Awa", "", "", "438-555-9876"), known).phone,
            Agreement::kDifferent);
  EXPECT_EQ(Compare(Person("Awa", ""), known).phone, Agreement::kUnknown);

  // Other countries have the same national number.
  known.set_phone_number("0612345678");
  known.set_phone_e164("+212612345678");
  EXPECT_NE(Compare(Person("Awa", "", "", "+33612345678"), known).phone,
            Agreement::kSame);
}

struct Case {
  const char* what;
  Likeness likeness;
  Sureness sureness;
};

class SurenessTest : public ::testing::TestWithParam<Case> {};

TEST_P(SurenessTest, FollowsFromWhatAgrees) {
  EXPECT_EQ(SurenessOf(GetParam().likeness), GetParam().sureness)
      << GetParam().what;
}

constexpr Agreement kSame = Agreement::kSame;
constexpr Agreement kSimilar = Agreement::kSimilar;
constexpr Agreement kTypo = Agreement::kTypo;
constexpr Agreement kPartly = Agreement::kPartly;
constexpr Agreement kDifferent = Agreement::kDifferent;

INSTANTIATE_TEST_SUITE_P(
    ByReference, SurenessTest,
    ::testing::Values(
        Case{"the id alone", {.reference = kSame}, Sureness::kReference},
        Case{"the id, and a corrected name",
             {.reference = kSame, .email = kSame, .name = kDifferent},
             Sureness::kReference},
        Case{"the id, and another family name",
             {.reference = kSame, .name = kPartly, .given_name = kSame},
             Sureness::kReference},
        Case{"the id and the name, and other contacts",
             {.reference = kSame,
              .email = kDifferent,
              .phone = kDifferent,
              .name = kSame},
             Sureness::kReference},
        Case{"the id and the name, all else another's",
             {.reference = kSame,
              .email = kDifferent,
              .phone = kDifferent,
              .name = kSame,
              .birthday = kDifferent,
              .replaced = 3},
             Sureness::kConflict},
        Case{"the id, and another first name",
             {.reference = kSame,
              .name = kPartly,
              .given_name = kDifferent,
              .replaced = 1},
             Sureness::kConflict},
        Case{"the id, another family name and another email",
             {.reference = kSame,
              .email = kDifferent,
              .name = kPartly,
              .given_name = kSame,
              .replaced = 2},
             Sureness::kConflict},
        Case{"the id, and another email",
             {.reference = kSame, .email = kDifferent, .replaced = 1},
             Sureness::kConflict},
        Case{"the id of somebody else",
             {.reference = kSame,
              .email = kDifferent,
              .name = kDifferent,
              .replaced = 3},
             Sureness::kConflict},
        Case{"the id, a phone of the family and another person",
             {.reference = kSame,
              .phone = kSame,
              .name = kDifferent,
              .birthday = kDifferent,
              .replaced = 3},
             Sureness::kConflict}));

INSTANTIATE_TEST_SUITE_P(
    ByContact, SurenessTest,
    ::testing::Values(
        Case{"email and phone",
             {.email = kSame, .phone = kSame, .name = kSame},
             Sureness::kTwoContacts},
        Case{"a corrected phone",
             {.email = kSame, .phone = kDifferent, .name = kSame},
             Sureness::kContact},
        Case{"a corrected family name",
             {.email = kSame, .name = kTypo, .given_name = kSame},
             Sureness::kContact},
        Case{
            "a first name, or brother and sister",
            {.email = kSame, .name = kTypo, .given_name = kTypo, .replaced = 1},
            Sureness::kAllButOne},
        Case{"brother and sister with other birthdays",
             {.email = kSame,
              .name = kTypo,
              .given_name = kTypo,
              .birthday = kDifferent,
              .replaced = 2},
             Sureness::kNone},
        Case{"an address without a name", {.email = kSame}, Sureness::kContact},
        Case{"a phone without a name, and another email",
             {.email = kDifferent, .phone = kSame, .replaced = 1},
             Sureness::kNone},
        Case{"a part of the name, and another email",
             {.email = kDifferent,
              .phone = kSame,
              .name = kSimilar,
              .replaced = 1},
             Sureness::kNone},
        Case{"somebody of the same family, by phone",
             {.phone = kSame,
              .name = kPartly,
              .given_name = kDifferent,
              .replaced = 1},
             Sureness::kNone},
        Case{"twins",
             {.phone = kSame,
              .name = kPartly,
              .given_name = kDifferent,
              .birthday = kSame,
              .address = kSame,
              .replaced = 1},
             Sureness::kNone},
        Case{"another family name at the same phone",
             {.phone = kSame,
              .name = kPartly,
              .given_name = kSame,
              .replaced = 1},
             Sureness::kAllButOne},
        Case{"another first name at both contacts",
             {.email = kSame,
              .phone = kSame,
              .name = kPartly,
              .given_name = kDifferent,
              .replaced = 1},
             Sureness::kAllButOne},
        Case{
            "another first and family name at both contacts",
            {.email = kSame, .phone = kSame, .name = kDifferent, .replaced = 2},
            Sureness::kNone},
        Case{"somebody else at the same phone",
             {.phone = kSame,
              .name = kDifferent,
              .birthday = kDifferent,
              .replaced = 3},
             Sureness::kNone},
        Case{"father and son",
             {.phone = kSame,
              .name = kSame,
              .birthday = kDifferent,
              .replaced = 1},
             Sureness::kNone},
        Case{"a birthday with a typo",
             {.phone = kSame, .name = kSame, .birthday = kTypo, .replaced = 1},
             Sureness::kAllButOne},
        Case{"another birthday of who has both contacts",
             {.email = kSame,
              .phone = kSame,
              .name = kSame,
              .birthday = kDifferent,
              .replaced = 1},
             Sureness::kAllButOne}));

INSTANTIATE_TEST_SUITE_P(
    ByName, SurenessTest,
    ::testing::Values(
        Case{"a name and a birthday",
             {.email = kDifferent, .name = kSame, .birthday = kSame},
             Sureness::kLikely},
        Case{"a name and a birthday without its year",
             {.name = kSame, .birthday = kSimilar},
             Sureness::kLikely},
        Case{"a name, a birthday without its year and another email",
             {.email = kDifferent,
              .name = kSame,
              .birthday = kSimilar,
              .replaced = 1},
             Sureness::kNone},
        Case{"a name and an address",
             {.name = kSame, .address = kSame},
             Sureness::kLikely},
        Case{"a name and an address, and another phone",
             {.phone = kDifferent,
              .name = kSame,
              .address = kSame,
              .replaced = 1},
             Sureness::kAllButOne},
        Case{"a name and a birthday, but nothing else",
             {.email = kDifferent,
              .phone = kDifferent,
              .name = kSame,
              .birthday = kSame,
              .replaced = 2},
             Sureness::kNone},
        Case{"an email with a typo",
             {.email = kTypo, .name = kSame, .replaced = 1},
             Sureness::kAllButOne},
        Case{"branches of one company",
             {.reference = kDifferent,
              .phone = kTypo,
              .name = kSame,
              .replaced = 2},
             Sureness::kNone},
        Case{"a name with another email",
             {.email = kDifferent, .name = kSame, .replaced = 1},
             Sureness::kNone},
        Case{"a name with another id",
             {.reference = kDifferent, .name = kSame, .replaced = 1},
             Sureness::kNone},
        Case{"a bare name", {.name = kSame}, Sureness::kSameName},
        Case{"a bare name that got a contact",
             {.name = kSame, .added = 1, .is_bare = true},
             Sureness::kAllButOne},
        Case{"a bare name, and somebody of whom more is known",
             {.name = kSame, .added = 2, .is_bare = true},
             Sureness::kNone},
        Case{"a name, and a contact besides the one that is known",
             {.name = kSame, .added = 1},
             Sureness::kNone},
        Case{"a name and another note",
             {.name = kSame, .replaced = 1},
             Sureness::kNone},
        Case{"nothing", {}, Sureness::kNone},
        Case{"another name",
             {.email = kDifferent, .name = kDifferent, .replaced = 2},
             Sureness::kNone}));

}  // namespace
}  // namespace comptoir::customers
