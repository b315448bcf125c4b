#include "server/sales/cards/detached.h"

#include <string>
#include <vector>

#include "comptoir/storage/v1/customer.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/sales/testing/sales_fixture.h"

namespace comptoir::sales {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Sale;

// The card "f1" is known for Anna, whose second sale is open.
class DetachedTest : public SalesFixture {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
    sale_ = Open({Line("tea", 1000)}, anna_);
  }

  // What becomes of the sale when a card pays it.
  Sale PaidBy(const std::string& fingerprint) {
    CardPayment payment = CardFor(sale_, fingerprint);
    payment.cardholder_name = "DUPONT/ANNA";
    return Apply(payment).value().sale;
  }

  Sale sale_;
};

TEST_F(DetachedTest, HerCardDoesNotMakeASaleHersThatSheWasTakenOff) {
  ASSERT_TRUE(Detach(sale_).ok());

  const Sale paid = PaidBy("f1");

  EXPECT_EQ(paid.state(), v1::SALE_STATE_COMPLETED);
  // Nor that of a new profile in her name.
  EXPECT_EQ(paid.customer_id(), "");
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_THAT(paid.detached_customer_ids(), ElementsAre(anna_));
  // It says nothing of the card.
  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

TEST_F(DetachedTest, ACardStillMakesItThatOfAnother) {
  ASSERT_TRUE(Attach(sale_, bob_).ok());
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, carl_), "f2")).ok());
  ASSERT_TRUE(Detach(sale_).ok());

  EXPECT_EQ(PaidBy("f2").customer_id(), carl_);
}

// Attached by mistake: it was Bob who was taken off, the card is Anna's.
TEST_F(DetachedTest, AMistakeThatWasTakenBackLeavesTheCardToTell) {
  sale_ = Open({Line("tea", 1000)}, bob_);
  ASSERT_TRUE(Detach(sale_).ok());

  const Sale paid = PaidBy("f1");

  EXPECT_EQ(paid.customer_id(), anna_);
  EXPECT_EQ(paid.customer_link(), v1::CUSTOMER_LINK_CARD);
}

// The one of two cards that tells of somebody else does.
TEST_F(DetachedTest, OfTwoCardsTheOtherOneTells) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, carl_), "f2")).ok());
  ASSERT_TRUE(Detach(sale_).ok());
  CardPayment half = CardFor(sale_, "f1");
  half.amount.set_minor_units(500);
  sale_ = Apply(half).value().sale;

  EXPECT_EQ(PaidBy("f2").customer_id(), carl_);
}

TEST_F(DetachedTest, WhoIsAttachedAgainIsOff) {
  ASSERT_TRUE(Detach(sale_).ok());

  const Sale attached = Attach(sale_, anna_).value().sale();

  EXPECT_THAT(attached.detached_customer_ids(), IsEmpty());
  EXPECT_EQ(PaidBy("f1").customer_id(), anna_);
}

TEST_F(DetachedTest, WhoWasTakenOffForAnotherIsKeptInMindToo) {
  ASSERT_TRUE(Attach(sale_, bob_).ok());
  ASSERT_TRUE(Detach(sale_).ok());

  EXPECT_THAT(Get(sale_.id()).sale().detached_customer_ids(),
              ElementsAre(anna_, bob_));
  EXPECT_EQ(PaidBy("f1").customer_id(), "");
}

// Detached as Anna, paid by the card of the profile that she is part of now.
TEST_F(DetachedTest, AMergedProfileIsStillHer) {
  ASSERT_TRUE(Detach(sale_).ok());
  const absl::Status merged =
      store_.Write(merchant_, [&](store::Transaction& txn) {
        storage::v1::StoredCustomer stored =
            customer_tables_.customers.Get(txn, merchant_, anna_).value();
        stored.set_merged_into(carl_);
        return customer_tables_.customers.Put(txn, stored);
      });
  ASSERT_TRUE(merged.ok()) << merged;
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, carl_), "f2")).ok());

  EXPECT_EQ(PaidBy("f2").customer_id(), "");
}

// One more than are kept in mind, and the first is forgotten.
TEST_F(DetachedTest, KeepsSoManyInMind) {
  for (int i = 1; i < kDetachedMax; ++i) {
    const std::string id = FormatId("cus", fmt::format("customer-{:07}", i));
    AddCustomer(id);
    ASSERT_TRUE(Attach(sale_, id).ok());
  }
  sale_ = Detach(sale_).value().sale();
  EXPECT_EQ(sale_.detached_customer_ids_size(), kDetachedMax);
  EXPECT_EQ(sale_.detached_customer_ids(0), anna_);

  ASSERT_TRUE(Attach(sale_, bob_).ok());
  sale_ = Detach(sale_).value().sale();

  EXPECT_EQ(sale_.detached_customer_ids_size(), kDetachedMax);
  EXPECT_EQ(PaidBy("f1").customer_id(), anna_);
}

}  // namespace
}  // namespace comptoir::sales
