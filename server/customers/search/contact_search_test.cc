// Customers are found by each of their phone numbers and email addresses, and
// it is said by which.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/search/search_fixture.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using v1::Customer;
using v1::CustomerQuery;

Customer Helene() {
  Customer customer;
  customer.set_given_name("Hélène");
  customer.set_phone_number("06 12 34 56 78");
  customer.set_email_address("helene@example.com");
  auto& work = *customer.add_other_phone_numbers();
  work.set_number("04 78 00 11 22");
  work.set_label("work");
  customer.add_other_phone_numbers()->set_number("+44 20 7946 0018");
  auto& shop = *customer.add_other_email_addresses();
  shop.set_email_address("Shop@example.org");
  shop.set_label("shop");
  return customer;
}

class ContactSearch : public SearchFixture {
 protected:
  void SetUp() override {
    id_ = customers_.Create(Helene())->id();
    customers_.CreateNamed("Paul", "Roux");
  }

  // By what the query finds her, with labels; "primary" for what it need not
  // say.
  std::vector<std::string> FoundBy(const CustomerQuery& query) {
    EXPECT_THAT(Ids(query), ElementsAre(id_)) << query.ShortDebugString();
    v1::SearchCustomersRequest request;
    *request.mutable_query() = query;
    const auto page = customers_.Search(request);
    std::vector<std::string> by;
    for (const v1::ContactMatch& match : page->contact_matches()) {
      EXPECT_EQ(match.customer_id(), id_);
      by.push_back(match.matched_contact() + " " + match.matched_label());
    }
    if (by.empty()) by.push_back("primary");
    return by;
  }
  std::string SuggestedBy(const std::string& text) {
    const auto response = customers_.Suggest(text);
    EXPECT_THAT(response->suggestions(), SizeIs(1)) << text;
    if (response->suggestions().empty()) return "";
    const v1::CustomerSuggestion& suggestion = response->suggestions(0);
    EXPECT_EQ(suggestion.customer_id(), id_);
    EXPECT_EQ(suggestion.merged_customer_id(), "");
    return suggestion.matched_contact().empty()
               ? "primary"
               : suggestion.matched_contact() + " " +
                     suggestion.matched_label();
  }

  std::string id_;
};

TEST_F(ContactSearch, FindsByEveryPhoneNumber) {
  CustomerQuery exact;
  exact.mutable_phone_number()->set_exact("+33 4 78 00 11 22");
  CustomerQuery prefix;
  prefix.mutable_phone_number()->set_prefix("0478");
  CustomerQuery ending;
  ending.set_phone_number_ending("1122");
  CustomerQuery like;
  like.set_phone_number_like("04 78 00 11 22");
  for (const CustomerQuery& query : {exact, prefix, ending, like}) {
    EXPECT_THAT(FoundBy(query), ElementsAre("04 78 00 11 22 work"));
  }
  ending.set_phone_number_ending("0018");
  EXPECT_THAT(FoundBy(ending), ElementsAre("+44 20 7946 0018 "));
  exact.mutable_phone_number()->set_exact("0612345678");
  EXPECT_THAT(FoundBy(exact), ElementsAre("primary"));
  // A number of another country, as it is said at home.
  exact.mutable_phone_number()->set_exact("020 7946 0018");
  EXPECT_THAT(FoundBy(exact), ElementsAre("+44 20 7946 0018 "));
}

TEST_F(ContactSearch, FindsByEveryEmailAddress) {
  CustomerQuery query;
  query.mutable_email_address()->set_exact("shop@example.org");
  EXPECT_THAT(FoundBy(query), ElementsAre("Shop@example.org shop"));
  query.mutable_email_address()->set_prefix("SHOP@");
  EXPECT_THAT(FoundBy(query), ElementsAre("Shop@example.org shop"));
  query.mutable_email_address()->set_exact("helene@example.com");
  EXPECT_THAT(FoundBy(query), ElementsAre("primary"));
  query.mutable_email_address()->set_exact("shop@example.org");
  query.set_phone_number_ending("1122");
  EXPECT_THAT(FoundBy(query),
              ElementsAre("Shop@example.org shop", "04 78 00 11 22 work"));
}

TEST_F(ContactSearch, FindsOnceWhoHasSeveralThatMatch) {
  Customer customer;
  customer.set_phone_number("+1 212 555 0100");
  for (int i = 1; i < 10; ++i) {
    customer.add_other_phone_numbers()->set_number("+1 212 555 010" +
                                                   std::to_string(i));
  }
  const std::string desk = customers_.Create(customer)->id();
  customer.clear_other_phone_numbers();
  customer.set_phone_number("+1 212 555 0199");
  const std::string clerk = customers_.Create(customer)->id();
  CustomerQuery query;
  query.mutable_phone_number()->set_prefix("+1 212 555");

  EXPECT_THAT(Ids(query), ElementsAre(desk, clerk));
  // Ten rows of one do not keep the other out of a short answer.
  EXPECT_THAT(Suggested("+1212555", 3), ElementsAre(desk, clerk));
}

TEST_F(ContactSearch, SuggestsByEach) {
  EXPECT_EQ(SuggestedBy("04 78 00 11 22"), "04 78 00 11 22 work");
  EXPECT_EQ(SuggestedBy("1122"), "04 78 00 11 22 work");
  EXPECT_EQ(SuggestedBy("0478"), "04 78 00 11 22 work");
  EXPECT_EQ(SuggestedBy("shop@"), "Shop@example.org shop");
  EXPECT_EQ(SuggestedBy("helene@"), "primary");
  EXPECT_EQ(SuggestedBy("5678"), "primary");
  EXPECT_EQ(SuggestedBy("helene"), "primary");
}

TEST_F(ContactSearch, SuggestsByWholeOnesWithoutPermission) {
  customers_.MaySeeContact(false);

  EXPECT_THAT(Suggested("04 78 00 11 22"), ElementsAre(id_));
  EXPECT_THAT(Suggested("shop@example.org"), ElementsAre(id_));
  EXPECT_THAT(Suggested("1122"), IsEmpty());
  EXPECT_THAT(Suggested("shop@"), IsEmpty());
}

TEST_F(ContactSearch, FindsNobodyByWhatWasTakenOut) {
  Customer customer = *customers_.Get(id_);
  customer.mutable_other_phone_numbers()->RemoveLast();
  customer.clear_other_email_addresses();
  ASSERT_TRUE(
      customers_
          .Update(customer, {"other_phone_numbers", "other_email_addresses"})
          .ok());
  CustomerQuery phone;
  phone.mutable_phone_number()->set_exact("+44 20 7946 0018");
  CustomerQuery email;
  email.mutable_email_address()->set_exact("shop@example.org");

  EXPECT_THAT(Ids(phone), IsEmpty());
  EXPECT_THAT(Ids(email), IsEmpty());
  EXPECT_EQ(SuggestedBy("1122"), "04 78 00 11 22 work");
}

}  // namespace
}  // namespace comptoir::customers
