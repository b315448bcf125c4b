#include "server/readers/checkouts/checkout_service.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/readers/checkout_moves.h"
#include "server/readers/checkouts/checkout_rules.h"
#include "server/readers/testing/readers_fixture.h"

namespace comptoir::readers {
namespace {

using testing::Contains;
using testing::Not;

class CheckoutServiceTest : public ReadersFixture {
 protected:
  v1::Checkout NewCheckout(const sales::v1::Sale& sale) {
    return CreateCheckout(sale.id(), reader_).value().checkout();
  }

  static v1::ReaderEvent Canceled(const v1::Checkout& checkout) {
    v1::ReaderEvent event = CardRemovedAt(1);
    event.mutable_payment_canceled()->set_checkout_id(checkout.id());
    return event;
  }
};

TEST_F(CheckoutServiceTest, ACheckoutCompletesItsSale) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout checkout = NewCheckout(sale);
  EXPECT_EQ(checkout.state(), v1::CHECKOUT_STATE_PENDING);
  const auto prompt = daemon->Read();
  ASSERT_TRUE(prompt.has_value());
  EXPECT_EQ(prompt->checkout_requested().checkout_id(), checkout.id());
  EXPECT_EQ(prompt->checkout_requested().amount().minor_units(), 1000);

  v1::ReaderEvent started = CardRemovedAt(1);
  started.mutable_checkout_started()->set_checkout_id(checkout.id());
  ASSERT_TRUE(daemon->Events(1, 1, {started}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));
  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_IN_PROGRESS);
  ASSERT_TRUE(daemon->Events(1, 2, {Approved(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 2));

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_COMPLETED);
  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_THAT(EventNames(), Not(Contains("ReaderAlarm")));
}

TEST_F(CheckoutServiceTest, APaymentReportedByTwoBootsIsOnePayment) {
  const sales::v1::Sale sale = Open();
  auto daemon = Online(1);
  const v1::Checkout checkout = NewCheckout(sale);
  ASSERT_TRUE(daemon->Events(1, 1, {Approved(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));

  daemon = Online(2);
  ASSERT_TRUE(daemon->Events(2, 1, {Approved(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(2, 1));

  EXPECT_EQ(Get(sale.id()).sale().payments_size(), 1);
  EXPECT_EQ(Get(sale.id()).sale().totals().paid().minor_units(), 1000);
}

TEST_F(CheckoutServiceTest, AReaderThatConnectsLaterIsAsked) {
  const v1::Checkout checkout = NewCheckout(Open());

  auto daemon = Online(1);

  const auto prompt = daemon->Read();
  ASSERT_TRUE(prompt.has_value());
  EXPECT_EQ(prompt->checkout_requested().checkout_id(), checkout.id());
}

TEST_F(CheckoutServiceTest, CancelsAtOnceWhatTheReaderNeverHeardOf) {
  const v1::Checkout checkout = NewCheckout(Open());

  EXPECT_EQ(Cancel(checkout.id())->checkout().state(),
            v1::CHECKOUT_STATE_CANCELED);

  EXPECT_FALSE(Online(1)->TryRead().has_value());
}

TEST_F(CheckoutServiceTest, AsksTheReaderToCancel) {
  auto daemon = Online(1);
  const v1::Checkout checkout = NewCheckout(Open());
  ASSERT_TRUE(daemon->Read()->has_checkout_requested());

  EXPECT_EQ(Cancel(checkout.id())->checkout().state(),
            v1::CHECKOUT_STATE_CANCEL_REQUESTED);
  EXPECT_EQ(daemon->Read()->checkout_cancel_requested().checkout_id(),
            checkout.id());
  ASSERT_TRUE(daemon->Events(1, 1, {Canceled(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_CANCELED);
}

TEST_F(CheckoutServiceTest, CancellationLosesToApproval) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout checkout = NewCheckout(sale);
  ASSERT_TRUE(Cancel(checkout.id()).ok());

  ASSERT_TRUE(daemon->Events(1, 1, {Approved(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_COMPLETED);
  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_COMPLETED);
}

TEST_F(CheckoutServiceTest,
       MoneyTakenAfterACancellationIsKeptAndRaisesAnAlarm) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout checkout = NewCheckout(sale);
  ASSERT_TRUE(Cancel(checkout.id()).ok());

  ASSERT_TRUE(
      daemon->Events(1, 1, {Canceled(checkout), Approved(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 2));

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_CANCELED);
  EXPECT_EQ(Get(sale.id()).sale().payments_size(), 1);
  EXPECT_EQ(CountEvents("ReaderAlarm"), 1);
}

TEST_F(CheckoutServiceTest, APaymentOfAnUnknownSaleIsKeptUnmatched) {
  auto daemon = Online(1);
  v1::Checkout checkout;
  checkout.set_sale_id(FormatId("sal", "sale-is-unknown1"));
  checkout.set_payment_id(FormatId("pay", "payment-00000001"));
  checkout.mutable_amount()->set_minor_units(700);
  checkout.mutable_amount()->set_currency("EUR");

  ASSERT_TRUE(
      daemon->Events(1, 1, {Approved(checkout), CardRemovedAt(2)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 2));

  const auto unmatched = area_.reader_tables().unmatched_payments.Get(
      *store_.Read(), merchant_, checkout.payment_id());
  ASSERT_TRUE(unmatched.ok()) << unmatched.status();
  EXPECT_EQ(unmatched->amount().minor_units(), 700);
  EXPECT_EQ(unmatched->refusal(), "NOT_FOUND");
  EXPECT_EQ(CountEvents("ReaderAlarm"), 1);
}

TEST_F(CheckoutServiceTest, APaymentInAnotherCurrencyIsKeptUnmatched) {
  auto daemon = Online(1);
  v1::Checkout checkout = NewCheckout(Open());
  checkout.mutable_amount()->set_currency("CHF");

  ASSERT_TRUE(daemon->Events(1, 1, {Approved(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));

  EXPECT_TRUE(area_.reader_tables()
                  .unmatched_payments
                  .Get(*store_.Read(), merchant_, checkout.payment_id())
                  .ok());
}

TEST_F(CheckoutServiceTest, AnEventOfAnUnknownKindIsSkippedWithAnAlarm) {
  auto daemon = Online(1);
  v1::ReaderEvent unknown;
  unknown.mutable_local_time()->set_seconds(1);

  ASSERT_TRUE(daemon->Events(1, 1, {unknown}).ok());

  EXPECT_TRUE(daemon->AwaitAcknowledgement(1, 1));
  EXPECT_EQ(CountEvents("ReaderAlarm"), 1);
}

TEST_F(CheckoutServiceTest, OneCheckoutPerReaderAndSale) {
  const sales::v1::Sale sale = Open();
  const std::string other = Pair(CreateReader()->pairing_code())->reader().id();
  ASSERT_TRUE(CreateCheckout(sale.id(), reader_).ok());

  EXPECT_EQ(ReasonOf(CreateCheckout(Open().id(), reader_).status()),
            "READER_BUSY");
  const absl::Status taken = CreateCheckout(sale.id(), other).status();
  EXPECT_EQ(ReasonOf(taken), "CHECKOUT_OPEN");
  EXPECT_EQ(MetadataOf(taken, "reader_id"), reader_);
}

// The first reader may still charge: the seller is told which one it is.
TEST_F(CheckoutServiceTest, NoOtherReaderCollectsBeforeTheFirstHasStopped) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout first = NewCheckout(sale);
  ASSERT_TRUE(Cancel(first.id()).ok());
  const std::string other = Pair(CreateReader()->pairing_code())->reader().id();

  const absl::Status told = CreateCheckout(sale.id(), other).status();

  EXPECT_EQ(told.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(told), "CHECKOUT_STOPPING");
  EXPECT_EQ(MetadataOf(told, "checkout_id"), first.id());
  EXPECT_EQ(MetadataOf(told, "reader_id"), reader_);
  ASSERT_TRUE(daemon->Events(1, 1, {Canceled(first)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));
  EXPECT_TRUE(CreateCheckout(sale.id(), other).ok());
}

// Out of reach, say, while the buyer waits. What both charge is accounted for.
TEST_F(CheckoutServiceTest, AnotherReaderCollectsDespiteOneThatIsNamed) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout first = NewCheckout(sale);
  const std::string other = Pair(CreateReader()->pairing_code())->reader().id();
  v1::CreateCheckoutRequest request;
  request.set_sale_id(sale.id());
  request.set_reader_id(other);
  request.add_despite_checkout_ids(first.id());
  const auto create = [&] {
    return DoCheckout(&CheckoutService::CreateCheckout, request);
  };
  // It was not asked to stop.
  EXPECT_EQ(ReasonOf(create().status()), "CHECKOUT_OPEN");
  ASSERT_TRUE(Cancel(first.id()).ok());
  request.set_despite_checkout_ids(0, FormatId("chk", "another-checkout"));
  EXPECT_EQ(ReasonOf(create().status()), "CHECKOUT_STOPPING");
  request.add_despite_checkout_ids(first.id());
  const auto second = create();
  ASSERT_TRUE(second.ok()) << second.status();

  auto other_daemon = Connect(other);
  ASSERT_TRUE(other_daemon->Hello(1, 1).ok());
  ASSERT_TRUE(other_daemon->Events(1, 1, {Approved(second->checkout())}).ok());
  ASSERT_TRUE(other_daemon->AwaitAcknowledgement(1, 1));
  ASSERT_TRUE(daemon->Events(1, 1, {Approved(first)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));

  EXPECT_EQ(Get(sale.id()).sale().totals().overpaid().minor_units(), 1000);
  EXPECT_EQ(CountEvents("SaleOverpaid"), 1);
  ExpectSound();
}

// Not heard of for a day: the checkout has ended, and says so.
TEST_F(CheckoutServiceTest, ALostReaderKeepsNoOtherFromCollecting) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  const v1::Checkout first = NewCheckout(sale);
  ASSERT_TRUE(Cancel(first.id()).ok());
  const std::string other = Pair(CreateReader()->pairing_code())->reader().id();
  ASSERT_EQ(ReasonOf(CreateCheckout(sale.id(), other).status()),
            "CHECKOUT_STOPPING");

  store_.clock().Advance(kDeadlineMax);
  store_.RunDueJobs();
  store_.clock().Advance(kAnswerPeriod);
  store_.RunDueJobs();

  EXPECT_EQ(GetCheckout(first.id()).failure_reason(),
            v1::CHECKOUT_FAILURE_REASON_READER_LOST);
  EXPECT_TRUE(CreateCheckout(sale.id(), other).ok());
}

TEST_F(CheckoutServiceTest, TimeEndsACheckoutThatNobodyHeardOf) {
  const v1::Checkout checkout = NewCheckout(Open());

  store_.clock().Advance(kDeadlineMax);
  store_.RunDueJobs();

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_CANCELED);
  EXPECT_EQ(GetCheckout(checkout.id()).cancel_reason(),
            v1::CHECKOUT_CANCEL_REASON_TIMED_OUT);
}

TEST_F(CheckoutServiceTest, TimeAsksTheReaderAndThenGivesItUp) {
  auto daemon = Online(1);
  const v1::Checkout checkout = NewCheckout(Open());
  ASSERT_TRUE(daemon->Read()->has_checkout_requested());

  store_.clock().Advance(kDeadlineMax);
  store_.RunDueJobs();
  EXPECT_EQ(daemon->Read()->checkout_cancel_requested().checkout_id(),
            checkout.id());
  EXPECT_EQ(GetCheckout(checkout.id()).state(),
            v1::CHECKOUT_STATE_CANCEL_REQUESTED);
  store_.clock().Advance(kAnswerPeriod);
  store_.RunDueJobs();

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_FAILED);
  EXPECT_EQ(GetCheckout(checkout.id()).failure_reason(),
            v1::CHECKOUT_FAILURE_REASON_READER_LOST);
}

TEST_F(CheckoutServiceTest, ItsTimeIsOfTheRightClockAfterThatWasSetBack) {
  const absl::Duration ahead = absl::Hours(40 * 24);
  store_.clock().Advance(ahead);
  auto daemon = Online(1);
  const std::string id = NewCheckout(Open()).id();
  ASSERT_TRUE(daemon->Read()->has_checkout_requested());
  store_.clock().Advance(-ahead);
  store_.RunDueJobs();
  EXPECT_EQ(GetCheckout(id).state(), v1::CHECKOUT_STATE_PENDING);
  const auto left = PromptFor(GetCheckout(id), store_.clock().Now());
  EXPECT_EQ(left.checkout_requested().time_left().seconds(),
            absl::ToInt64Seconds(kDeadlineMax));

  store_.clock().Advance(kDeadlineMax);
  store_.RunDueJobs();
  EXPECT_EQ(GetCheckout(id).state(), v1::CHECKOUT_STATE_CANCEL_REQUESTED);
  store_.clock().Advance(kAnswerPeriod - absl::Microseconds(1));
  store_.RunDueJobs();
  EXPECT_EQ(GetCheckout(id).state(), v1::CHECKOUT_STATE_CANCEL_REQUESTED);
  store_.clock().Advance(absl::Microseconds(1));
  store_.RunDueJobs();
  EXPECT_EQ(GetCheckout(id).state(), v1::CHECKOUT_STATE_FAILED);
}

TEST_F(CheckoutServiceTest, ACardNumberNeverReachesTheLog) {
  auto daemon = Online(1);
  v1::ReaderEvent read = CardRemovedAt(1);
  read.mutable_card_read()->mutable_card()->set_last_four("4242424242424242");
  read.mutable_card_read()->mutable_card()->set_brand("4242 4242 4242 4242");

  ASSERT_TRUE(daemon->Events(1, 1, {read}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));

  for (const auto& entry : store_.Log(merchant_)) {
    EXPECT_THAT(entry.SerializeAsString(), Not(testing::HasSubstr("4242")));
  }
}

// Given up, charged a part of, gone on with, and the part given back.
TEST_F(CheckoutServiceTest,
       ASaleGivenUpBeforeStopsItsReaderWhenItsMoneyIsBack) {
  auto daemon = Online(1);
  const sales::v1::Sale sale = Open();
  ASSERT_TRUE(CancelSale(sale).ok());
  sales::CardPayment part = CardFor(sale);
  part.amount.set_minor_units(400);
  const std::string late = Apply(part).value().payment.id();
  const v1::Checkout checkout = NewCheckout(sale);

  EXPECT_EQ(Refund(late)->sale().state(),
            sales::v1::SALE_STATE_CANCEL_REQUESTED);
  EXPECT_EQ(GetCheckout(checkout.id()).state(),
            v1::CHECKOUT_STATE_CANCEL_REQUESTED);
  ASSERT_TRUE(daemon->Events(1, 1, {Canceled(checkout)}).ok());
  ASSERT_TRUE(daemon->AwaitAcknowledgement(1, 1));

  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_CANCELED);
}

}  // namespace
}  // namespace comptoir::readers
