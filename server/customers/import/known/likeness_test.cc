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

TEST(Compare, KnowsAnyOfSeveralNumbersAndAddresses) {
  Customer known = Person("Awa", "Diop", "awa@x.fr", "06 11 22 33 44");
  auto& work = *known.add_other_phone_numbers();
  work.set_number("04 72 55 66 77");
  work.set_e164("+33472556677");
  known.add_other_email_addresses()->set_email_address("shop@x.fr");

  const Likeness others =
      Compare(Person("Awa", "Diop", "Shop@x.fr", "+33 4 72 55 66 77"), known);
  const Likeness none =
      Compare(Person("Awa", "Diop", "me@y.fr", "01 23 45 67 89"), known);

  EXPECT_EQ(others.email, Agreement::kSame);
  EXPECT_EQ(others.phone, Agreement::kSame);
  EXPECT_EQ(others.replaced, 0);
  EXPECT_EQ(none.email, Agreement::kDifferent);
  EXPECT_EQ(none.phone, Agreement::kDifferent);
  EXPECT_EQ(none.replaced, 2);
}

TEST(Compare, SeesWhoHasNoNameAndWhoIsACopy) {
  Customer garage;
  garage.set_company_name("Garage Pérès");
  const Customer awa = Person("Awa", "Diop", "a@x.fr");

  EXPECT_TRUE(Compare(Person("", "", "a@x.fr"), awa).is_nameless);
  EXPECT_TRUE(Compare(awa, Person("", "", "a@x.fr")).is_nameless);
  EXPECT_FALSE(Compare(garage, awa).is_nameless);
  EXPECT_FALSE(Compare(Person("Awa", "Diop"), awa).is_whole);
  EXPECT_TRUE(Compare(awa, awa).is_whole);
  EXPECT_TRUE(Compare(awa, Person("Awa", "Diop")).is_whole);
}

}  // namespace
}  // namespace comptoir::customers
