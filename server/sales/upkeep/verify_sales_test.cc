#include "server/sales/upkeep/verify_sales.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/sales/testing/sales_fixture.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VerifySalesTest : public SalesFixture {
 protected:
  std::vector<std::string> Problems() {
    store::VerifyReport report;
    EXPECT_TRUE(VerifySales(*store_.Read(), tables_, report).ok());
    std::vector<std::string> texts;
    for (const auto& problem : report.problems()) {
      texts.push_back(problem.space + " " + problem.text);
    }
    return texts;
  }

  // Writes past the rules.
  template <typename Record>
  void Put(const store::Table<Record>& table, const Record& record) {
    ASSERT_TRUE(store_
                    .Write(merchant_,
                           [&](store::Transaction& txn) {
                             return table.Put(txn, record);
                           })
                    .ok());
  }
};

TEST_F(VerifySalesTest, FindsNothingWrongWithADaysWork) {
  Completed({Line("tea", 1000), Line("cake", 300)}, anna_);
  Completed({Line("tea", 1000)}, anna_);
  Completed({Line("tea", 1000)}, bob_);
  Open();

  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(VerifySalesTest, FindsTotalsThatDoNotAddUp) {
  v1::Sale sale = Open();
  sale.mutable_totals()->mutable_due()->set_minor_units(1);
  Put(tables_.sales, sale);

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("its totals")));
}

TEST_F(VerifySalesTest, FindsASaleCompletedWithoutPayment) {
  v1::Sale sale = Open();
  sale.set_state(v1::SALE_STATE_COMPLETED);
  Put(tables_.sales, sale);

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("not paid")));
}

TEST_F(VerifySalesTest, FindsAPaymentOfAnotherAmount) {
  const v1::Sale sale = Completed();
  v1::Payment payment = Get(sale.id()).payments(0);
  *payment.mutable_amount() = MakeMoney(1, "EUR");
  Put(tables_.payments, payment);

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("missing or another")));
}

TEST_F(VerifySalesTest, FindsASummaryThatIsWrong) {
  Completed({Line("tea", 1000)}, anna_);
  storage::v1::StoredPurchaseSummary summary =
      tables_.summaries.Get(*store_.Read(), merchant_, anna_).value();
  summary.set_visit_count(2);
  Put(tables_.summaries, summary);

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("come to")));
}

TEST_F(VerifySalesTest, FindsASummaryOfTooManyDays) {
  Completed({Line("tea", 1000)}, anna_);
  Completed({Line("tea", 1000)}, anna_);
  storage::v1::StoredPurchaseSummary summary =
      tables_.summaries.Get(*store_.Read(), merchant_, anna_).value();
  ASSERT_EQ(summary.visit_day_count(), 1);
  summary.set_visit_day_count(2);
  Put(tables_.summaries, summary);

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("come to")));
}

TEST_F(VerifySalesTest, FindsASummaryOfNothing) {
  storage::v1::StoredPurchaseSummary summary;
  summary.set_customer_id(anna_);
  Put(tables_.summaries, summary);

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("without sales")));
}

}  // namespace
}  // namespace comptoir::sales
