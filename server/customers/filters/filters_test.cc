#include "server/customers/filters/filters.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/filters/testing/filters_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FiltersTest : public FiltersFixture {};

TEST_F(FiltersTest, PutConditionsTogether) {
  Create("Anna", "Roux");
  Create("Bob", "Roux");
  Create("Carl", "Petit");
  const v1::Filter roux = Is(v1::TEXT_FIELD_FAMILY_NAME, "ROUX");
  const v1::Filter bob = Is(v1::TEXT_FIELD_GIVEN_NAME, "bob");
  EXPECT_THAT(Left(roux), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(All({roux, bob})), ElementsAre("Bob"));
  EXPECT_THAT(Left(Any({roux, bob})), ElementsAre("Anna", "Bob"));
  EXPECT_THAT(Left(None({bob})), ElementsAre("Anna", "Carl"));
  EXPECT_THAT(Left(None({roux, bob})), ElementsAre("Carl"));
  EXPECT_THAT(Left(All({roux, None({bob})})), ElementsAre("Anna"));
  EXPECT_THAT(Left(All({bob, None({roux})})), IsEmpty());
}

TEST_F(FiltersTest, ListInEveryOrder) {
  for (const char* name : {"Éva", "Anna", "Zoé", "Bob", "dora"}) Create(name);
  const v1::Filter all = Exists(v1::TEXT_FIELD_GIVEN_NAME);
  for (const int page_size : {1, 2, 5, 6}) {
    EXPECT_THAT(Left(all, v1::CUSTOMER_ORDER_NAME, page_size),
                ElementsAre("Anna", "Bob", "dora", "Éva", "Zoé"));
    EXPECT_THAT(Left(all, v1::CUSTOMER_ORDER_NAME_DESCENDING, page_size),
                ElementsAre("Zoé", "Éva", "dora", "Bob", "Anna"));
    EXPECT_THAT(Left(all, v1::CUSTOMER_ORDER_OLDEST_FIRST, page_size),
                ElementsAre("Éva", "Anna", "Zoé", "Bob", "dora"));
    EXPECT_THAT(Left(all, v1::CUSTOMER_ORDER_UNSPECIFIED, page_size),
                ElementsAre("dora", "Bob", "Zoé", "Anna", "Éva"));
  }
}

TEST_F(FiltersTest, CountAlsoWithoutAFilter) {
  Create("Anna");
  const std::string bob = Create("Bob");
  v1::ListCustomersRequest request;
  request.set_page_size(1);
  EXPECT_EQ(customers_.List(request)->total_size(), 2);
  request.set_order(v1::CUSTOMER_ORDER_NAME);
  EXPECT_EQ(customers_.List(request)->total_size(), 2);
  ASSERT_TRUE(customers_.Delete(bob).ok());
  EXPECT_EQ(customers_.List(request)->total_size(), 1);
  customers_.ActFor(kOtherMerchant);
  EXPECT_EQ(customers_.List(request)->total_size(), 0);
}

TEST_F(FiltersTest, FollowEveryChange) {
  const std::string anna = Create("Anna", "Roux");
  const v1::Filter roux = Is(v1::TEXT_FIELD_FAMILY_NAME, "roux");
  EXPECT_THAT(Left(roux), ElementsAre("Anna"));
  v1::Customer customer;
  customer.set_id(anna);
  customer.set_family_name("Petit");
  ASSERT_TRUE(customers_.Update(customer).ok());
  EXPECT_THAT(Left(roux), IsEmpty());
  EXPECT_THAT(Left(Is(v1::TEXT_FIELD_FAMILY_NAME, "petit")),
              ElementsAre("Anna"));
  ASSERT_TRUE(customers_.Delete(anna).ok());
  EXPECT_THAT(Left(None({roux})), IsEmpty());
}

TEST_F(FiltersTest, CountAProfileOnce) {
  const std::string anna = Create("Anna", "Roux", "anna@example.com");
  const std::string ann = Create("Ann", "Rous", "ann@example.com");
  Create("Bob");
  ASSERT_TRUE(customers_.Merge(anna, {ann}).ok());
  EXPECT_THAT(Left(Exists(v1::TEXT_FIELD_GIVEN_NAME)),
              ElementsAre("Anna", "Bob"));
  // By what it shows, and by the addresses of both.
  EXPECT_THAT(Left(Is(v1::TEXT_FIELD_GIVEN_NAME, "ann")), IsEmpty());
  EXPECT_THAT(Left(Is(v1::TEXT_FIELD_EMAIL_ADDRESS, "ann@example.com")),
              ElementsAre("Anna"));
  ASSERT_TRUE(customers_.Unmerge(ann).ok());
  EXPECT_THAT(Left(Is(v1::TEXT_FIELD_GIVEN_NAME, "ann")), ElementsAre("Ann"));
  EXPECT_THAT(Left(Exists(v1::TEXT_FIELD_EMAIL_ADDRESS)),
              ElementsAre("Ann", "Anna"));
}

TEST_F(FiltersTest, RefuseATokenOfAnotherFilter) {
  for (const char* name : {"Anna", "Bob"}) Create(name, "Roux");
  v1::ListCustomersRequest request;
  *request.mutable_filter() = Is(v1::TEXT_FIELD_FAMILY_NAME, "roux");
  request.set_page_size(1);
  request.set_page_token(customers_.List(request)->next_page_token());
  request.mutable_filter()->mutable_text()->set_is("petit");
  EXPECT_EQ(ReasonOf(customers_.List(request).status()), "PAGE_TOKEN_MISMATCH");
}

TEST_F(FiltersTest, SayWhatEachPartLeaves) {
  Create("Anna", "Roux");
  Create("Bob", "Roux");
  Create("Carl", "Petit");
  const v1::Filter roux = Is(v1::TEXT_FIELD_FAMILY_NAME, "roux");
  const v1::Filter bob = Is(v1::TEXT_FIELD_GIVEN_NAME, "bob");
  const v1::Filter carl = Is(v1::TEXT_FIELD_GIVEN_NAME, "carl");
  v1::ExplainFilterRequest request;
  *request.mutable_filter() = All({roux, Any({bob, carl}), None({bob})});
  const auto response = customers_.Explain(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->customer_size(), 3);
  EXPECT_EQ(response->total_size(), 0);
  std::vector<std::string> lines;
  for (const v1::FilterPartSize& part : response->parts()) {
    lines.push_back(fmt::format("{} {} {}", part.field(), part.alone_size(),
                                part.together_size()));
  }
  EXPECT_THAT(lines, ElementsAre("filter 0 0", "filter.all.parts[0] 2 2",
                                 "filter.all.parts[1] 2 1",
                                 "filter.all.parts[1].any.parts[0] 1 1",
                                 "filter.all.parts[1].any.parts[1] 1 2",
                                 "filter.all.parts[2] 2 0",
                                 "filter.all.parts[2].none.parts[0] 1 2"));
}

TEST_F(FiltersTest, GoOverManyBlocks) {
  // More than two blocks of slots, with a part that leaves every third one.
  constexpr int kCustomers = 3 * static_cast<int>(kBlockSlots) / 2;
  for (int i = 0; i < kCustomers; ++i) {
    const absl::Status put = customers_.store().Write(
        std::string(kMerchant), [&](store::Transaction& txn) {
          storage::v1::StoredCustomer stored;
          stored.mutable_customer()->set_id(txn.NewId("cus"));
          stored.mutable_customer()->set_given_name(fmt::format("n{:05}", i));
          if (i % 3 == 0) stored.mutable_customer()->set_language("fr");
          return customers_.tables().customers.Put(txn, stored);
        });
    ASSERT_TRUE(put.ok()) << put;
  }
  v1::ListCustomersRequest request;
  *request.mutable_filter() =
      All({Exists(v1::TEXT_FIELD_GIVEN_NAME), Is(v1::TEXT_FIELD_LANGUAGE, "fr"),
           None({Starts(v1::TEXT_FIELD_GIVEN_NAME, "n0000")})});
  request.set_order(v1::CUSTOMER_ORDER_NAME);
  request.set_page_size(1);
  const auto page = customers_.List(request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->total_size(), kCustomers / 3 - 4);
  EXPECT_EQ(page->customers(0).given_name(), "n00012");
}

}  // namespace
}  // namespace comptoir::customers
