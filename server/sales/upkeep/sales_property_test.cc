// Random work at the counter, then everything that must hold.

#include <random>
#include <set>
#include <string>

#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/sales/rules/purchase_summary.h"
#include "server/sales/testing/sales_fixture.h"
#include "server/sales/upkeep/verify_sales.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::sales {
namespace {

using v1::Sale;

class SalesPropertyTest : public SalesFixture {
 protected:
  int Random(int bound) {
    return std::uniform_int_distribution<int>(0, bound - 1)(random_);
  }
  const std::string& RandomCustomer() { return Random(2) ? anna_ : bob_; }

  Sale RandomSale() {
    std::vector<v1::SaleLine> lines;
    for (int i = Random(4); i >= 0; --i) {
      lines.push_back(Line(fmt::format("item {}", Random(30)), Random(500)));
    }
    return Open(lines, Random(3) ? RandomCustomer() : "");
  }

  // One piece of a day's work.
  void Work() {
    // Sometimes not at all: visits in the same microsecond.
    store_.clock().Advance(absl::Microseconds(Random(2)));
    if (Random(10) == 0) store_.clock().Advance(absl::Hours(Random(20)));
    if (sales_.empty() || Random(3) == 0) {
      sales_.push_back(RandomSale().id());
      return;
    }
    const Sale sale = Get(sales_[Random(sales_.size())]).sale();
    switch (Random(6)) {
      case 0:
        (void)Attach(sale, RandomCustomer());
        return;
      case 1:
        (void)Detach(sale);
        return;
      case 2:
        (void)Pay(sale, sale.totals().due().minor_units() / (1 + Random(2)));
        return;
      case 3:
        (void)Apply(CardFor(sale, fmt::format("f{}", Random(3))));
        return;
      case 4:
        (void)CancelSale(sale);
        return;
      case 5:
        if (sale.payments().empty()) return;
        (void)Refund(sale.payments(Random(sale.payments_size())).payment_id());
        return;
    }
  }

  // The shop is in Paris, in winter: an hour ahead of UTC.
  static std::string DayInParis(const Sale& sale) {
    const int64_t day = (sale.complete_time().seconds() + 3600) / 86400;
    const std::string date = absl::FormatCivilTime(absl::CivilDay() + day);
    EXPECT_EQ(sale.complete_date(), date);
    return date;
  }

  // From the sales alone.
  v1::PurchaseSummary Recomputed(const std::string& customer_id) {
    storage::v1::StoredPurchaseSummary summary;
    summary.set_customer_id(customer_id);
    std::set<std::string> days;
    for (const std::string& id : sales_) {
      const Sale sale = Get(id).sale();
      if (sale.state() == v1::SALE_STATE_COMPLETED &&
          sale.customer_id() == customer_id) {
        EXPECT_TRUE(AddSale(sale, &summary).ok());
        days.insert(DayInParis(sale));
      }
    }
    summary.set_visit_day_count(static_cast<int64_t>(days.size()));
    v1::PurchaseSummary recomputed = ToPublic(summary);
    if (!days.empty()) {
      v1::VisitedLocation& location = *recomputed.add_locations();
      location.set_location_id(location_);
      location.set_last_visit_date(*days.rbegin());
    }
    return recomputed;
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::vector<std::string> sales_;
};

TEST_F(SalesPropertyTest, EqualsARecomputationFromAllSales) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  for (int i = 0; i < 400; ++i) Work();

  for (const std::string& customer_id : {anna_, bob_}) {
    EXPECT_EQ(SummaryOf(customer_id).DebugString(),
              Recomputed(customer_id).DebugString());
  }
  const auto report =
      store::VerifyStore(*store_.Read(), {.tables = tables_.All(),
                                          .add_checks =
                                              [this](store::Checks& checks) {
                                                AddSalesChecks(tables_, checks);
                                              }})
          .value();
  EXPECT_TRUE(report.ok()) << report.problems()[0].text;
}

}  // namespace
}  // namespace comptoir::sales
