// Searching and suggesting through the handlers.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/customers/lookups/lookup_limiter.h"
#include "server/customers/search/search_fixture.h"
#include "server/records/page.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using v1::Customer;
using v1::CustomerQuery;
using v1::SearchCustomersRequest;

class CustomerSearch : public SearchFixture {
 protected:
  CustomerSearch() {
    Customer helene;
    helene.set_given_name("Hélène");
    helene.set_family_name("Martin");
    helene.set_email_address("Helene.Martin@example.com");
    helene.set_phone_number("06 12 34 56 78");
    helene.set_reference_id("C-0042");
    helene_ = customers_.Create(helene)->id();
    Customer ivan;
    ivan.set_given_name("Иван");
    ivan.set_family_name("Иванов");
    ivan.set_email_address("ivan@example.com");
    ivan.set_phone_number("+33 6 99 34 56 78");
    ivan.set_reference_id("c-0043");
    ivan.set_creation_source(v1::CREATION_SOURCE_IMPORT);
    ivan_ = customers_.Create(ivan)->id();
    Customer martine;
    martine.set_family_name("Martinez");
    martine.set_company_name("L'Étoile");
    martine_ = customers_.Create(martine)->id();
  }

  std::string helene_;
  std::string ivan_;
  std::string martine_;
};

TEST_F(CustomerSearch, FindsNamesByPrefix) {
  CustomerQuery query;
  query.mutable_name()->set_prefix("martin");
  EXPECT_THAT(Ids(query), ElementsAre(martine_, helene_));
  query.mutable_name()->set_prefix("MAR, hele");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  query.mutable_name()->set_prefix("etoi");
  EXPECT_THAT(Ids(query), ElementsAre(martine_));
  query.mutable_name()->set_prefix("ivanov");
  EXPECT_THAT(Ids(query), ElementsAre(ivan_));
  query.mutable_name()->set_prefix("helenex");
  EXPECT_THAT(Ids(query), IsEmpty());
}

TEST_F(CustomerSearch, FindsWholeNames) {
  CustomerQuery query;
  query.mutable_name()->set_exact("martin helene");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  query.mutable_name()->set_exact("helene");
  EXPECT_THAT(Ids(query), IsEmpty());
  query.mutable_name()->set_exact("L’ÉTOILE");
  EXPECT_THAT(Ids(query), ElementsAre(martine_));
}

TEST_F(CustomerSearch, FindsEmailAddresses) {
  CustomerQuery query;
  query.mutable_email_address()->set_exact("HELENE.martin@EXAMPLE.com");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  query.mutable_email_address()->set_exact("helene.martin@example.com\u200b");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  query.mutable_email_address()->set_exact("helene.martin@example");
  EXPECT_THAT(Ids(query), IsEmpty());
  query.mutable_email_address()->set_prefix("HELENE.m");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
}

TEST_F(CustomerSearch, FindsPhoneNumbers) {
  CustomerQuery query;
  query.mutable_phone_number()->set_exact("+33612345678");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  query.mutable_phone_number()->set_exact("06.12.34.56.78");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  query.mutable_phone_number()->set_prefix("06");
  EXPECT_THAT(Ids(query), ElementsAre(helene_, ivan_));
  query.mutable_phone_number()->set_prefix("+33 6 99");
  EXPECT_THAT(Ids(query), ElementsAre(ivan_));
  query.clear_phone_number();
  query.set_phone_number_ending("345678");
  EXPECT_THAT(Ids(query), UnorderedElementsAre(helene_, ivan_));
  query.set_phone_number_ending("12345678");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
}

TEST_F(CustomerSearch, FindsReferenceIds) {
  CustomerQuery query;
  query.mutable_reference_id()->set_exact("C-0042");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  // As CreateCustomerRequest.unless_known compares them.
  query.mutable_reference_id()->set_exact("c-0042");
  EXPECT_THAT(Ids(query), ElementsAre(helene_));
  query.mutable_reference_id()->set_exact("C-004");
  EXPECT_THAT(Ids(query), IsEmpty());
  query.mutable_reference_id()->set_prefix("C-00");
  EXPECT_THAT(Ids(query), ElementsAre(helene_, ivan_));
}

TEST_F(CustomerSearch, FindsNobodyOfAnotherMerchant) {
  std::vector<CustomerQuery> queries(5);
  queries[0].mutable_email_address()->set_exact("helene.martin@example.com");
  queries[1].mutable_phone_number()->set_exact("+33612345678");
  queries[2].set_phone_number_ending("12345678");
  queries[3].mutable_reference_id()->set_exact("C-0042");
  queries[4].mutable_name()->set_exact("martin helene");

  for (const CustomerQuery& query : queries) {
    customers_.ActFor(kMerchant);
    EXPECT_THAT(Ids(query), ElementsAre(helene_)) << query.ShortDebugString();
    customers_.ActFor(kOtherMerchant);
    EXPECT_THAT(Ids(query), IsEmpty()) << query.ShortDebugString();
  }
}

TEST_F(CustomerSearch, WantsAllConditions) {
  CustomerQuery query;
  query.mutable_reference_id()->set_prefix("C-00");
  query.mutable_name()->set_prefix("iv");
  EXPECT_THAT(Ids(query), ElementsAre(ivan_));
  query.mutable_creation_source()->add_exclude(v1::CREATION_SOURCE_IMPORT);
  EXPECT_THAT(Ids(query), IsEmpty());
}

TEST_F(CustomerSearch, FiltersBySourceAndTime) {
  CustomerQuery query;
  query.mutable_creation_source()->add_include(v1::CREATION_SOURCE_IMPORT);
  EXPECT_THAT(Ids(query), ElementsAre(ivan_));
  query.mutable_creation_source()->clear_include();
  query.mutable_creation_source()->add_exclude(v1::CREATION_SOURCE_IMPORT);
  EXPECT_THAT(Ids(query), ElementsAre(martine_, helene_));

  const Customer ivan = *customers_.Get(ivan_);
  CustomerQuery by_time;
  *by_time.mutable_create_time()->mutable_start_time() = ivan.create_time();
  EXPECT_THAT(Ids(by_time), ElementsAre(martine_, ivan_));
  *by_time.mutable_create_time()->mutable_end_time() =
      customers_.Get(martine_)->create_time();
  EXPECT_THAT(Ids(by_time), ElementsAre(ivan_));
  CustomerQuery updated;
  *updated.mutable_update_time()->mutable_end_time() = ivan.update_time();
  EXPECT_THAT(Ids(updated), ElementsAre(helene_));
}

// What keeps little gets short pages rather than a long wait.
TEST_F(CustomerSearch, LooksAtALimitedNumberOfCustomersForOnePage) {
  for (int i = 0; i < records::kPageRowsMax; ++i) {
    customers_.CreateNamed("Anna", "Roy");
  }
  SearchCustomersRequest request;
  request.mutable_query()->mutable_creation_source()->add_include(
      v1::CREATION_SOURCE_IMPORT);

  const auto first = customers_.Search(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->customers(), IsEmpty());
  request.set_page_token(first->next_page_token());
  const auto second = customers_.Search(request);

  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_THAT(second->customers(), SizeIs(1));
  EXPECT_EQ(second->customers(0).id(), ivan_);
  EXPECT_THAT(second->next_page_token(), IsEmpty());
}

TEST_F(CustomerSearch, EndsAPageAtItsBytesHoweverCustomersAreFound) {
  constexpr int kCustomers = 150;
  Customer large;
  large.set_family_name("Large");
  std::string note;
  for (int i = 0; i < 4096; ++i) note += "é";
  large.set_note(note);
  for (int i = 0; i < kCustomers; ++i) {
    large.set_reference_id("L-" + std::to_string(i));
    ASSERT_TRUE(customers_.Create(large).ok());
  }
  CustomerQuery by_name;
  by_name.mutable_name()->set_exact("large");
  CustomerQuery by_key;
  by_key.mutable_reference_id()->set_prefix("L-");
  CustomerQuery by_time;
  by_time.mutable_creation_source()->add_exclude(v1::CREATION_SOURCE_IMPORT);

  for (const CustomerQuery& query : {by_name, by_key, by_time}) {
    SearchCustomersRequest request;
    *request.mutable_query() = query;
    request.set_page_size(records::kPageSizeMax);
    int pages = 0;
    int found = 0;
    do {
      const auto page = customers_.Search(request);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LT(page->ByteSizeLong(), 2 * records::kPageBytesMax);
      for (const Customer& customer : page->customers()) {
        found += customer.family_name() == "Large" ? 1 : 0;
      }
      ++pages;
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(found, kCustomers) << query.ShortDebugString();
    EXPECT_GT(pages, 1) << query.ShortDebugString();
  }
}

TEST_F(CustomerSearch, RefusesEmptyConditions) {
  CustomerQuery query;
  EXPECT_EQ(ReasonFor(query), "INVALID_FIELDS");
  query.mutable_name();
  EXPECT_EQ(ReasonFor(query), "INVALID_FIELDS");
  query.mutable_name()->set_prefix(" ! ");
  EXPECT_EQ(ReasonFor(query), "INVALID_FIELDS");
  query.clear_name();
  query.mutable_phone_number()->set_exact("12");
  EXPECT_EQ(ReasonFor(query), "INVALID_FIELDS");
  query.mutable_phone_number()->set_prefix("helene");
  EXPECT_EQ(ReasonFor(query), "INVALID_FIELDS");
  query.clear_phone_number();
  query.mutable_create_time()->mutable_start_time()->set_seconds(2);
  query.mutable_create_time()->mutable_end_time()->set_seconds(1);
  EXPECT_EQ(ReasonFor(query), "INVALID_FIELDS");
}

TEST_F(CustomerSearch, IsNoOracleForContactData) {
  customers_.MaySeeContact(false);
  CustomerQuery whole;
  whole.mutable_phone_number()->set_exact("06 12 34 56 78");
  EXPECT_THAT(Ids(whole), ElementsAre(helene_));
  CustomerQuery email;
  email.mutable_email_address()->set_prefix("helene");
  EXPECT_EQ(ReasonFor(email), "PERMISSION_DENIED");
  CustomerQuery phone;
  phone.mutable_phone_number()->set_prefix("06");
  EXPECT_EQ(ReasonFor(phone), "PERMISSION_DENIED");
  CustomerQuery ending;
  ending.set_phone_number_ending("5678");
  EXPECT_EQ(ReasonFor(ending), "PERMISSION_DENIED");
  CustomerQuery like;
  like.set_phone_number_like("06 12 34 56 78");
  EXPECT_EQ(ReasonFor(like), "PERMISSION_DENIED");
}

TEST_F(CustomerSearch, IsNoListOfNumbersForWhoTriesThem) {
  customers_.MaySeeContact(false);
  CustomerQuery phone;
  phone.mutable_phone_number()->set_exact("06 12 34 56 78");
  CustomerQuery email;
  email.mutable_email_address()->set_exact("helene.martin@example.com");
  static_assert(kLookupsPerMinuteMax % 4 == 0);
  for (int i = 0; i < kLookupsPerMinuteMax / 4; ++i) {
    ASSERT_EQ(ReasonFor(phone), "") << i;
    ASSERT_EQ(ReasonFor(email), "") << i;
    ASSERT_TRUE(customers_.Suggest("0612345678").ok()) << i;
    ASSERT_TRUE(customers_.Suggest("helene.martin@example.com").ok()) << i;
  }
  EXPECT_EQ(customers_.lookup_alarms(), 0);

  EXPECT_EQ(ReasonFor(phone), "TOO_MANY_LOOKUPS");
  EXPECT_EQ(ReasonFor(email), "TOO_MANY_LOOKUPS");
  for (const char* text : {"0612345678", "helene.martin@example.com"}) {
    EXPECT_EQ(ReasonOf(customers_.Suggest(text).status()), "TOO_MANY_LOOKUPS");
  }
  EXPECT_EQ(customers_.lookup_alarms(), 1);
  // What confirms nothing, and who may see it all, is not counted.
  CustomerQuery name;
  name.mutable_name()->set_prefix("martin");
  EXPECT_EQ(ReasonFor(name), "");
  EXPECT_TRUE(customers_.Suggest("martin").ok());
  customers_.MaySeeContact(true);
  EXPECT_EQ(ReasonFor(phone), "");
}

TEST_F(CustomerSearch, RefusesATokenOfAnotherQuery) {
  SearchCustomersRequest request;
  request.mutable_query()->mutable_name()->set_prefix("martin");
  request.set_page_size(1);
  request.set_page_token(customers_.Search(request)->next_page_token());

  request.mutable_query()->mutable_name()->set_prefix("mar");

  EXPECT_EQ(ReasonOf(customers_.Search(request).status()),
            "PAGE_TOKEN_MISMATCH");
}

TEST_F(CustomerSearch, SeesEveryWriteAtOnce) {
  Customer changes;
  changes.set_id(helene_);
  changes.set_family_name("Roy");
  changes.set_phone_number("06 00 00 00 01");
  ASSERT_TRUE(customers_.Update(changes).ok());
  EXPECT_THAT(Suggested("roy hele"), ElementsAre(helene_));
  EXPECT_THAT(Suggested("martin"), ElementsAre(martine_));
  EXPECT_THAT(Suggested("0612345678"), IsEmpty());
  EXPECT_THAT(Suggested("0600000001"), ElementsAre(helene_));

  ASSERT_TRUE(customers_.Delete(helene_).ok());
  EXPECT_THAT(Suggested("roy"), IsEmpty());
  EXPECT_THAT(Suggested("0600000001"), IsEmpty());
}

TEST_F(CustomerSearch, IsTheSameAfterLoading) {
  CustomerTables tables;
  NameIndexes loaded(tables);
  ASSERT_TRUE(loaded.Load(*customers_.store().Read()).ok());

  const auto names = [](const NameIndex& index) {
    std::vector<std::string> names;
    for (const Ordinal customer : index.by_id()) {
      names.emplace_back(index.DisplayNameOf(customer));
      for (const TermId term : index.TermsOf(customer)) {
        names.emplace_back(index.terms().Text(term));
      }
    }
    return names;
  };
  EXPECT_EQ(loaded.Read(kMerchant, names),
            customers_.indexes().Read(kMerchant, names));
  EXPECT_THAT(loaded.Read(kOtherMerchant, names), IsEmpty());
}

TEST_F(CustomerSearch, SuggestsByNames) {
  const auto response = customers_.Suggest("hélene");
  ASSERT_THAT(response->suggestions(), SizeIs(1));
  EXPECT_EQ(response->suggestions(0).display_name(), "Hélène Martin");
  EXPECT_EQ(response->suggestions(0).matched(), v1::SUGGESTION_MATCH_NAME);
  EXPECT_FALSE(response->suggestions(0).has_typo());

  EXPECT_THAT(Suggested("martin"), ElementsAre(helene_, martine_));
  EXPECT_THAT(Suggested("martin", 1), ElementsAre(helene_));
  EXPECT_THAT(Suggested("mar hel"), ElementsAre(helene_));
  EXPECT_THAT(Suggested("h"), IsEmpty());
  EXPECT_THAT(Suggested("zz"), IsEmpty());
}

TEST_F(CustomerSearch, SuggestsWithATypoAndByInitials) {
  const auto typo = customers_.Suggest("helnee");
  ASSERT_THAT(typo->suggestions(), SizeIs(1));
  EXPECT_TRUE(typo->suggestions(0).has_typo());
  const auto initials = customers_.Suggest("HM");
  ASSERT_THAT(initials->suggestions(), SizeIs(1));
  EXPECT_EQ(initials->suggestions(0).matched(), v1::SUGGESTION_MATCH_INITIALS);
}

TEST_F(CustomerSearch, SuggestsByContactData) {
  EXPECT_THAT(Suggested("06 12"), ElementsAre(helene_));
  EXPECT_THAT(Suggested("5678"), UnorderedElementsAre(helene_, ivan_));
  EXPECT_THAT(Suggested("567"), IsEmpty());
  EXPECT_THAT(Suggested("+33 6 99 34 56 78"), ElementsAre(ivan_));
  EXPECT_THAT(Suggested("helene.martin@"), ElementsAre(helene_));
  EXPECT_THAT(Suggested("ivan@"), ElementsAre(ivan_));
  EXPECT_EQ(customers_.Suggest("ivan@")->suggestions(0).matched(),
            v1::SUGGESTION_MATCH_EMAIL);
}

TEST_F(CustomerSearch, SuggestsByReferenceId) {
  EXPECT_THAT(Suggested("c-004"), ElementsAre(helene_, ivan_));
  EXPECT_EQ(customers_.Suggest("C-0042")->suggestions(0).matched(),
            v1::SUGGESTION_MATCH_REFERENCE_ID);
}

TEST_F(CustomerSearch, SuggestsByWholeContactDataOnlyWithoutPermission) {
  Customer nameless;
  nameless.set_email_address("nameless@example.com");
  const std::string id = customers_.Create(nameless)->id();
  EXPECT_EQ(customers_.Suggest("nameless@")->suggestions(0).display_name(),
            "nameless@example.com");
  customers_.MaySeeContact(false);

  EXPECT_THAT(Suggested("5678"), IsEmpty());
  EXPECT_THAT(Suggested("0612"), IsEmpty());
  EXPECT_THAT(Suggested("nameless@"), IsEmpty());
  EXPECT_THAT(Suggested("06 12 34 56 78"), ElementsAre(helene_));
  EXPECT_THAT(Suggested("nameless@example.com"), ElementsAre(id));
  EXPECT_EQ(
      customers_.Suggest("nameless@example.com")->suggestions(0).display_name(),
      "");
}

}  // namespace
}  // namespace comptoir::customers
