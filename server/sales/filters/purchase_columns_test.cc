#include "server/sales/filters/purchase_columns.h"

#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace comptoir::sales {
namespace {

using customers::Slot;
using storage::v1::StoredPurchaseSummary;

StoredPurchaseSummary Bought(const std::string& currency, int64_t minor_units,
                             int64_t visits, int64_t first = 1,
                             int64_t last = 2) {
  StoredPurchaseSummary summary;
  summary.set_visit_count(visits);
  summary.mutable_first_visit_time()->set_seconds(first);
  summary.mutable_last_visit_time()->set_seconds(last);
  storage::v1::StoredSpend& spend = *summary.add_spend();
  spend.set_currency(currency);
  spend.set_minor_units(minor_units);
  spend.set_visit_count(visits);
  return summary;
}

TEST(PurchaseColumns, AddIdentitiesUp) {
  PurchaseColumns columns;
  columns.Resize(4);
  const auto a = Bought("EUR", 500, 2, 10, 30);
  const auto b = Bought("EUR", 70, 1, 5, 20);
  columns.Set(0, &a);
  columns.Set(1, &b);
  const std::vector<Slot> identities = {0, 1, 2};
  columns.Fold(3, identities);
  EXPECT_EQ(columns.visits()[3], 3u);
  EXPECT_EQ(columns.first_visit()[3], 5u);
  EXPECT_EQ(columns.last_visit()[3], 30u);
  EXPECT_EQ(columns.spend("EUR").Of(3).minor_units, 570);
  EXPECT_EQ(columns.spend("EUR").Of(3).visits, 3u);
  EXPECT_EQ(columns.spend("USD").Of(3).visits, 0u);
  columns.Set(1, nullptr);
  columns.Fold(3, identities);
  EXPECT_EQ(columns.spend("EUR").Of(3).minor_units, 500);
  EXPECT_EQ(columns.first_visit()[3], 10u);
  columns.Clear(3);
  EXPECT_EQ(columns.visits()[3], 0u);
  EXPECT_EQ(columns.spend("EUR").Of(3).minor_units, 0);
}

TEST(PurchaseColumns, ForgetACurrencyThatIsTakenBack) {
  PurchaseColumns columns;
  columns.Resize(1);
  const auto euros = Bought("EUR", 500, 1);
  const auto dollars = Bought("USD", 300, 1);
  columns.Set(0, &euros);
  columns.Set(0, &dollars);
  EXPECT_EQ(columns.spend("EUR").Of(0).visits, 0u);
  EXPECT_EQ(columns.spend("USD").Of(0).minor_units, 300);
}

TEST(PurchaseColumns, StopAtWhatFits) {
  PurchaseColumns columns;
  columns.Resize(3);
  const auto most = Bought("EUR", std::numeric_limits<int64_t>::max(),
                           std::numeric_limits<int64_t>::max());
  columns.Set(0, &most);
  columns.Set(1, &most);
  const std::vector<Slot> identities = {0, 1};
  columns.Fold(2, identities);
  EXPECT_EQ(columns.visits()[2], std::numeric_limits<uint32_t>::max());
  EXPECT_EQ(columns.spend("EUR").Of(2).minor_units,
            std::numeric_limits<int64_t>::max());
}

TEST(SpendColumn, KeepsFewAndMany) {
  constexpr size_t kSlots = 400;
  SpendColumn column;
  // Of every other customer, which at some point are many.
  for (Slot slot = 0; slot < kSlots; slot += 2) {
    column.Set(slot, {.minor_units = slot, .visits = 1}, kSlots);
    for (Slot known = 0; known <= slot; ++known) {
      const int64_t expected = known % 2 == 0 ? known : 0;
      ASSERT_EQ(column.Of(known).minor_units, expected) << slot;
    }
  }
  column.Set(6, {}, kSlots);
  EXPECT_EQ(column.Of(6).visits, 0u);
  column.Resize(kSlots + 1);
  EXPECT_EQ(column.Of(kSlots).visits, 0u);
}

}  // namespace
}  // namespace comptoir::sales
