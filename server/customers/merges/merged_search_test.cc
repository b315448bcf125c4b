// Whoever was merged away is found by what they had, as the survivor.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/customers/testing/customers_for_test.h"

namespace comptoir::customers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Customer;
using v1::CustomerQuery;

// Annie is part of Anna's profile, which shows nothing of hers.
class MergedSearchTest : public testing::Test {
 protected:
  void SetUp() override {
    anna_ = Create("Anna", "Roux", "anna@example.com", "06 12 34 56 78", "A-1");
    annie_ =
        Create("Annie", "Dupont", "annie@example.com", "06 98 76 54 32", "B-2");
    ASSERT_TRUE(customers_.Merge(anna_, {annie_}).ok());
  }

  std::string Create(const std::string& given, const std::string& family,
                     const std::string& email, const std::string& phone,
                     const std::string& reference) {
    Customer customer;
    customer.set_given_name(given);
    customer.set_family_name(family);
    customer.set_email_address(email);
    customer.set_phone_number(phone);
    customer.set_reference_id(reference);
    return customers_.Create(customer)->id();
  }

  // The ids on all pages of one customer each, and by whom they were found.
  std::vector<std::string> Found(const CustomerQuery& query) {
    v1::SearchCustomersRequest request;
    *request.mutable_query() = query;
    request.set_page_size(1);
    std::vector<std::string> found;
    do {
      const auto page = customers_.Search(request);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const Customer& customer : page->customers()) {
        std::string by;
        for (const v1::MergedMatch& match : page->merged_matches()) {
          EXPECT_EQ(match.customer_id(), customer.id());
          by = match.merged_customer_id();
        }
        found.push_back(NameOf(customer.id()) + " by " + NameOf(by));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return found;
  }

  std::vector<std::string> Suggested(const std::string& text) {
    std::vector<std::string> found;
    const auto response = customers_.Suggest(text);
    EXPECT_TRUE(response.ok()) << response.status();
    for (const v1::CustomerSuggestion& suggestion : response->suggestions()) {
      EXPECT_EQ(suggestion.found_as().empty(),
                suggestion.merged_customer_id().empty());
      found.push_back(NameOf(suggestion.customer_id()) + " as " +
                      suggestion.found_as());
    }
    return found;
  }

  std::string NameOf(const std::string& id) const {
    return id.empty() ? "herself" : id == anna_ ? "Anna" : "Annie";
  }

  static CustomerQuery Exact(v1::TextMatch* (CustomerQuery::*field)(),
                             const std::string& text) {
    CustomerQuery query;
    (query.*field)()->set_exact(text);
    return query;
  }
  static CustomerQuery Prefix(v1::TextMatch* (CustomerQuery::*field)(),
                              const std::string& text) {
    CustomerQuery query;
    (query.*field)()->set_prefix(text);
    return query;
  }

  std::string anna_;
  std::string annie_;
  CustomersForTest customers_;
};

TEST_F(MergedSearchTest, FindsTheSurvivorByWhatTheOtherHad) {
  CustomerQuery ending;
  ending.set_phone_number_ending("5432");
  CustomerQuery like;
  like.set_phone_number_like("06 98 76 54 32");

  for (const CustomerQuery& query :
       {Exact(&CustomerQuery::mutable_email_address, "Annie@example.com"),
        Exact(&CustomerQuery::mutable_phone_number, "+33 6 98 76 54 32"),
        Exact(&CustomerQuery::mutable_reference_id, "B-2"),
        Exact(&CustomerQuery::mutable_name, "annie dupont"),
        Prefix(&CustomerQuery::mutable_email_address, "annie@"),
        Prefix(&CustomerQuery::mutable_phone_number, "0698"),
        Prefix(&CustomerQuery::mutable_name, "dup"), ending, like}) {
    EXPECT_THAT(Found(query), ElementsAre("Anna by Annie"))
        << query.ShortDebugString();
  }
}

TEST_F(MergedSearchTest, FindsTheSurvivorByItself) {
  EXPECT_THAT(
      Found(Exact(&CustomerQuery::mutable_email_address, "anna@example.com")),
      ElementsAre("Anna by herself"));
  EXPECT_THAT(Found(Prefix(&CustomerQuery::mutable_name, "roux")),
              ElementsAre("Anna by herself"));
}

// She stands in the index twice, page by page.
TEST_F(MergedSearchTest, FindsAProfileOnce) {
  EXPECT_THAT(Found(Prefix(&CustomerQuery::mutable_email_address, "ann")),
              ElementsAre("Anna by herself"));
  EXPECT_THAT(Found(Prefix(&CustomerQuery::mutable_phone_number, "06")),
              ElementsAre("Anna by herself"));
  v1::CustomerQuery everybody;
  everybody.mutable_create_time()->mutable_start_time()->set_seconds(1);
  EXPECT_THAT(Found(everybody), ElementsAre("Anna by herself"));
}

TEST_F(MergedSearchTest, TakesConditionsOfSeveralIdentitiesTogether) {
  CustomerQuery query = Prefix(&CustomerQuery::mutable_name, "anna");
  query.mutable_email_address()->set_exact("annie@example.com");
  EXPECT_THAT(Found(query), ElementsAre("Anna by Annie"));

  query.mutable_reference_id()->set_exact("C-3");
  EXPECT_THAT(Found(query), IsEmpty());
}

TEST_F(MergedSearchTest, SuggestsTheSurvivorAndSaysByWhom) {
  for (const char* text : {"annie", "dupont", "dupnot", "annie@exa",
                           "06 98 76 54 32", "5432", "B-2"}) {
    EXPECT_THAT(Suggested(text), ElementsAre("Anna as Annie Dupont")) << text;
  }
  for (const char* text : {"anna", "roux", "anna@exa", "5678", "A-1"}) {
    EXPECT_THAT(Suggested(text), ElementsAre("Anna as ")) << text;
  }
}

TEST_F(MergedSearchTest, FindsHerOwnValueThatAnotherHides) {
  const std::string ann =
      Create("Ann", "Roux", "ann@example.com", "06 11 11 11 11", "C-3");
  v1::MergeCustomersRequest request;
  request.set_survivor_customer_id(anna_);
  request.add_customer_ids(ann);
  request.add_choices()->set_path("email_address");
  request.mutable_choices(0)->set_customer_id(ann);
  ASSERT_TRUE(customers_.Merge(request).ok());

  EXPECT_THAT(
      Found(Exact(&CustomerQuery::mutable_email_address, "anna@example.com")),
      ElementsAre("Anna by Anna"));
  EXPECT_THAT(
      Found(Exact(&CustomerQuery::mutable_email_address, "ann@example.com")),
      ElementsAre("Anna by herself"));
}

TEST_F(MergedSearchTest, FindsEachAgainAfterUnmerge) {
  ASSERT_TRUE(customers_.Unmerge(annie_).ok());

  EXPECT_THAT(Suggested("annie"), ElementsAre("Annie as "));
  EXPECT_THAT(
      Found(Exact(&CustomerQuery::mutable_email_address, "annie@example.com")),
      ElementsAre("Annie by herself"));
  EXPECT_THAT(Found(Prefix(&CustomerQuery::mutable_name, "roux")),
              ElementsAre("Anna by herself"));
}

// Of one who shares an address with her that is all; of herself her id, too.
TEST_F(MergedSearchTest, IsKnownByWhatTheOtherHad) {
  Customer again;
  again.set_given_name("Zoé");
  again.set_email_address("annie@example.com");
  const absl::Status shared =
      customers_.Create(again, /*unless_known=*/true).status();
  EXPECT_EQ(ReasonOf(shared), "CUSTOMER_KNOWN");
  EXPECT_EQ(MetadataOf(shared, "merged_customer_id"), "");

  again.set_given_name("Annie");
  again.set_family_name("Dupont");
  const absl::Status herself =
      customers_.Create(again, /*unless_known=*/true).status();
  EXPECT_EQ(ReasonOf(herself), "CUSTOMER_KNOWN");
  EXPECT_EQ(MetadataOf(herself, "merged_customer_id"), annie_);
  EXPECT_EQ(MetadataOf(herself, "customer_id"), anna_);
}

// What is kept in memory follows from the rows.
TEST_F(MergedSearchTest, IsFoundAfterARestart) {
  CustomerTables tables;
  NameIndexes indexes(tables);
  ASSERT_TRUE(indexes.Load(*customers_.store().Read()).ok());

  EXPECT_TRUE(indexes.IsMerged(kMerchant, *ParseId("cus", anna_)));
  EXPECT_FALSE(indexes.IsMerged(kMerchant, *ParseId("cus", annie_)));
  EXPECT_EQ(indexes.Read(kMerchant, [](const auto& i) { return i.size(); }),
            1u);
}

}  // namespace
}  // namespace comptoir::customers
