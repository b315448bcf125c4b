#include "server/sales/payment/payment_service.h"

#include <string>

#include "comptoir/sales/v1/sale_events.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/sales/rules/refund_rules.h"
#include "server/sales/testing/sales_fixture.h"
#include "server/sales/upkeep/verify_sales.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::Sale;

class PaymentServiceTest : public SalesFixture {
 protected:
  // What every change must leave in order.
  void TearDown() override {
    const auto snapshot = store_.Read();
    store::VerifyReport report;
    store::Checks checks(*snapshot, report);
    AddSalesChecks(tables_, checks);
    ASSERT_TRUE(checks.CheckAll().ok());
    EXPECT_TRUE(report.ok()) << report.problems()[0].text;
  }

  absl::StatusOr<v1::RefundPaymentResponse> Do(
      const v1::RefundPaymentRequest& request) {
    const Call call = NewCall();
    return store_.Write(merchant_, [&](store::Transaction& txn) {
      return payment_service_.RefundPayment(call, txn, request);
    });
  }

  v1::RefundPaymentRequest RefundOf(const std::string& payment_id) {
    v1::RefundPaymentRequest request;
    request.set_payment_id(payment_id);
    request.set_method(v1::PAYMENT_METHOD_EXTERNAL);
    return request;
  }
};

TEST_F(PaymentServiceTest, UndoesThePaymentOfAnOpenSaleWhichCanThenBeCanceled) {
  const Sale sale = Open();
  const v1::Payment payment = Pay(sale, 400)->payment();
  ASSERT_EQ(ReasonOf(CancelSale(sale).status()), "SALE_HAS_PAYMENTS");

  const auto refunded = Refund(payment.id());

  ASSERT_TRUE(refunded.ok()) << refunded.status();
  EXPECT_THAT(LastEvents(), ElementsAre("PaymentRefunded"));
  EXPECT_EQ(refunded->sale().state(), v1::SALE_STATE_OPEN);
  EXPECT_EQ(refunded->sale().totals().paid().minor_units(), 0);
  EXPECT_EQ(refunded->sale().totals().due().minor_units(), 1000);
  EXPECT_EQ(refunded->sale().totals().refunded().minor_units(), 400);
  ASSERT_EQ(refunded->payment().refunds_size(), 1);
  EXPECT_EQ(refunded->payment().refunds(0).amount().minor_units(), 400);
  EXPECT_EQ(Get(sale.id()).payments(0).refunds_size(), 1);
  EXPECT_EQ(CancelSale(sale)->sale().state(), v1::SALE_STATE_CANCELED);
}

TEST_F(PaymentServiceTest, GivesBackInParts) {
  const Sale sale = Open();
  const std::string id = Pay(sale, 400)->payment().id();

  EXPECT_EQ(Refund(id, 150)->sale().totals().due().minor_units(), 750);
  EXPECT_EQ(ReasonOf(Refund(id, 251).status()), "REFUND_EXCEEDS_PAYMENT");
  EXPECT_EQ(Refund(id, 250)->sale().totals().paid().minor_units(), 0);
  EXPECT_EQ(ReasonOf(Refund(id).status()), "NOTHING_TO_REFUND");
  EXPECT_EQ(ReasonOf(Refund(id, 0).status()), "NOTHING_TO_REFUND");
}

// "Nothing is to give back" would not be so.
TEST_F(PaymentServiceTest, ARefundOfNothingIsToldWhatThereIs) {
  const Sale sale = Open();
  CardPayment card = CardFor(sale);
  card.tip = MakeMoney(50, "EUR");
  v1::RefundPaymentRequest request = RefundOf(Apply(card).value().payment.id());
  *request.mutable_amount() = MakeMoney(0, "EUR");

  const absl::Status refused = Do(request).status();

  EXPECT_EQ(ReasonOf(refused), "NOTHING_TO_REFUND");
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("nothing is asked for: at most 0.00 EUR and the tip of "
                        "0.50 EUR can be given back"));
}

TEST_F(PaymentServiceTest, ASaleIsPaidAgainAfterARefund) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  ASSERT_TRUE(Refund(Pay(sale, 400)->payment().id()).ok());

  const Sale paid = Pay(sale, 1000)->sale();

  EXPECT_EQ(paid.state(), v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(paid.totals().paid().minor_units(), 1000);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
}

TEST_F(PaymentServiceTest, RemovingAllLinesAfterARefundCompletesNothing) {
  const Sale sale = Open();
  ASSERT_TRUE(Refund(Pay(sale, 400)->payment().id()).ok());
  v1::RemoveSaleLineRequest remove;
  remove.set_sale_id(sale.id());
  remove.set_line_id(sale.lines(0).id());

  EXPECT_EQ(
      SalesFixture::Do(&SaleService::RemoveSaleLine, remove)->sale().state(),
      v1::SALE_STATE_OPEN);
}

TEST_F(PaymentServiceTest, GivesBackWhatACompletedSaleWasOverpaid) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  ASSERT_TRUE(Pay(sale, 1000).ok());
  CardPayment card = CardFor(sale);
  card.tip = MakeMoney(50, "EUR");
  const AppliedPayment overpaid = Apply(card).value();
  EXPECT_EQ(overpaid.sale.totals().overpaid().minor_units(), 1000);

  EXPECT_EQ(ReasonOf(Do([&] {
                       v1::RefundPaymentRequest request =
                           RefundOf(overpaid.payment.id());
                       *request.mutable_amount() = MakeMoney(1001, "EUR");
                       return request;
                     }())
                         .status()),
            "REFUND_EXCEEDS_PAYMENT");
  const auto refunded = Refund(overpaid.payment.id());

  ASSERT_TRUE(refunded.ok()) << refunded.status();
  EXPECT_FALSE(refunded->sale().totals().has_overpaid());
  EXPECT_EQ(refunded->sale().totals().tip().minor_units(), 0);
  EXPECT_EQ(refunded->sale().state(), v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
}

TEST_F(PaymentServiceTest, GivesBackAChargeThatCameAfterTheSaleWasGivenUp) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  ASSERT_TRUE(CancelSale(sale).ok());
  CardPayment card = CardFor(sale);
  card.tip = MakeMoney(150, "EUR");
  const AppliedPayment late = Apply(card).value();
  ASSERT_EQ(late.sale.state(), v1::SALE_STATE_COMPLETED);
  EXPECT_TRUE(late.sale.charged_after_cancel());
  ASSERT_EQ(SummaryOf(anna_).visit_count(), 1);

  const auto refunded = Refund(late.payment.id());

  ASSERT_TRUE(refunded.ok()) << refunded.status();
  EXPECT_EQ(refunded->payment().refunds(0).amount().minor_units(), 1000);
  EXPECT_EQ(refunded->payment().refunds(0).tip().minor_units(), 150);
  EXPECT_EQ(refunded->sale().state(), v1::SALE_STATE_CANCELED);
  EXPECT_TRUE(refunded->sale().has_cancel_time());
  EXPECT_FALSE(refunded->sale().has_complete_time());
  EXPECT_EQ(refunded->sale().complete_date(), "");
  EXPECT_EQ(refunded->sale().customer_id(), anna_);
  EXPECT_THAT(LastEvents(),
              ElementsAre("PaymentRefunded", "SaleReversed", "SaleCanceled"));
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 0);
  EXPECT_THAT(SalesOf(anna_), IsEmpty());
  // The card that the sale had tied to the customer is nobody's again.
  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), "");
}

TEST_F(PaymentServiceTest, ASaleThatWasGivenUpIsOpenWhileItHoldsOtherMoney) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  ASSERT_TRUE(CancelSale(sale).ok());
  CardPayment part = CardFor(sale, "");
  part.amount.set_minor_units(400);
  const std::string first = Apply(part).value().payment.id();
  const std::string second = Apply(CardFor(sale, "")).value().payment.id();
  ASSERT_EQ(Get(sale.id()).sale().totals().overpaid().minor_units(), 400);

  // What was overpaid leaves the sale paid.
  EXPECT_EQ(Refund(first)->sale().state(), v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(Refund(second, 300)->sale().state(), v1::SALE_STATE_OPEN);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 0);
  EXPECT_EQ(Pay(sale, 300)->sale().state(), v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
}

TEST_F(PaymentServiceTest, WhatIsGivenBackOfACompletedSaleIsTheCustomersNews) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  const std::string first = Pay(sale, 400)->payment().id();
  ASSERT_TRUE(Refund(first).ok());
  EXPECT_THAT(store_.Log(merchant_).back().events(0).feed(), IsEmpty());

  CardPayment card = CardFor(Get(sale.id()).sale());
  const std::string second = Apply(card).value().payment.id();
  ASSERT_TRUE(Apply(CardFor(sale, "f2")).ok());
  ASSERT_TRUE(Refund(second).ok());

  const auto event = store_.Log(merchant_).back().events(0);
  EXPECT_THAT(event.feed(), ElementsAre(anna_));
  EXPECT_THAT(event.subjects(),
              ElementsAre(sale.id(), location_, anna_, second));
  v1::PaymentRefunded refunded;
  ASSERT_TRUE(event.data().UnpackTo(&refunded));
  EXPECT_EQ(refunded.customer_id(), anna_);
}

TEST_F(PaymentServiceTest, APartChargedAfterTheSaleWasGivenUpGoesBackWithIt) {
  const Sale sale = Open({Line("tea", 1000)}, anna_);
  ASSERT_TRUE(CancelSale(sale).ok());
  CardPayment part = CardFor(sale);
  part.amount.set_minor_units(400);
  part.tip = MakeMoney(50, "EUR");
  const AppliedPayment late = Apply(part).value();
  ASSERT_EQ(late.sale.state(), v1::SALE_STATE_OPEN);

  // While it holds the tip it is open.
  EXPECT_EQ(Refund(late.payment.id(), 400)->sale().state(),
            v1::SALE_STATE_OPEN);
  const auto refunded = Refund(late.payment.id());

  ASSERT_TRUE(refunded.ok()) << refunded.status();
  EXPECT_EQ(refunded->sale().state(), v1::SALE_STATE_CANCELED);
  EXPECT_TRUE(refunded->sale().has_cancel_time());
  EXPECT_THAT(LastEvents(), ElementsAre("PaymentRefunded", "SaleCanceled"));
}

TEST_F(PaymentServiceTest, ASaleThatWasGivenUpIsSoHoweverItsMoneyGoesBack) {
  const Sale sale = Open();
  ASSERT_TRUE(CancelSale(sale).ok());
  CardPayment part = CardFor(sale);
  part.amount.set_minor_units(400);
  const std::string first = Apply(part).value().payment.id();
  part = CardFor(sale);
  part.amount.set_minor_units(600);
  const AppliedPayment second = Apply(part).value();
  ASSERT_EQ(second.sale.state(), v1::SALE_STATE_COMPLETED);

  EXPECT_EQ(Refund(first)->sale().state(), v1::SALE_STATE_OPEN);
  EXPECT_EQ(Refund(second.payment.id(), 599)->sale().state(),
            v1::SALE_STATE_OPEN);
  EXPECT_EQ(Refund(second.payment.id(), 1)->sale().state(),
            v1::SALE_STATE_CANCELED);
}

TEST_F(PaymentServiceTest, ABuyerKnownByTheCardLeavesWithIt) {
  ASSERT_TRUE(Apply(CardFor(Open({Line("tea", 1000)}, anna_))).ok());
  CardPayment card = CardFor(Open());
  card.is_matched = true;
  const AppliedPayment matched = Apply(card).value();
  ASSERT_EQ(matched.sale.customer_id(), anna_);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 2);

  const auto refunded = Refund(matched.payment.id());

  ASSERT_TRUE(refunded.ok()) << refunded.status();
  EXPECT_EQ(refunded->sale().state(), v1::SALE_STATE_OPEN);
  EXPECT_EQ(refunded->sale().customer_id(), "");
  EXPECT_EQ(refunded->sale().customer_link(), v1::CUSTOMER_LINK_UNSPECIFIED);
  EXPECT_EQ(SummaryOf(anna_).visit_count(), 1);
  EXPECT_EQ(Apply(CardFor(Open())).value().sale.customer_id(), anna_);
}

TEST_F(PaymentServiceTest, ASaleThatCostsNothingIsOpenOnceAllIsGivenBack) {
  const AppliedPayment charged = [this] {
    CardPayment card = CardFor(Open({Line("gift", 0)}));
    card.amount = MakeMoney(500, "EUR");
    return Apply(card).value();
  }();
  ASSERT_EQ(charged.sale.state(), v1::SALE_STATE_COMPLETED);

  EXPECT_EQ(Refund(charged.payment.id())->sale().state(), v1::SALE_STATE_OPEN);
}

TEST_F(PaymentServiceTest, RefusesAllOfAPaymentOfWhichOnlySomeCanBeGivenBack) {
  CardPayment card = CardFor(Open());
  card.amount.set_minor_units(1400);
  card.tip = MakeMoney(50, "EUR");
  const std::string id = Apply(card).value().payment.id();

  const absl::Status all = Refund(id).status();
  EXPECT_EQ(ReasonOf(all), "REFUND_EXCEEDS_OVERPAID");
  EXPECT_THAT(std::string(all.message()), HasSubstr("at most 4.00 EUR"));
  EXPECT_THAT(std::string(all.message()), HasSubstr("tip of 0.50 EUR"));
  v1::RefundPaymentRequest tip = RefundOf(id);
  *tip.mutable_tip() = MakeMoney(50, "EUR");
  EXPECT_EQ(Do(tip)->sale().totals().tip().minor_units(), 0);
  EXPECT_EQ(Refund(id, 400)->sale().state(), v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(ReasonOf(Refund(id).status()), "NOTHING_TO_REFUND");
}

TEST_F(PaymentServiceTest, KeepsWhatACompletedSaleCosts) {
  const Sale sale = Open();
  const std::string id = Pay(sale, 1000)->payment().id();

  EXPECT_EQ(ReasonOf(Refund(id, 1).status()), "REFUND_EXCEEDS_OVERPAID");
  EXPECT_EQ(ReasonOf(Refund(id).status()), "NOTHING_TO_REFUND");
}

TEST_F(PaymentServiceTest, RefusesWhatIsNoRefund) {
  const std::string id = Pay(Open(), 400)->payment().id();
  v1::RefundPaymentRequest request = RefundOf(id);
  request.set_method(v1::PAYMENT_METHOD_CARD);
  EXPECT_EQ(ReasonOf(Do(request).status()), "INVALID_FIELDS");
  request = RefundOf(id);
  *request.mutable_amount() = MakeMoney(-1, "EUR");
  EXPECT_EQ(ReasonOf(Do(request).status()), "INVALID_FIELDS");
  request = RefundOf(id);
  *request.mutable_amount() = MakeMoney(1, "USD");
  EXPECT_EQ(ReasonOf(Do(request).status()), "INVALID_FIELDS");
  request = RefundOf(id);
  *request.mutable_tip() = MakeMoney(1, "EUR");
  EXPECT_EQ(ReasonOf(Do(request).status()), "REFUND_EXCEEDS_PAYMENT");
  EXPECT_TRUE(absl::IsNotFound(
      Do(RefundOf(FormatId("pay", "payment-unknown1"))).status()));
}

TEST_F(PaymentServiceTest, LimitsTheRefundsOfAPaymentAndKeepsNoMoney) {
  CardPayment card = CardFor(Open());
  card.amount.set_minor_units(400);
  card.tip = MakeMoney(50, "EUR");
  const std::string id = Apply(card).value().payment.id();
  for (int i = 0; i < kRefundsMax; ++i) ASSERT_TRUE(Refund(id, 1).ok());

  EXPECT_EQ(ReasonOf(Refund(id, 1).status()), "TOO_MANY_REFUNDS");
  // All of the amount, but not the tip.
  EXPECT_EQ(ReasonOf(Refund(id, 400 - kRefundsMax).status()),
            "TOO_MANY_REFUNDS");
  const auto last = Refund(id);

  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(last->sale().totals().paid().minor_units(), 0);
  EXPECT_EQ(last->sale().totals().tip().minor_units(), 0);
  EXPECT_EQ(ReasonOf(Refund(id).status()), "NOTHING_TO_REFUND");
}

TEST_F(PaymentServiceTest, TheLastRefundOfACompletedSaleIsAllThatWasOverpaid) {
  const Sale sale = Open();
  CardPayment card = CardFor(sale);
  card.amount.set_minor_units(1400);
  const std::string id = Apply(card).value().payment.id();
  for (int i = 0; i < kRefundsMax; ++i) ASSERT_TRUE(Refund(id, 1).ok());

  EXPECT_EQ(ReasonOf(Refund(id, 399 - kRefundsMax).status()),
            "TOO_MANY_REFUNDS");
  const auto last = Refund(id, 400 - kRefundsMax);

  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_FALSE(last->sale().totals().has_overpaid());
  // What is overpaid after it goes back by the payment that it came with.
  const std::string other = Apply(CardFor(sale)).value().payment.id();
  EXPECT_EQ(ReasonOf(Refund(id, 1000).status()), "TOO_MANY_REFUNDS");
  EXPECT_TRUE(Refund(other).ok());
}

TEST_F(PaymentServiceTest, ShowsAPaymentWithItsRefunds) {
  const std::string id = Pay(Open(), 400)->payment().id();
  ASSERT_TRUE(Refund(id, 100).ok());
  v1::GetPaymentRequest request;
  request.set_payment_id(id);

  const auto shown =
      payment_service_.GetPayment(NewCall(), *store_.Read(), request);

  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->payment().refunds(0).amount().minor_units(), 100);
  EXPECT_TRUE(absl::IsNotFound(
      payment_service_
          .GetPayment(NewCallOf(other_merchant_), *store_.Read(), request)
          .status()));
}

}  // namespace
}  // namespace comptoir::sales
