#include "server/sales/upkeep/verify_sales.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/sales/testing/sales_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class VerifySalesTest : public SalesFixture {
 protected:
  std::vector<std::string> Problems() {
    const auto snapshot = store_.Read();
    store::VerifyReport report;
    store::Checks checks(*snapshot, report);
    AddSalesChecks(tables_, checks);
    EXPECT_TRUE(checks.CheckAll().ok());
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

TEST_F(VerifySalesTest, WantsTheSummaryOfWhoMayComeBack) {
  Completed({Line("tea", 1000)}, anna_);
  DeleteCustomer(anna_);
  EXPECT_THAT(Problems(), IsEmpty());

  ASSERT_TRUE(store_
                  .Write(merchant_,
                         [&](store::Transaction& txn) {
                           return tables_.summaries.Delete(txn, anna_).status();
                         })
                  .ok());

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("is missing")));
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

TEST_F(VerifySalesTest, FindsAPaymentGivenBackOtherwise) {
  const v1::Sale sale = Open();
  const std::string id = Pay(sale, 400)->payment().id();
  v1::Payment payment = Refund(id, 100)->payment();
  EXPECT_THAT(Problems(), IsEmpty());
  *payment.mutable_refunds(0)->mutable_tip() = MakeMoney(1, "EUR");
  Put(tables_.payments, payment);

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("given back otherwise")));
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

TEST_F(VerifySalesTest, FindsAMissingSummaryOnce) {
  Completed({Line("tea", 1000)}, anna_);
  Completed({Line("tea", 1000)}, anna_);
  ASSERT_TRUE(store_
                  .Write(merchant_,
                         [this](store::Transaction& txn) {
                           return tables_.summaries.Delete(txn, anna_).status();
                         })
                  .ok());

  EXPECT_THAT(Problems(),
              ElementsAre("purchase_summaries " + anna_ + ": is missing"));
}

// Such a record is for the check of its table to name.
TEST_F(VerifySalesTest, GoesOnBehindADamagedSale) {
  const v1::Sale sale = Completed({Line("tea", 1000)}, anna_);
  kv::Batch batch;
  batch.Put(store::Key(store::Space::kSales, merchant_).Id(sale.id()).Take(),
            "\xff");
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  store_.Reopen();

  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("come to")));
}

TEST_F(VerifySalesTest, GoesOnBehindADamagedPayment) {
  const std::string damaged = Completed().id();
  v1::Sale sale = Open();
  sale.mutable_totals()->mutable_due()->set_minor_units(1);
  Put(tables_.sales, sale);
  const std::string payment_id = Get(damaged).payments(0).id();
  kv::Batch batch;
  batch.Put(
      store::Key(store::Space::kPayments, merchant_).Id(payment_id).Take(),
      "\xff");
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  store_.Reopen();

  EXPECT_THAT(Problems(),
              UnorderedElementsAre(HasSubstr(payment_id + " is missing"),
                                   HasSubstr("its totals")));
}

// Two customers claim a card, and both are found by it.
TEST_F(VerifySalesTest, FindsCardLinksThatDoNotFit) {
  for (const std::string& customer_id : {carl_, anna_}) {
    const v1::Sale sale = Open({Line("tea", 1000)}, customer_id);
    ASSERT_TRUE(Apply(CardFor(sale, "print")).ok());
  }
  EXPECT_THAT(Problems(), IsEmpty());
  const auto row = [this](const std::string& customer_id) {
    return store::Key(store::Space::kCardLinksByCustomer, merchant_)
        .Id(customer_id)
        .Text("print")
        .Take();
  };
  kv::Batch batch;
  batch.Delete(row(anna_));
  batch.Delete(row(carl_));
  batch.Put(row(bob_), "");
  batch.Put(store::Key(store::Space::kCardLinks, merchant_).Text("x").Take(),
            "\xff");
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  store_.Reopen();

  EXPECT_THAT(Problems(), UnorderedElementsAre(
                              "card_links_by_customer row missing for " + anna_,
                              "card_links_by_customer row missing for " + carl_,
                              "card_links a row that cannot be read",
                              "card_links_by_customer extra row for " + bob_));
}

}  // namespace
}  // namespace comptoir::sales
