#include "server/sales/filters/purchase_filters.h"

#include <string>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/sales/filters/visited_filters.h"
#include "server/sales/testing/sales_fixture.h"

namespace comptoir::sales {
namespace {

using customers::v1::CustomerOrder;
using customers::v1::Filter;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class PurchaseFiltersTest : public SalesFixture {
 protected:
  // The fixture's customers are older than the columns.
  void SetUp() override { ASSERT_TRUE(filters_.Load(*store_.Read()).ok()); }

  absl::StatusOr<customers::v1::ListCustomersResponse> Page(
      const Call& call, const Filter& filter,
      CustomerOrder order = customers::v1::CUSTOMER_ORDER_OLDEST_FIRST) {
    customers::v1::ListCustomersRequest request;
    if (filter.part_case() != Filter::PART_NOT_SET) {
      *request.mutable_filter() = filter;
    }
    request.set_order(order);
    request.set_spend_currency("EUR");
    return filters_.List(call, *store_.Read(), request);
  }
  std::vector<std::string> Left(
      const Filter& filter,
      CustomerOrder order = customers::v1::CUSTOMER_ORDER_OLDEST_FIRST) {
    std::vector<std::string> ids;
    const auto page = Page(NewCall(), filter, order);
    EXPECT_TRUE(page.ok()) << page.status();
    for (const auto& customer : page->customers()) ids.push_back(customer.id());
    return ids;
  }
  std::string ReasonFor(const Filter& filter) {
    return ReasonOf(Page(NewCall(), filter).status());
  }

  customers::Filters filters_{customer_tables_};
  PurchaseFilters purchases_{tables_, filters_};
  VisitedFilters visited_{tables_, merchants_, filters_};
  const std::string elsewhere_ = FormatId("loc", "location-0000002");
};

TEST_F(PurchaseFiltersTest, FollowSales) {
  Filter spent;
  spent.mutable_spend()->set_currency("EUR");
  spent.mutable_spend()->set_minimum(1500);
  Filter twice;
  twice.mutable_visits()->set_minimum(2);
  Filter average;
  average.mutable_average_spend()->set_currency("EUR");
  average.mutable_average_spend()->set_maximum(1000);
  EXPECT_THAT(Left(spent), IsEmpty());
  Completed({Line("tea", 1000)}, anna_);
  const v1::Sale sale = Completed({Line("tea", 700)}, anna_);
  Completed({Line("cake", 2000)}, bob_);
  EXPECT_THAT(Left(spent), UnorderedElementsAre(anna_, bob_));
  EXPECT_THAT(Left(twice), ElementsAre(anna_));
  EXPECT_THAT(Left(average), ElementsAre(anna_));
  ASSERT_TRUE(Detach(sale).ok());
  EXPECT_THAT(Left(spent), ElementsAre(bob_));
  EXPECT_THAT(Left(twice), IsEmpty());
  spent.mutable_spend()->set_currency("USD");
  EXPECT_THAT(Left(spent), IsEmpty());
}

TEST_F(PurchaseFiltersTest, KnowFirstAndLastVisits) {
  Completed({Line("tea", 1000)}, anna_);
  Completed({Line("tea", 1000)}, bob_);
  store_.clock().Advance(absl::Hours(24 * 40));
  Completed({Line("tea", 1000)}, bob_);
  Filter recent;
  recent.mutable_last_visit()->set_last_days(30);
  EXPECT_THAT(Left(recent), ElementsAre(bob_));
  Filter lapsed;
  *lapsed.mutable_none()->add_parts() = recent;
  EXPECT_THAT(Left(lapsed), UnorderedElementsAre(anna_, carl_));
  Filter new_ones;
  new_ones.mutable_first_visit()->set_last_days(30);
  EXPECT_THAT(Left(new_ones), IsEmpty());
  new_ones.mutable_first_visit()->set_last_days(41);
  EXPECT_THAT(Left(new_ones), UnorderedElementsAre(anna_, bob_));
}

TEST_F(PurchaseFiltersTest, KnowLocations) {
  AddCustomer(anna_);
  AddCustomer(bob_);
  PutLocation(elsewhere_, "Europe/Paris");
  const v1::Sale first = CompletedAt(location_, anna_);
  const v1::Sale second = CompletedAt(location_, anna_);
  CompletedAt(elsewhere_, bob_);
  Filter here;
  here.mutable_locations()->add_any_of_location_ids(location_);
  EXPECT_THAT(Left(here), ElementsAre(anna_));
  Filter not_here;
  not_here.mutable_locations()->add_none_of_location_ids(location_);
  not_here.mutable_locations()->add_any_of_location_ids(elsewhere_);
  EXPECT_THAT(Left(not_here), ElementsAre(bob_));
  // She was there as long as one sale says so.
  ASSERT_TRUE(Detach(first).ok());
  EXPECT_THAT(Left(here), ElementsAre(anna_));
  ASSERT_TRUE(Detach(second).ok());
  EXPECT_THAT(Left(here), IsEmpty());
  ASSERT_TRUE(Attach(second, bob_).ok());
  EXPECT_THAT(Left(here), ElementsAre(bob_));
  here.mutable_locations()->add_any_of_location_ids(
      FormatId("loc", "location-0000003"));
  EXPECT_EQ(ReasonFor(here), "UNKNOWN_LOCATION");
}

TEST_F(PurchaseFiltersTest, ListByPurchases) {
  Completed({Line("tea", 3000)}, bob_);
  store_.clock().Advance(absl::Hours(1));
  Completed({Line("tea", 1000)}, carl_);
  EXPECT_THAT(Left({}, customers::v1::CUSTOMER_ORDER_LAST_VISIT_NEWEST_FIRST),
              ElementsAre(carl_, bob_, anna_));
  EXPECT_THAT(Left({}, customers::v1::CUSTOMER_ORDER_LAST_VISIT_OLDEST_FIRST),
              ElementsAre(bob_, carl_, anna_));
  EXPECT_THAT(Left({}, customers::v1::CUSTOMER_ORDER_SPEND_HIGHEST_FIRST),
              ElementsAre(bob_, carl_, anna_));
  EXPECT_THAT(Left({}, customers::v1::CUSTOMER_ORDER_SPEND_LOWEST_FIRST),
              ElementsAre(anna_, carl_, bob_));
}

TEST_F(PurchaseFiltersTest, NeedTheSightOfSales) {
  Principal principal;
  principal.merchant_id = merchant_;
  principal.permissions.Add(PERMISSION_CUSTOMERS_VIEW);
  principal.permissions.Add(PERMISSION_CUSTOMERS_VIEW_CONTACT);
  const Call call(principal, store_.clock().Now(), "0123456789abcdef");
  Filter filters[6];
  filters[0].mutable_visits()->set_minimum(1);
  filters[1].mutable_spend()->set_currency("EUR");
  filters[2].mutable_average_spend()->set_currency("EUR");
  filters[3].mutable_first_visit()->set_last_days(1);
  filters[4].mutable_last_visit()->set_last_days(1);
  filters[5].mutable_locations()->add_any_of_location_ids(location_);
  for (const Filter& filter : filters) {
    const absl::Status refusal = Page(call, filter).status();
    EXPECT_EQ(ReasonOf(refusal), "PERMISSION_DENIED");
    EXPECT_EQ(MetadataOf(refusal, "permission"), "PERMISSION_SALES_VIEW");
  }
  EXPECT_EQ(
      ReasonOf(Page(call, {}, customers::v1::CUSTOMER_ORDER_SPEND_LOWEST_FIRST)
                   .status()),
      "PERMISSION_DENIED");
}

TEST_F(PurchaseFiltersTest, RefuseWhatTheyCannotCompare) {
  Filter filter;
  filter.mutable_visits();
  EXPECT_EQ(ReasonFor(filter), "INVALID_FIELDS");
  filter.mutable_visits()->set_minimum(2);
  filter.mutable_visits()->set_maximum(2);
  EXPECT_EQ(ReasonFor(filter), "");
  filter.mutable_visits()->set_maximum(1);
  EXPECT_EQ(ReasonFor(filter), "INVALID_FIELDS");
  filter.mutable_spend()->set_currency("EUR");
  EXPECT_EQ(ReasonFor(filter), "INVALID_FIELDS");
  filter.mutable_last_visit();
  EXPECT_EQ(ReasonFor(filter), "INVALID_FIELDS");
  filter.mutable_locations();
  EXPECT_EQ(ReasonFor(filter), "INVALID_FIELDS");
}

TEST_F(PurchaseFiltersTest, AreThereAfterARestart) {
  CompletedAt(location_, anna_);
  customers::CustomerTables customer_tables;
  SalesTables tables;
  customers::Filters filters(customer_tables);
  const PurchaseFilters purchases(tables, filters);
  const VisitedFilters visited(tables, merchants_, filters);
  ASSERT_TRUE(filters.Load(*store_.Read()).ok());
  customers::v1::ListCustomersRequest request;
  auto& all = *request.mutable_filter()->mutable_all();
  all.add_parts()->mutable_visits()->set_minimum(1);
  all.add_parts()->mutable_locations()->add_any_of_location_ids(location_);
  const auto page = filters.List(NewCall(), *store_.Read(), request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->total_size(), 1);
  EXPECT_EQ(page->customers(0).id(), anna_);
}

}  // namespace
}  // namespace comptoir::sales
