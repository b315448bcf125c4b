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

TEST(ComparePhones, DoesNotMindHowANumberIsWritten) {
  EXPECT_EQ(ComparePhones("06 12 34 56 78", "+33612345678"), Agreement::kSame);
  EXPECT_EQ(ComparePhones("0033 6.12.34.56.78", "06-12-34-56-78"),
            Agreement::kSame);
  EXPECT_EQ(ComparePhones("(514) 555-0123", "+1 514 555 0123"),
            Agreement::kSame);
  EXPECT_EQ(ComparePhones("０６１２３４５６７８", "0612345678"),
            Agreement::kSame);
}

TEST(ComparePhones, TellsTyposFromOtherNumbers) {
  EXPECT_EQ(ComparePhones("0612345678", "0612345687"), Agreement::kSimilar);
  EXPECT_EQ(ComparePhones("0612345678", "0698765432"), Agreement::kDifferent);
  EXPECT_EQ(ComparePhones("112", "113"), Agreement::kDifferent);
  EXPECT_EQ(ComparePhones("112", "112"), Agreement::kSame);
}

TEST(CompareNames, DoesNotMindOrderCaseAndAccents) {
  EXPECT_EQ(CompareNames("Hélène Lefèvre", "LEFEVRE Helene"), Agreement::kSame);
  EXPECT_EQ(CompareNames("Jean-Luc Roux", "Jean Luc Roux"), Agreement::kSame);
}

TEST(CompareNames, KnowsTyposAndShorterForms) {
  EXPECT_EQ(CompareNames("Jon Roux", "John Roux"), Agreement::kSimilar);
  EXPECT_EQ(CompareNames("Marie Roux", "Marie Claire Roux"),
            Agreement::kSimilar);
  EXPECT_EQ(CompareNames("Roux", "Marie Roux"), Agreement::kSimilar);
}

TEST(CompareNames, KeepsCouplesAndSiblingsApart) {
  EXPECT_EQ(CompareNames("Michel Roux", "Michèle Roux"), Agreement::kPartly);
  EXPECT_EQ(CompareNames("M. Roux", "Marie Roux"), Agreement::kPartly);
  EXPECT_EQ(CompareNames("Tim Roux", "Tom Roux"), Agreement::kPartly);
  EXPECT_EQ(CompareNames("Anne Roux", "Paul Petit"), Agreement::kDifferent);
  EXPECT_EQ(CompareNames("Anne Roux", "Marie Roux"), Agreement::kPartly);
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

TEST(Compare, TakesABirthdayWithoutYearForTheSame) {
  Customer a = Person("Awa", "");
  a.set_birthday("04-03");
  Customer b = Person("Awa", "");
  b.set_birthday("1990-04-03");

  EXPECT_EQ(Compare(a, b).birthday, Agreement::kSame);
  a.set_birthday("1991-04-03");
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
constexpr Agreement kDifferent = Agreement::kDifferent;

INSTANTIATE_TEST_SUITE_P(
    Cases, SurenessTest,
    ::testing::Values(
        Case{"the id alone", {.reference = kSame}, Sureness::kReference},
        Case{"the id, and a corrected name",
             {.reference = kSame, .email = kSame, .name = kDifferent},
             Sureness::kReference},
        Case{"the id, and another family name",
             {.reference = kSame, .name = Agreement::kPartly},
             Sureness::kReference},
        Case{"somebody of the same family, by phone",
             {.phone = kSame, .name = Agreement::kPartly},
             Sureness::kAllButOne},
        Case{"the id of somebody else",
             {.reference = kSame, .email = kDifferent, .name = kDifferent},
             Sureness::kAllButOne},
        Case{"email and phone",
             {.email = kSame, .phone = kSame, .name = kSame},
             Sureness::kTwoContacts},
        Case{"a corrected phone",
             {.email = kSame, .phone = kDifferent, .name = kSame},
             Sureness::kContact},
        Case{"a corrected name",
             {.email = kSame, .name = kSimilar},
             Sureness::kContact},
        Case{"an address without a name", {.email = kSame}, Sureness::kContact},
        Case{"somebody of the same family",
             {.email = kSame, .phone = kSame, .name = kDifferent},
             Sureness::kAllButOne},
        Case{"father and son",
             {.phone = kSame, .name = kSame, .birthday = kDifferent},
             Sureness::kAllButOne},
        Case{"a name and a birthday",
             {.email = kDifferent, .name = kSame, .birthday = kSame},
             Sureness::kLikely},
        Case{"a name and an address",
             {.phone = kDifferent, .name = kSame, .address = kSame},
             Sureness::kLikely},
        Case{"a name and a birthday, but nothing else",
             {.email = kDifferent,
              .phone = kDifferent,
              .name = kSame,
              .birthday = kSame},
             Sureness::kAllButOne},
        Case{"an email with a typo",
             {.email = kSimilar, .name = kSame},
             Sureness::kLikely},
        Case{"branches of one company",
             {.reference = kDifferent, .phone = kSimilar, .name = kSame},
             Sureness::kAllButOne},
        Case{"a name with another email",
             {.email = kDifferent, .name = kSame},
             Sureness::kAllButOne},
        Case{"a bare name", {.name = kSame}, Sureness::kSameName},
        Case{"nothing", {}, Sureness::kNone},
        Case{"another name",
             {.email = kDifferent, .name = kDifferent},
             Sureness::kNone}));

}  // namespace
}  // namespace comptoir::customers
