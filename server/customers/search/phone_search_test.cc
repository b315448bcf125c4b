// Phone numbers of other countries and plans, searched and suggested.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/search/search_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::Customer;
using v1::CustomerQuery;

class PhoneSearch : public SearchFixture {};

TEST_F(PhoneSearch, FindsNumbersThatNoPlanHas) {
  customers_.LiveIn("US");
  Customer ann;
  ann.set_given_name("Ann");
  ann.set_phone_number("(944) 555-0123");
  const auto created = customers_.Create(ann);
  EXPECT_EQ(created->phone_state(), v1::PHONE_STATE_UNVERIFIED);
  for (const char* text : {"+1 944 555 0123", "944-555-0123", "1 944 555 0123",
                           "011 1 944 555 0123"}) {
    CustomerQuery query;
    query.mutable_phone_number()->set_exact(text);
    EXPECT_THAT(Ids(query), ElementsAre(created->id())) << text;
    EXPECT_THAT(Suggested(text), ElementsAre(created->id())) << text;
  }
}

TEST_F(PhoneSearch, FindsShortNumbers) {
  customers_.LiveIn("NO");
  Customer kari;
  kari.set_given_name("Kari");
  kari.set_phone_number("22 34 56 78");
  const auto created = customers_.Create(kari);
  EXPECT_EQ(created->phone_e164(), "+4722345678");
  CustomerQuery query;
  query.mutable_phone_number()->set_exact("22345678");
  EXPECT_THAT(Ids(query), ElementsAre(created->id()));
}

TEST_F(PhoneSearch, FindsOverseasFrance) {
  Customer maeva;
  maeva.set_given_name("Maeva");
  maeva.set_phone_number("0692 10 20 30");
  maeva.mutable_address()->set_country("FR");
  const std::string id = customers_.Create(maeva)->id();
  CustomerQuery query;
  query.mutable_phone_number()->set_exact("+262 692 10 20 30");
  EXPECT_THAT(Ids(query), ElementsAre(id));
}

// One line written in two plans: a candidate, never the same number.
TEST_F(PhoneSearch, FindsTheSameLineInAnotherPlanAsACandidate) {
  struct {
    const char* stored;
    const char* asked;
  } const kLines[] = {
      {"+54 9 11 2345 6789", "+54 11 2345 6789"},
      {"+54 11 2345 6780", "+54 9 11 2345 6780"},
      {"+55 11 96123-4567", "+55 11 6123-4567"},
      {"+55 11 6123-4568", "+55 11 96123-4568"},
      {"+229 97 12 34 56", "+229 01 97 12 34 56"},
  };
  for (const auto& [stored, asked] : kLines) {
    SCOPED_TRACE(stored);
    Customer customer;
    customer.set_given_name("Ana");
    customer.set_phone_number(stored);
    const std::string id = customers_.Create(customer)->id();

    CustomerQuery exact;
    exact.mutable_phone_number()->set_exact(asked);
    EXPECT_THAT(Ids(exact), IsEmpty());
    CustomerQuery like;
    like.set_phone_number_like(asked);
    EXPECT_THAT(Ids(like), ElementsAre(id));
    like.set_phone_number_like(stored);
    EXPECT_THAT(Ids(like), ElementsAre(id));
    const auto suggested = customers_.Suggest(asked);
    ASSERT_THAT(suggested->suggestions(), SizeIs(1));
    EXPECT_EQ(suggested->suggestions(0).customer_id(), id);
    EXPECT_EQ(suggested->suggestions(0).matched(),
              v1::SUGGESTION_MATCH_SIMILAR_PHONE);
    EXPECT_EQ(customers_.Suggest(stored)->suggestions(0).matched(),
              v1::SUGGESTION_MATCH_PHONE);
  }
}

TEST_F(PhoneSearch, FindsAVisitorByTheNumberAsTheySayIt) {
  Customer jan;
  jan.set_given_name("Jan");
  jan.set_phone_number("+49 151 23456789");
  const std::string visitor = customers_.Create(jan)->id();
  CustomerQuery query;
  // In France: a German and an Italian number.
  query.mutable_phone_number()->set_exact("0151 23456789");
  EXPECT_THAT(Ids(query), ElementsAre(visitor));
  query.mutable_phone_number()->set_exact("0151 2345678");
  EXPECT_THAT(Ids(query), IsEmpty());
  query.mutable_phone_number()->set_exact("+33 151 23456789");
  EXPECT_THAT(Ids(query), IsEmpty());
  Customer giulia;
  giulia.set_given_name("Giulia");
  giulia.set_phone_number("+39 06 6982 1234");
  const std::string roman = customers_.Create(giulia)->id();
  query.mutable_phone_number()->set_exact("06 6982 1234");
  EXPECT_THAT(Ids(query), ElementsAre(roman));
  query.mutable_name()->set_exact("Jan");
  EXPECT_THAT(Ids(query), IsEmpty());
}

// Whoever has the number here comes alone.
TEST_F(PhoneSearch, FindsANumberAtHomeBeforeThoseAbroad) {
  CustomerQuery query;
  query.mutable_phone_number()->set_exact("06 12 34 56 78");
  Customer abroad;
  abroad.set_given_name("Ana");
  abroad.set_phone_number("+34 612 345 678");
  const std::string visitor = customers_.Create(abroad)->id();
  EXPECT_THAT(Ids(query), ElementsAre(visitor));
  Customer at_home;
  at_home.set_given_name("Anne");
  at_home.set_phone_number("06 12 34 56 78");
  const std::string neighbour = customers_.Create(at_home)->id();

  EXPECT_THAT(Ids(query), ElementsAre(neighbour));
}

TEST_F(PhoneSearch, SuggestsANumberOfAnotherCountryAsACandidate) {
  Customer koffi;
  koffi.set_given_name("Koffi");
  koffi.set_phone_number("01 97 12 34 56");
  koffi.mutable_address()->set_country("BJ");
  const auto created = customers_.Create(koffi);
  EXPECT_EQ(created->phone_e164(), "+2290197123456");

  // In France this is a French number.
  const auto suggested = customers_.Suggest("01 97 12 34 56");
  ASSERT_THAT(suggested->suggestions(), SizeIs(1));
  EXPECT_EQ(suggested->suggestions(0).matched(),
            v1::SUGGESTION_MATCH_SIMILAR_PHONE);
  EXPECT_THAT(Suggested("+229 01 97 12 34 56"), ElementsAre(created->id()));
}

}  // namespace
}  // namespace comptoir::customers
