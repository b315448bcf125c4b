#include "server/readers/rules/clean_event.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"

namespace comptoir::readers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::ReaderEvent;

ReaderEvent GoodPayment() {
  ReaderEvent event;
  event.mutable_local_time()->set_seconds(1'767'268'800);
  auto& approved = *event.mutable_payment_approved();
  approved.set_checkout_id(FormatId("chk", "checkout-0000001"));
  approved.set_sale_id(FormatId("sal", "sale-00000000001"));
  approved.set_payment_id(FormatId("pay", "payment-00000001"));
  approved.mutable_amount()->set_minor_units(1000);
  approved.mutable_amount()->set_currency("EUR");
  approved.mutable_tip()->set_minor_units(100);
  approved.mutable_tip()->set_currency("EUR");
  approved.mutable_card()->set_brand("VISA");
  approved.mutable_card()->set_last_four("4242");
  approved.set_cardholder_name("LEFÈVRE/HÉLÈNE");
  approved.set_entry(v1::CARD_ENTRY_CHIP);
  return event;
}

// What is left out of a good payment with `change` made to it. The same event
// cleaned again loses nothing more.
template <typename Change>
std::vector<std::string> LeftOut(Change change) {
  ReaderEvent event = GoodPayment();
  change(*event.mutable_payment_approved());
  std::vector<std::string> left_out = CleanEvent(event);
  const std::string cleaned = event.SerializeAsString();
  CleanEvent(event);
  EXPECT_EQ(event.SerializeAsString(), cleaned);
  return left_out;
}

TEST(CleanEvent, LeavesAGoodEventAlone) {
  ReaderEvent event = GoodPayment();

  EXPECT_THAT(CleanEvent(event), IsEmpty());

  EXPECT_EQ(event.SerializeAsString(), GoodPayment().SerializeAsString());
}

TEST(CleanEvent, NamesEachFieldThatItLeavesOut) {
  using Approved = ReaderEvent::PaymentApproved;
  EXPECT_THAT(LeftOut([](Approved& p) { p.set_checkout_id("chk_1"); }),
              ElementsAre("payment_approved.checkout_id"));
  EXPECT_THAT(LeftOut([](Approved& p) { p.set_sale_id(p.payment_id()); }),
              ElementsAre("payment_approved.sale_id"));
  EXPECT_THAT(
      LeftOut([](Approved& p) { p.set_payment_id(std::string(5000, 'p')); }),
      ElementsAre("payment_approved.payment_id"));
  EXPECT_THAT(LeftOut([](Approved& p) { p.mutable_card()->set_brand("\x01"); }),
              ElementsAre("payment_approved.card.brand"));
  EXPECT_THAT(LeftOut([](Approved& p) { p.set_cardholder_name("A\nB"); }),
              ElementsAre("payment_approved.cardholder_name"));
  EXPECT_THAT(
      LeftOut([](Approved& p) { p.set_entry(static_cast<v1::CardEntry>(9)); }),
      ElementsAre("payment_approved.entry"));
}

TEST(CleanEvent, RaisesACurrencyInLowerCaseAndEmptiesWhatIsNone) {
  ReaderEvent event = GoodPayment();
  auto& approved = *event.mutable_payment_approved();
  approved.mutable_amount()->set_currency("eur");
  approved.mutable_tip()->set_currency("EURO");

  EXPECT_THAT(CleanEvent(event), ElementsAre("payment_approved.amount.currency",
                                             "payment_approved.tip.currency"));

  EXPECT_EQ(approved.amount().currency(), "EUR");
  EXPECT_EQ(approved.amount().minor_units(), 1000);
  EXPECT_EQ(approved.tip().currency(), "");
  EXPECT_EQ(approved.tip().minor_units(), 100);
}

TEST(CleanEvent, TakesATipOfNothingForNone) {
  ReaderEvent event = GoodPayment();
  event.mutable_payment_approved()->mutable_tip()->set_minor_units(0);
  event.mutable_payment_approved()->mutable_tip()->set_currency("");

  EXPECT_THAT(CleanEvent(event), IsEmpty());

  EXPECT_FALSE(event.payment_approved().has_tip());
}

TEST(CleanEvent, TakesOverWhatTheDaemonLeftOut) {
  ReaderEvent event = GoodPayment();
  event.add_left_out("payment_approved.card.brand");
  event.add_left_out(std::string(65, 'x'));
  for (int i = 0; i < 30; ++i) event.add_left_out("local_time");

  const std::vector<std::string> left_out = CleanEvent(event);

  ASSERT_EQ(left_out.size(), 19u);
  EXPECT_EQ(left_out[0], "payment_approved.card.brand");
  EXPECT_EQ(left_out[1], "local_time");
  EXPECT_EQ(event.left_out_size(), 0);
}

TEST(CleanEvent, LeavesOutATimeThatIsNone) {
  const auto left_out = [](int64_t seconds, int nanos) {
    ReaderEvent event;
    event.mutable_local_time()->set_seconds(seconds);
    event.mutable_local_time()->set_nanos(nanos);
    event.mutable_card_removed();
    const auto fields = CleanEvent(event);
    EXPECT_EQ(event.has_local_time(), fields.empty());
    return fields;
  };
  EXPECT_THAT(left_out(-62'135'596'800, 0), IsEmpty());
  EXPECT_THAT(left_out(253'402'300'799, 999'999'999), IsEmpty());
  EXPECT_THAT(left_out(-62'135'596'801, 0), ElementsAre("local_time"));
  EXPECT_THAT(left_out(253'402'300'800, 0), ElementsAre("local_time"));
  EXPECT_THAT(left_out(0, -1), ElementsAre("local_time"));
  EXPECT_THAT(left_out(0, 1'000'000'000), ElementsAre("local_time"));
}

TEST(CleanEvent, CleansTheOtherKindsAsWell) {
  ReaderEvent event;
  event.mutable_card_inserted()->set_entry(static_cast<v1::CardEntry>(-1));
  EXPECT_THAT(CleanEvent(event), ElementsAre("card_inserted.entry"));
  event.mutable_card_read()->mutable_card()->set_last_four("42");
  EXPECT_THAT(CleanEvent(event), ElementsAre("card_read.card.last_four"));
  event.mutable_checkout_started()->set_checkout_id("x");
  EXPECT_THAT(CleanEvent(event), ElementsAre("checkout_started.checkout_id"));
  event.mutable_payment_canceled()->set_checkout_id("x");
  EXPECT_THAT(CleanEvent(event), ElementsAre("payment_canceled.checkout_id"));
  event.mutable_payment_failed()->set_checkout_id("x");
  EXPECT_THAT(CleanEvent(event), ElementsAre("payment_failed.checkout_id"));
  auto& declined = *event.mutable_payment_declined();
  declined.set_decline_code(std::string(kDeclineCodeMax, 'x'));
  EXPECT_THAT(CleanEvent(event), IsEmpty());
  declined.set_decline_code(std::string(kDeclineCodeMax + 1, 'x'));
  declined.set_sale_id("x");
  EXPECT_THAT(CleanEvent(event), ElementsAre("payment_declined.sale_id",
                                             "payment_declined.decline_code"));
  event.Clear();
  EXPECT_THAT(CleanEvent(event), IsEmpty());
}

}  // namespace
}  // namespace comptoir::readers
