#include "server/sales/rules/purchase_summary.h"

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/timestamps.h"
#include "server/sales/rules/sale_rules.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using storage::v1::StoredPurchaseSummary;
using v1::PurchaseSummary;
using v1::Sale;

// A completed sale of one line of each item.
Sale Bought(int number, int64_t price, std::vector<std::string> items,
            std::string currency = "EUR") {
  Sale sale;
  sale.set_id(fmt::format("sal_{:026}", number));
  sale.set_currency(currency);
  *sale.mutable_complete_time() = ToTimestamp(absl::FromUnixSeconds(number));
  for (const std::string& item : items) {
    v1::SaleLine& line = *sale.add_lines();
    line.set_name(item);
    line.set_quantity(1);
    *line.mutable_unit_price() = MakeMoney(price, currency);
  }
  EXPECT_TRUE(Recalculate(&sale).ok());
  return sale;
}

TEST(PurchaseSummary, CountsVisitsAndSpend) {
  StoredPurchaseSummary stored;
  ASSERT_TRUE(AddSale(Bought(1, 100, {"tea"}), &stored).ok());
  ASSERT_TRUE(AddSale(Bought(2, 101, {"tea"}), &stored).ok());

  const PurchaseSummary summary = ToPublic(stored);

  EXPECT_EQ(summary.visit_count(), 2);
  ASSERT_EQ(summary.spend_size(), 1);
  EXPECT_EQ(summary.spend(0).total().minor_units(), 201);
  EXPECT_EQ(summary.spend(0).average().minor_units(), 101);
  EXPECT_EQ(summary.first_visit_time().seconds(), 1);
  EXPECT_EQ(summary.last_visit_time().seconds(), 2);
  EXPECT_EQ(summary.last_sale_id(), Bought(2, 0, {}).id());
}

TEST(PurchaseSummary, TellsHowOftenSomebodyComes) {
  StoredPurchaseSummary stored;
  ASSERT_TRUE(AddSale(Bought(100, 100, {"tea"}), &stored).ok());
  EXPECT_FALSE(ToPublic(stored).has_mean_visit_interval());

  ASSERT_TRUE(AddSale(Bought(110, 100, {"tea"}), &stored).ok());
  EXPECT_EQ(ToPublic(stored).mean_visit_interval().seconds(), 10);

  ASSERT_TRUE(AddSale(Bought(135, 100, {"tea"}), &stored).ok());
  EXPECT_EQ(ToPublic(stored).mean_visit_interval().seconds(), 17);
}

TEST(PurchaseSummary, KeepsCurrenciesApartAndInOrder) {
  StoredPurchaseSummary stored;
  ASSERT_TRUE(AddSale(Bought(1, 100, {"tea"}, "USD"), &stored).ok());
  ASSERT_TRUE(AddSale(Bought(2, 200, {"tea"}, "EUR"), &stored).ok());
  ASSERT_TRUE(AddSale(Bought(3, 300, {"tea"}, "JPY"), &stored).ok());

  const PurchaseSummary summary = ToPublic(stored);

  ASSERT_EQ(summary.spend_size(), 3);
  EXPECT_EQ(summary.spend(0).total().currency(), "EUR");
  EXPECT_EQ(summary.spend(1).total().currency(), "JPY");
  EXPECT_EQ(summary.spend(2).total().currency(), "USD");
}

TEST(PurchaseSummary, LeavesTheLastVisitWhenAnOlderSaleIsAdded) {
  StoredPurchaseSummary stored;
  ASSERT_TRUE(AddSale(Bought(5, 100, {"tea"}), &stored).ok());
  ASSERT_TRUE(AddSale(Bought(3, 100, {"tea"}), &stored).ok());

  EXPECT_EQ(stored.last_sale_id(), Bought(5, 0, {}).id());
  EXPECT_EQ(stored.first_visit_time().seconds(), 3);
}

TEST(PurchaseSummary, CountsAnItemOnceAVisit) {
  StoredPurchaseSummary stored;

  ASSERT_TRUE(AddSale(Bought(1, 100, {"tea", "cake", "tea"}), &stored).ok());

  const PurchaseSummary summary = ToPublic(stored);
  ASSERT_EQ(summary.frequent_items_size(), 2);
  EXPECT_EQ(summary.frequent_items(0).name(), "tea");
  EXPECT_EQ(summary.frequent_items(0).visit_count(), 1);
  EXPECT_EQ(summary.frequent_items(0).quantity(), 2);
}

TEST(PurchaseSummary, KnowsAnItemOfTheCatalogByItsId) {
  StoredPurchaseSummary stored;
  Sale first = Bought(1, 100, {"tea"});
  first.mutable_lines(0)->set_catalog_item_id("sku-1");
  Sale second = Bought(2, 100, {"Tea, green"});
  second.mutable_lines(0)->set_catalog_item_id("sku-1");
  ASSERT_TRUE(AddSale(first, &stored).ok());
  ASSERT_TRUE(AddSale(second, &stored).ok());

  const PurchaseSummary summary = ToPublic(stored);

  ASSERT_EQ(summary.frequent_items_size(), 1);
  EXPECT_EQ(summary.frequent_items(0).name(), "Tea, green");
  EXPECT_EQ(summary.frequent_items(0).visit_count(), 2);
}

TEST(PurchaseSummary, SubtractsToNothing) {
  StoredPurchaseSummary stored;
  const Sale sale = Bought(1, 100, {"tea", "cake"});
  ASSERT_TRUE(AddSale(sale, &stored).ok());
  EXPECT_TRUE(TellsVisitTimes(sale, stored));

  SubtractSale(sale, &stored);

  EXPECT_EQ(stored.visit_count(), 0);
  EXPECT_EQ(stored.spend_size(), 0);
  EXPECT_EQ(stored.items_size(), 0);
}

TEST(PurchaseSummary, ForgetsTheRarestItemForANewOne) {
  StoredPurchaseSummary stored;
  ASSERT_TRUE(AddSale(Bought(1, 1, {"often"}), &stored).ok());
  ASSERT_TRUE(AddSale(Bought(2, 1, {"often"}), &stored).ok());
  for (int i = 0; i < kItemsKeptMax; ++i) {
    const Sale sale = Bought(10 + i, 1, {fmt::format("once {}", i)});
    ASSERT_TRUE(AddSale(sale, &stored).ok());
  }

  EXPECT_EQ(stored.items_size(), kItemsKeptMax);
  EXPECT_EQ(stored.items(0).name(), "often");
  EXPECT_EQ(stored.items(1).name(), fmt::format("once {}", kItemsKeptMax - 1));
}

TEST(PurchaseSummary, ShowsTenItemsMostFrequentFirst) {
  StoredPurchaseSummary stored;
  for (int visits = 1; visits <= 12; ++visits) {
    for (int i = 0; i < visits; ++i) {
      const Sale sale =
          Bought(visits * 100 + i, 1, {fmt::format("{}", visits)});
      ASSERT_TRUE(AddSale(sale, &stored).ok());
    }
  }

  const PurchaseSummary summary = ToPublic(stored);

  ASSERT_EQ(summary.frequent_items_size(), kFrequentItemsMax);
  EXPECT_EQ(summary.frequent_items(0).name(), "12");
  EXPECT_EQ(summary.frequent_items(9).name(), "3");
}

}  // namespace
}  // namespace comptoir::sales
