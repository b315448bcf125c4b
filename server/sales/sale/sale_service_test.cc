#include "server/sales/sale/sale_service.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/sales/testing/sales_fixture.h"

namespace comptoir::sales {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Sale;

using SaleServiceTest = SalesFixture;

TEST_F(SaleServiceTest, OpensASale) {
  const Sale sale = Open();

  EXPECT_EQ(sale.state(), v1::SALE_STATE_OPEN);
  EXPECT_EQ(sale.currency(), "EUR");
  EXPECT_EQ(sale.totals().total().minor_units(), 1000);
  EXPECT_TRUE(ParseId("lin", sale.lines(0).id()).has_value());
  EXPECT_THAT(sale.team_member_id(), testing::StartsWith("mem_"));
  EXPECT_FALSE(sale.etag().empty());
  EXPECT_EQ(Get(sale.id()).sale().SerializeAsString(),
            sale.SerializeAsString());
  EXPECT_THAT(LastEvents(), ElementsAre("SaleOpened"));
}

TEST_F(SaleServiceTest, RefusesToOpenASaleNowhere) {
  EXPECT_EQ(
      ReasonOf(Do(&SaleService::CreateSale, v1::CreateSaleRequest()).status()),
      "LOCATION_REQUIRED");
}

TEST_F(SaleServiceTest, RefusesAnUnknownLocation) {
  v1::CreateSaleRequest request;
  request.set_location_id(FormatId("loc", "location-unknown"));

  EXPECT_TRUE(absl::IsNotFound(Do(&SaleService::CreateSale, request).status()));
}

TEST_F(SaleServiceTest, RefusesAnotherCurrencyThanTheLocations) {
  v1::CreateSaleRequest request;
  request.set_location_id(location_);
  request.set_currency("USD");

  EXPECT_EQ(ReasonOf(Do(&SaleService::CreateSale, request).status()),
            "INVALID_FIELDS");
}

TEST_F(SaleServiceTest, SaysAllThatIsWrongWithANewSale) {
  v1::CreateSaleRequest request;
  request.set_location_id(location_);
  request.set_currency("USD");
  *request.add_lines() = Line("tea", -1);

  EXPECT_EQ(Do(&SaleService::CreateSale, request).status().message(),
            "currency: must be the location's, EUR (and 1 more)");
}

TEST_F(SaleServiceTest, AddsAndRemovesLines) {
  const Sale sale = Open();
  v1::AddSaleLinesRequest add;
  add.set_sale_id(sale.id());
  *add.add_lines() = Line("cake", 450);
  const Sale more = Do(&SaleService::AddSaleLines, add).value().sale();
  EXPECT_EQ(more.totals().total().minor_units(), 1450);

  v1::RemoveSaleLineRequest remove;
  remove.set_sale_id(sale.id());
  remove.set_line_id(sale.lines(0).id());
  const Sale less = Do(&SaleService::RemoveSaleLine, remove).value().sale();

  EXPECT_EQ(less.totals().total().minor_units(), 450);
  EXPECT_EQ(less.lines(0).name(), "cake");
  EXPECT_THAT(LastEvents(), ElementsAre("SaleLinesChanged"));
  EXPECT_TRUE(
      absl::IsNotFound(Do(&SaleService::RemoveSaleLine, remove).status()));
}

TEST_F(SaleServiceTest, RefusesAStaleEtag) {
  const Sale sale = Open();
  v1::AddSaleLinesRequest add;
  add.set_sale_id(sale.id());
  add.set_etag(sale.etag());
  *add.add_lines() = Line("cake", 450);
  ASSERT_TRUE(Do(&SaleService::AddSaleLines, add).ok());

  EXPECT_EQ(ReasonOf(Do(&SaleService::AddSaleLines, add).status()),
            "ETAG_MISMATCH");
}

TEST_F(SaleServiceTest, CompletesWhenThePaymentsCoverTheTotal) {
  const Sale sale = Open();

  const Sale part = Pay(sale, 400).value().sale();
  EXPECT_EQ(part.state(), v1::SALE_STATE_OPEN);
  EXPECT_EQ(part.totals().due().minor_units(), 600);
  EXPECT_THAT(LastEvents(), ElementsAre("PaymentRecorded"));
  const Sale paid = Pay(sale, 600).value().sale();

  EXPECT_EQ(paid.state(), v1::SALE_STATE_COMPLETED);
  EXPECT_TRUE(paid.has_complete_time());
  EXPECT_EQ(Get(sale.id()).payments_size(), 2);
  EXPECT_THAT(LastEvents(), ElementsAre("PaymentRecorded", "SaleCompleted"));
  EXPECT_EQ(ReasonOf(Pay(sale, 1).status()), "SALE_NOT_OPEN");
}

TEST_F(SaleServiceTest, CompletesWhenRemovingALineLeavesNothingDue) {
  const Sale sale = Open({Line("tea", 1000), Line("cake", 400)});
  ASSERT_TRUE(Pay(sale, 1000).ok());
  v1::RemoveSaleLineRequest remove;
  remove.set_sale_id(sale.id());
  remove.set_line_id(sale.lines(0).id());
  EXPECT_EQ(ReasonOf(Do(&SaleService::RemoveSaleLine, remove).status()),
            "TOTAL_BELOW_PAID");

  remove.set_line_id(sale.lines(1).id());

  EXPECT_EQ(Do(&SaleService::RemoveSaleLine, remove).value().sale().state(),
            v1::SALE_STATE_COMPLETED);
}

TEST_F(SaleServiceTest, CancelsAnUnpaidSale) {
  const Sale sale = Open();
  v1::CancelSaleRequest cancel;
  cancel.set_sale_id(sale.id());

  EXPECT_EQ(Do(&SaleService::CancelSale, cancel).value().sale().state(),
            v1::SALE_STATE_CANCELED);
  EXPECT_EQ(ReasonOf(Pay(sale, 1000).status()), "SALE_CANCELED");
  EXPECT_EQ(ReasonOf(Attach(sale, anna_).status()), "SALE_CANCELED");
}

TEST_F(SaleServiceTest, CancelingASaleThatIsCanceledChangesNothing) {
  v1::CancelSaleRequest cancel;
  cancel.set_sale_id(Open().id());
  const Sale canceled = Do(&SaleService::CancelSale, cancel).value().sale();

  const auto again = Do(&SaleService::CancelSale, cancel);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->sale().SerializeAsString(), canceled.SerializeAsString());
  EXPECT_THAT(again->stopping_checkout_ids(), IsEmpty());
  cancel.set_etag("r0");
  EXPECT_EQ(ReasonOf(Do(&SaleService::CancelSale, cancel).status()),
            "ETAG_MISMATCH");
}

TEST_F(SaleServiceTest, RefusesToCancelACompletedSale) {
  v1::CancelSaleRequest cancel;
  cancel.set_sale_id(Completed().id());

  EXPECT_EQ(ReasonOf(Do(&SaleService::CancelSale, cancel).status()),
            "SALE_NOT_OPEN");
}

TEST_F(SaleServiceTest, RefusesToCancelOncePaid) {
  const Sale sale = Open();
  ASSERT_TRUE(Pay(sale, 1).ok());
  v1::CancelSaleRequest cancel;
  cancel.set_sale_id(sale.id());

  EXPECT_EQ(ReasonOf(Do(&SaleService::CancelSale, cancel).status()),
            "SALE_HAS_PAYMENTS");
}

TEST_F(SaleServiceTest, CountsASaleOnceItIsCompleted) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 0);
  EXPECT_THAT(SalesOf(anna_), IsEmpty());

  ASSERT_TRUE(Pay(sale, 1000).ok());

  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_EQ(SummaryOf(anna_).last_sale_id(), sale.id());
  EXPECT_EQ(SummaryOf(anna_).frequent_items(0).name(), "tea");
  EXPECT_THAT(SalesOf(anna_), ElementsAre(sale.id()));
}

TEST_F(SaleServiceTest, AttachesAndDetachesBeforeCompletion) {
  const Sale sale = Open();
  EXPECT_EQ(Attach(sale, anna_).value().sale().customer_id(), anna_);
  EXPECT_THAT(LastEvents(), ElementsAre("CustomerAttached"));
  ASSERT_TRUE(Detach(sale).ok());
  EXPECT_THAT(LastEvents(), ElementsAre("CustomerDetached"));

  const Sale paid = Pay(sale, 1000).value().sale();

  EXPECT_EQ(paid.customer_id(), "");
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 0);
}

TEST_F(SaleServiceTest, MovesACompletedSaleFromCustomerToCustomer) {
  const Sale sale = Completed({Line("tea", 1000)}, anna_);

  ASSERT_TRUE(Attach(sale, bob_).ok());

  EXPECT_EQ(SummaryOf(anna_).visit_count(), 0);
  EXPECT_EQ(SummaryOf(anna_).frequent_items_size(), 0);
  EXPECT_FALSE(SummaryOf(anna_).has_last_visit_time());
  EXPECT_EQ(SummaryOf(bob_).visit_count(), 1);
  EXPECT_THAT(SalesOf(anna_), IsEmpty());
  EXPECT_THAT(SalesOf(bob_), ElementsAre(sale.id()));
  EXPECT_THAT(LastEvents(),
              ElementsAre("CustomerDetached", "CustomerAttached"));
}

TEST_F(SaleServiceTest, DropsOnlyTheLinkOfACompletedSale) {
  const Sale first = Completed({Line("tea", 1000)}, anna_);
  store_.clock().Advance(absl::Hours(1));
  const Sale second = Completed({Line("tea", 1000)}, anna_);

  ASSERT_TRUE(Detach(second).ok());

  EXPECT_EQ(SummaryOf(anna_).last_sale_id(), first.id());
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_EQ(Get(second.id()).sale().state(), v1::SALE_STATE_COMPLETED);
}

// The shop is in Paris.
absl::Time Utc(int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilSecond(2026, 3, day, hour, minute),
                         absl::UTCTimeZone());
}

TEST_F(SaleServiceTest, TellsTheDayByTheClockOfTheLocation) {
  // Summer time begins in the night to the 29th.
  store_.clock().Set(Utc(28, 22, 59));
  EXPECT_EQ(Completed().complete_date(), "2026-03-28");
  store_.clock().Set(Utc(28, 23, 0));
  EXPECT_EQ(Completed().complete_date(), "2026-03-29");
  store_.clock().Set(Utc(29, 21, 59));
  EXPECT_EQ(Completed().complete_date(), "2026-03-29");
  store_.clock().Set(Utc(29, 22, 0));
  EXPECT_EQ(Completed().complete_date(), "2026-03-30");
  EXPECT_EQ(Open().complete_date(), "");
}

TEST_F(SaleServiceTest, CountsTheDaysOfACustomersVisits) {
  store_.clock().Set(Utc(10, 9, 0));
  const Sale morning = Completed({Line("tea", 1000)}, anna_);
  store_.clock().Set(Utc(10, 22, 30));
  const Sale evening = Completed({Line("tea", 1000)}, anna_);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 2);
  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 1);
  store_.clock().Set(Utc(10, 23, 30));
  ASSERT_EQ(Completed({Line("tea", 1000)}, anna_).complete_date(),
            "2026-03-11");
  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 2);

  ASSERT_TRUE(Attach(morning, bob_).ok());

  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 2);
  EXPECT_EQ(SummaryOf(bob_).visit_day_count(), 1);
  ASSERT_TRUE(Detach(evening).ok());
  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 1);
  // One that is given back joins the day that is there.
  ASSERT_TRUE(Attach(evening, bob_).ok());
  EXPECT_EQ(SummaryOf(bob_).visit_count(), 2);
  EXPECT_EQ(SummaryOf(bob_).visit_day_count(), 1);
}

TEST_F(SaleServiceTest, CountsADayAtEachLocation) {
  const std::string van = FormatId("loc", "location-0000002");
  PutLocation(van, "Pacific/Kiritimati");
  store_.clock().Set(Utc(10, 9, 0));
  Completed({Line("tea", 1000)}, anna_);
  const Sale there = CompletedAt(van, anna_);

  EXPECT_EQ(there.complete_date(), "2026-03-10");
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 2);
  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 2);

  // By now it is the 11th on Kiritimati, and later in the Atlantic the 10th
  // again: dates stay as they were.
  store_.clock().Set(Utc(10, 10, 30));
  EXPECT_EQ(CompletedAt(van, anna_).complete_date(), "2026-03-11");
  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 3);
  PutLocation(van, "Atlantic/Azores");
  store_.clock().Set(Utc(10, 11, 0));
  EXPECT_EQ(CompletedAt(van, anna_).complete_date(), "2026-03-10");
  EXPECT_EQ(SummaryOf(anna_).visit_day_count(), 3);
  EXPECT_EQ(Get(there.id()).sale().complete_date(), "2026-03-10");
}

TEST_F(SaleServiceTest, TakesMoneyWhereTheTimeZoneIsUnknown) {
  PutLocation(location_, "Europe/Atlantis");
  store_.clock().Set(Utc(10, 23, 30));

  EXPECT_EQ(Completed().complete_date(), "2026-03-10");
}

TEST_F(SaleServiceTest, ChangesNothingWhenTheCustomerIsAttachedAlready) {
  const Sale sale = Completed({Line("tea", 1000)}, anna_);

  EXPECT_EQ(Attach(sale, anna_).value().sale().etag(), sale.etag());
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
}

TEST_F(SaleServiceTest, ForgetsACustomerWhoWasDeletedBeforeThePayment) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  DeleteCustomer(anna_);

  const Sale paid = Pay(sale, 1000).value().sale();

  EXPECT_EQ(paid.customer_id(), "");
  EXPECT_EQ(paid.customer_link(), v1::CUSTOMER_LINK_UNSPECIFIED);
  // Whoever keeps whose the sale is hears that it is nobody's.
  EXPECT_THAT(LastEvents(), ElementsAre("PaymentRecorded", "CustomerDetached",
                                        "SaleCompleted"));
}

TEST_F(SaleServiceTest, ShowsNothingToAnotherMerchant) {
  const Sale sale = Open();
  v1::GetSaleRequest get;
  get.set_sale_id(sale.id());
  v1::CancelSaleRequest cancel;
  cancel.set_sale_id(sale.id());
  const Call call = NewCallOf(other_merchant_);

  EXPECT_TRUE(
      absl::IsNotFound(service_.GetSale(call, *store_.Read(), get).status()));
  EXPECT_TRUE(absl::IsNotFound(store_
                                   .Write(other_merchant_,
                                          [&](store::Transaction& txn) {
                                            return service_.CancelSale(
                                                call, txn, cancel);
                                          })
                                   .status()));
  EXPECT_EQ(service_.ListSales(call, *store_.Read(), {}).value().sales_size(),
            0);
}

TEST_F(SaleServiceTest, ListsNewestFirstPageByPage) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    store_.clock().Advance(absl::Seconds(1));
    ids.insert(ids.begin(), Open().id());
  }
  v1::ListSalesRequest request;
  request.set_location_id(location_);
  request.set_page_size(3);

  const auto first =
      service_.ListSales(NewCall(), *store_.Read(), request).value();
  EXPECT_EQ(first.sales(0).id(), ids[0]);
  EXPECT_EQ(first.sales_size(), 3);
  request.set_page_token(first.next_page_token());
  const auto second =
      service_.ListSales(NewCall(), *store_.Read(), request).value();

  EXPECT_EQ(second.sales_size(), 2);
  EXPECT_EQ(second.sales(1).id(), ids[4]);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(SaleServiceTest, ListsByState) {
  Completed();
  const Sale open = Open();
  Completed();
  v1::ListSalesRequest request;
  request.set_state(v1::SALE_STATE_OPEN);

  EXPECT_THAT(ListIds(request), ElementsAre(open.id()));
}

TEST_F(SaleServiceTest, RefusesAPageTokenOfAnotherQuery) {
  Open();
  Open();
  v1::ListSalesRequest request;
  request.set_page_size(1);
  const auto page =
      service_.ListSales(NewCall(), *store_.Read(), request).value();
  request.set_page_token(page.next_page_token());
  request.set_state(v1::SALE_STATE_OPEN);

  EXPECT_EQ(
      ReasonOf(service_.ListSales(NewCall(), *store_.Read(), request).status()),
      "PAGE_TOKEN_MISMATCH");
}

}  // namespace
}  // namespace comptoir::sales
