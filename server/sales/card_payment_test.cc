#include "server/sales/card_payment.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/sales/cards/card_links.h"
#include "server/sales/rules/sale_rules.h"
#include "server/sales/testing/sales_fixture.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using ::testing::ElementsAre;
using v1::Sale;

using CardPaymentTest = SalesFixture;

TEST_F(CardPaymentTest, CompletesTheSaleAndLinksItsCustomer) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);

  const AppliedPayment applied = Apply(CardFor(sale)).value();

  EXPECT_EQ(applied.sale.state(), v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(applied.sale.customer_link(), v1::CUSTOMER_LINK_ATTACHED);
  EXPECT_EQ(applied.payment.method(), v1::PAYMENT_METHOD_CARD);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_THAT(LastEvents(), ElementsAre("PaymentRecorded", "SaleCompleted"));
}

TEST_F(CardPaymentTest, AppliesAPaymentOnce) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  const CardPayment payment = CardFor(sale);
  ASSERT_FALSE(Apply(payment).value().is_repeated);
  const size_t revisions = store_.Log(merchant_).size();

  const AppliedPayment again = Apply(payment).value();

  EXPECT_TRUE(again.is_repeated);
  EXPECT_EQ(again.sale.payments_size(), 1);
  EXPECT_EQ(again.sale.totals().paid().minor_units(), 1000);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_EQ(store_.Log(merchant_).size(), revisions);
}

TEST_F(CardPaymentTest, RefusesAnotherPaymentUnderTheSameId) {
  CardPayment payment = CardFor(Open());
  ASSERT_TRUE(Apply(payment).ok());

  payment.amount.set_minor_units(999);

  EXPECT_EQ(ReasonOf(Apply(payment).status()), "PAYMENT_MISMATCH");
}

TEST_F(CardPaymentTest, TakesSoManyPaymentsOfASaleAndNoMore) {
  Sale sale = Open({Line("tea", 1000)});
  v1::Payment cash;
  *cash.mutable_amount() = MakeMoney(1, "EUR");
  while (sale.payments_size() < kCardPaymentsMax - 1) {
    ASSERT_TRUE(AddPayment(cash, &sale).ok());
  }
  const auto put = [&](store::Transaction& txn) {
    return tables_.sales.Put(txn, sale);
  };
  ASSERT_TRUE(store_.Write(merchant_, put).ok());
  CardPayment last = CardFor(sale);
  last.amount.set_minor_units(1);
  CardPayment more = CardFor(sale);
  more.amount.set_minor_units(1);

  EXPECT_EQ(Apply(last).value().sale.payments_size(), kCardPaymentsMax);
  const absl::Status refused = Apply(more).status();

  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_EQ(ReasonOf(refused), "TOO_MANY_PAYMENTS");
}

TEST_F(CardPaymentTest, RecognisesTheCardNextTime) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());

  const Sale second = Apply(CardFor(Open())).value().sale;

  EXPECT_EQ(second.customer_id(), anna_);
  EXPECT_EQ(second.customer_link(), v1::CUSTOMER_LINK_CARD);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 2);
}

TEST_F(CardPaymentTest, PrefersTheAttachedCustomerAndRemembersHer) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, bob_))).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), bob_);
}

TEST_F(CardPaymentTest, CreatesAnInstantProfileOnce) {
  CardPayment payment = CardFor(Open());
  payment.cardholder_name = "DUPONT/HELENE";
  const Sale first = Apply(payment).value().sale;
  EXPECT_EQ(first.customer_link(), v1::CUSTOMER_LINK_INSTANT_PROFILE);
  const auto profile =
      customers_.Get(*store_.Read(), merchant_, first.customer_id());
  EXPECT_EQ(profile->given_name(), "Helene");
  EXPECT_EQ(profile->family_name(), "Dupont");
  EXPECT_THAT(LastEvents(),
              ElementsAre("PaymentRecorded", "CustomerCreated",
                          "InstantProfileCreated", "SaleCompleted"));

  payment = CardFor(Open());
  payment.cardholder_name = "DUPONT/HELENE";
  const Sale second = Apply(payment).value().sale;

  EXPECT_EQ(second.customer_id(), first.customer_id());
  EXPECT_EQ(second.customer_link(), v1::CUSTOMER_LINK_CARD);
}

TEST_F(CardPaymentTest, CreatesNoProfileOfACardThatCannotBeRecognised) {
  CardPayment payment = CardFor(Open(), "");
  payment.cardholder_name = "DUPONT/HELENE";

  EXPECT_EQ(Apply(payment).value().sale.customer_id(), "");
}

TEST_F(CardPaymentTest, CreatesNoProfileOfAGiftCard) {
  CardPayment payment = CardFor(Open());
  payment.cardholder_name = "CARDHOLDER/VALUED";

  EXPECT_EQ(Apply(payment).value().sale.customer_id(), "");
}

TEST_F(CardPaymentTest, TakesFriendsWhoSplitABillForNobody) {
  const Sale sale = Open();
  CardPayment half = CardFor(sale, "f1");
  half.amount.set_minor_units(500);
  half.cardholder_name = "DUPONT/HELENE";
  ASSERT_TRUE(Apply(half).ok());
  half = CardFor(sale, "f2");
  half.amount.set_minor_units(500);
  half.cardholder_name = "MARTIN/PAUL";

  const Sale paid = Apply(half).value().sale;

  EXPECT_EQ(paid.state(), v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(paid.customer_id(), "");
}

TEST_F(CardPaymentTest, RecognisesACardThatPaidAPart) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  const Sale sale = Open();
  CardPayment half = CardFor(sale);
  half.amount.set_minor_units(500);
  ASSERT_TRUE(Apply(half).ok());

  EXPECT_EQ(Pay(sale, 500).value().sale().customer_id(), anna_);
}

TEST_F(CardPaymentTest, ForgetsACardWhenItsSaleIsDetached) {
  const Sale sale =
      Apply(CardFor(Open({Line("tea", 1000)}, anna_))).value().sale;

  ASSERT_TRUE(Detach(sale).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), "");
}

TEST_F(CardPaymentTest, KeepsACardThatAnEarlierSaleToldOf) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  const Sale second =
      Apply(CardFor(Open({Line("tea", 1000)}, anna_))).value().sale;

  ASSERT_TRUE(Detach(second).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

// Attached by mistake: the card is again whose it was.
TEST_F(CardPaymentTest, ADetachedSaleLeavesTheCardWhoseItWas) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  const Sale mistaken =
      Apply(CardFor(Open({Line("tea", 1000)}, bob_))).value().sale;

  ASSERT_TRUE(Detach(mistaken).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

TEST_F(CardPaymentTest, SalesAreDetachedInAnyOrder) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  const Sale to_bob =
      Apply(CardFor(Open({Line("tea", 1000)}, bob_))).value().sale;
  const Sale to_carl =
      Apply(CardFor(Open({Line("tea", 1000)}, carl_))).value().sale;

  ASSERT_TRUE(Detach(to_bob).ok());
  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), carl_);
  ASSERT_TRUE(Detach(to_carl).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

TEST_F(CardPaymentTest, AMistakenSaleMovedToItsCustomerLeavesTheCardHers) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  const Sale mistaken =
      Apply(CardFor(Open({Line("tea", 1000)}, bob_))).value().sale;

  ASSERT_TRUE(Attach(mistaken, anna_).ok());
  ASSERT_TRUE(Detach(mistaken).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

// The first of her sales is detached; the second one still says whose it is.
TEST_F(CardPaymentTest, ASecondSaleStillTellsWhenTheFirstIsDetached) {
  const Sale first =
      Apply(CardFor(Open({Line("tea", 1000)}, anna_))).value().sale;
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());

  ASSERT_TRUE(Detach(first).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

TEST_F(CardPaymentTest, ADeletedCustomerLeavesTheCardWhoseItWas) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, bob_))).ok());

  ASSERT_TRUE(store_
                  .Write(merchant_,
                         [&](store::Transaction& txn) {
                           return ForgetClaimsOf(txn, bob_);
                         })
                  .ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

TEST_F(CardPaymentTest, RemembersSoManyClaimsOfACard) {
  std::vector<Sale> sales;
  for (int i = 0; i <= kEarlierClaimsMax + 1; ++i) {
    const std::string& customer = i % 2 == 0 ? anna_ : bob_;
    sales.push_back(
        Apply(CardFor(Open({Line("tea", 1000)}, customer))).value().sale);
  }
  // The very first claim is forgotten; all others go one by one.
  for (size_t i = sales.size(); i-- > 1;) ASSERT_TRUE(Detach(sales[i]).ok());

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), "");
}

TEST_F(CardPaymentTest, KeepsNoMoreClaimsInARowThanItMust) {
  const auto claims = [&] {
    const auto link = FindCardLink(*store_.Read(), merchant_, "f1").value();
    return link ? link->earlier_size() + 1 : 0;
  };
  for (int i = 1; i <= kClaimsInARowMax; ++i) {
    ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
    EXPECT_EQ(claims(), i);
  }
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());

  EXPECT_EQ(claims(), kClaimsInARowMax);
}

TEST_F(CardPaymentTest, ForgetsACardOfADeletedCustomer) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  DeleteCustomer(anna_);
  CardPayment payment = CardFor(Open());
  payment.cardholder_name = "DUPONT/HELENE";

  const Sale sale = Apply(payment).value().sale;

  EXPECT_EQ(sale.customer_link(), v1::CUSTOMER_LINK_INSTANT_PROFILE);
  EXPECT_NE(sale.customer_id(), anna_);
}

TEST_F(CardPaymentTest, KnowsTheCardAgainOfWhoIsBroughtBack) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, bob_))).ok());
  DeleteCustomer(bob_);
  // Meanwhile it is whose it was before.
  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);

  UndeleteCustomer(bob_);

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), bob_);
}

TEST_F(CardPaymentTest, LeavesACardToWhoWasTiedToItMeanwhile) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  DeleteCustomer(anna_);
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, bob_))).ok());

  UndeleteCustomer(anna_);

  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), bob_);
}

TEST_F(CardPaymentTest, RemembersACardWhenItsSaleIsAttachedLater) {
  const Sale sale = Apply(CardFor(Open())).value().sale;

  ASSERT_TRUE(Attach(sale, bob_).ok());

  EXPECT_EQ(SummaryOf(bob_).visit_count(), 1);
  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), bob_);
}

TEST_F(CardPaymentTest, RecordsMoneyForACanceledSale) {
  const Sale sale = Open();
  v1::CancelSaleRequest cancel;
  cancel.set_sale_id(sale.id());
  ASSERT_TRUE(Do(&SaleService::CancelSale, cancel).ok());
  CardPayment part = CardFor(sale);
  part.amount.set_minor_units(400);

  EXPECT_EQ(Apply(part).value().sale.state(), v1::SALE_STATE_OPEN);
  EXPECT_THAT(LastEvents(), ElementsAre("PaymentRecorded", "SaleReopened"));
  CardPayment rest = CardFor(sale);
  rest.amount.set_minor_units(600);
  EXPECT_EQ(Apply(rest).value().sale.state(), v1::SALE_STATE_COMPLETED);
}

TEST_F(CardPaymentTest, RecordsMoneyBeyondWhatIsDue) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  ASSERT_TRUE(Pay(sale, 1000).ok());

  const Sale overpaid = Apply(CardFor(sale)).value().sale;

  EXPECT_EQ(overpaid.totals().paid().minor_units(), 2000);
  EXPECT_EQ(overpaid.totals().due().minor_units(), 0);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
}

TEST_F(CardPaymentTest, KeepsTipsApart) {
  CardPayment payment = CardFor(Open());
  payment.tip = MakeMoney(150, "EUR");

  const Sale sale = Apply(payment).value().sale;

  EXPECT_EQ(sale.totals().tip().minor_units(), 150);
  EXPECT_EQ(sale.totals().paid().minor_units(), 1000);
}

TEST_F(CardPaymentTest, RefusesWhatCannotBeTheSales) {
  const Sale sale = Open();
  CardPayment payment = CardFor(sale);
  payment.amount.set_currency("USD");
  EXPECT_EQ(ReasonOf(Apply(payment).status()), "INVALID_FIELDS");

  payment = CardFor(sale);
  payment.amount.set_minor_units(-1);
  EXPECT_EQ(ReasonOf(Apply(payment).status()), "INVALID_FIELDS");

  payment = CardFor(sale);
  payment.amount.set_minor_units(kAmountMax + 1);
  EXPECT_EQ(ReasonOf(Apply(payment).status()), "INVALID_FIELDS");

  payment = CardFor(sale);
  payment.payment_id = "pay_1";
  EXPECT_EQ(ReasonOf(Apply(payment).status()), "INVALID_FIELDS");

  payment = CardFor(sale);
  payment.sale_id = FormatId("sal", "sale-unknown-001");
  EXPECT_TRUE(absl::IsNotFound(Apply(payment).status()));
}

TEST_F(CardPaymentTest, KeepsNoCardNumberWhereverItStands) {
  CardPayment payment = CardFor(Open(), "4111111111111111");
  payment.cardholder_name = "4111 1111 1111 1111";
  payment.card.set_brand("4111111111111111");
  payment.card.set_last_four("41111");

  const v1::Payment kept = Apply(payment).value().payment;

  EXPECT_EQ(kept.card().ByteSizeLong(), 0u);
  EXPECT_EQ(kept.cardholder_name(), "");
}

}  // namespace
}  // namespace comptoir::sales
