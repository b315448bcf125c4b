#include "server/readers/intake/event_effects.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/readers/rules/event_rules.h"
#include "server/readers/testing/readers_fixture.h"
#include "server/sales/rules/sale_rules.h"

namespace comptoir::readers {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::ReaderEvent;
using v1::UnmatchedPayment;
using Approved = ReaderEvent::PaymentApproved;

class EventEffectsTest : public ReadersFixture {
 protected:
  EventEffectsTest() : daemon_(Online(1)) {}

  v1::Checkout NewCheckout(const sales::v1::Sale& sale) {
    return CreateCheckout(sale.id(), reader_).value().checkout();
  }

  // Reports an event and waits until it is taken in.
  void Report(const ReaderEvent& event) {
    ASSERT_TRUE(daemon_->Events(1, ++seq_, {event}).ok());
    ASSERT_TRUE(daemon_->AwaitAcknowledgement(1, seq_)) << daemon_->end();
  }

  // What the last alarm of values left out names.
  std::vector<std::string> LeftOut() {
    std::vector<std::string> fields;
    for (const v1::ReaderAlarm& alarm : EventsOf<v1::ReaderAlarm>()) {
      if (alarm.reason() != v1::READER_ALARM_REASON_VALUES_LEFT_OUT) continue;
      fields.assign(alarm.fields().begin(), alarm.fields().end());
    }
    return fields;
  }

  std::vector<v1::ReaderAlarmReason> Alarms() {
    std::vector<v1::ReaderAlarmReason> reasons;
    for (const v1::ReaderAlarm& alarm : EventsOf<v1::ReaderAlarm>()) {
      reasons.push_back(alarm.reason());
    }
    return reasons;
  }

  std::optional<UnmatchedPayment> Unmatched(const std::string& payment_id) {
    return area_.reader_tables()
        .unmatched_payments.Find(*store_.Read(), merchant_, payment_id)
        .value();
  }

  std::unique_ptr<TestDaemon> daemon_;
  uint64_t seq_ = 0;
};

struct BadValue {
  const char* field;
  std::function<void(ReaderEvent&)> change;
};

BadValue Bad(const char* field, std::function<void(Approved&)> change) {
  return {field, [change = std::move(change)](ReaderEvent& event) {
            change(*event.mutable_payment_approved());
          }};
}

std::vector<BadValue> BadValues() {
  return {
      Bad("card.last_four",
          [](Approved& p) { p.mutable_card()->set_last_four("42"); }),
      Bad("card.last_four",
          [](Approved& p) { p.mutable_card()->set_last_four("424"); }),
      Bad("card.brand",
          [](Approved& p) {
            p.mutable_card()->set_brand(std::string(33, 'V'));
          }),
      Bad("card.expiry_month",
          [](Approved& p) {
            p.mutable_card()->set_expiry_month(13);
            p.mutable_card()->set_expiry_year(2030);
          }),
      Bad("card.fingerprint",
          [](Approved& p) {
            p.mutable_card()->set_fingerprint(std::string(129, 'f'));
          }),
      Bad("cardholder_name",
          [](Approved& p) { p.set_cardholder_name("DUPONT/HELENE\x1f"); }),
      Bad("cardholder_name",
          [](Approved& p) { p.set_cardholder_name("4242424242424242"); }),
      Bad("cardholder_name",
          [](Approved& p) { p.set_cardholder_name(std::string(20'000, 'x')); }),
      Bad("entry",
          [](Approved& p) { p.set_entry(static_cast<v1::CardEntry>(99)); }),
      Bad("amount.currency",
          [](Approved& p) { p.mutable_amount()->clear_currency(); }),
      Bad("amount.currency",
          [](Approved& p) { p.mutable_amount()->set_currency("eur"); }),
      Bad("amount.currency",
          [](Approved& p) { p.mutable_amount()->set_currency("\x01"); }),
      Bad("amount",
          [](Approved& p) { p.mutable_amount()->set_minor_units(0); }),
      Bad("amount",
          [](Approved& p) { p.mutable_amount()->set_minor_units(-5); }),
      Bad("amount",
          [](Approved& p) {
            p.mutable_amount()->set_minor_units(sales::kAmountMax + 1);
          }),
      Bad("tip", [](Approved& p) { p.mutable_tip()->set_minor_units(-5); }),
      Bad("sale_id", [](Approved& p) { p.set_sale_id("42"); }),
      Bad("checkout_id", [](Approved& p) { p.set_checkout_id("chk_"); }),
      Bad("payment_id", [](Approved& p) { p.set_payment_id("x"); }),
      {"local_time",
       [](ReaderEvent& event) {
         event.mutable_local_time()->set_seconds(int64_t{1} << 60);
       }},
  };
}

TEST_F(EventEffectsTest, RecordsAPaymentWithoutTheValuesThatCannotBeKept) {
  for (const BadValue& bad : BadValues()) {
    SCOPED_TRACE(bad.field);
    const sales::v1::Sale sale = Open();
    const v1::Checkout checkout = NewCheckout(sale);
    ReaderEvent event = Approved(checkout);
    bad.change(event);

    Report(event);

    const sales::v1::GetSaleResponse paid = Get(sale.id());
    EXPECT_EQ(paid.sale().state(), sales::v1::SALE_STATE_COMPLETED);
    EXPECT_EQ(paid.sale().totals().paid().minor_units(), 1000);
    ASSERT_EQ(paid.payments_size(), 1);
    EXPECT_EQ(paid.payments(0).id(), checkout.payment_id());
    EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_COMPLETED);
    EXPECT_THAT(LeftOut(), Contains(testing::EndsWith(bad.field)));
  }
}

TEST_F(EventEffectsTest, TextThatIsNotUtf8StopsNothing) {
  const sales::v1::Sale sale = Open();
  ReaderEvent event = Approved(NewCheckout(sale));
  event.mutable_payment_approved()->set_cardholder_name("DUPONT\xff");

  Report(event);

  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_COMPLETED);
}

TEST_F(EventEffectsTest, TheSaleIsTheCheckoutsWhateverTheReaderSays) {
  const sales::v1::Sale asked = Open();
  const sales::v1::Sale other = Open();
  ReaderEvent event = Approved(NewCheckout(asked));
  event.mutable_payment_approved()->set_sale_id(other.id());

  Report(event);

  EXPECT_EQ(Get(asked.id()).sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_EQ(Get(other.id()).sale().state(), sales::v1::SALE_STATE_OPEN);
  EXPECT_THAT(LeftOut(), ElementsAre("payment_approved.sale_id"));
}

TEST_F(EventEffectsTest, FindsTheCheckoutByItsPayment) {
  const v1::Checkout checkout = NewCheckout(Open());
  ReaderEvent event = Approved(checkout);
  event.mutable_payment_approved()->clear_checkout_id();

  Report(event);

  EXPECT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_COMPLETED);
  EXPECT_THAT(Alarms(), IsEmpty());
}

TEST_F(EventEffectsTest, ACheckoutThatHadFailedNamesTheChargeThatCameAfter) {
  const sales::v1::Sale sale = Open();
  const v1::Checkout checkout = NewCheckout(sale);
  ReaderEvent declined = CardRemovedAt(1);
  declined.mutable_payment_declined()->set_checkout_id(checkout.id());
  Report(declined);
  ASSERT_EQ(GetCheckout(checkout.id()).state(), v1::CHECKOUT_STATE_FAILED);
  EXPECT_EQ(GetCheckout(checkout.id()).late_payment_id(), "");

  Report(Approved(checkout));

  const v1::Checkout shown = GetCheckout(checkout.id());
  EXPECT_EQ(shown.state(), v1::CHECKOUT_STATE_FAILED);
  EXPECT_EQ(shown.late_payment_id(), Get(sale.id()).payments(0).id());
  EXPECT_THAT(Alarms(),
              ElementsAre(v1::READER_ALARM_REASON_CHECKOUT_ALREADY_CLOSED));
  EXPECT_EQ(EventsOf<v1::ReaderAlarm>()[0].payment_id(),
            shown.late_payment_id());
}

TEST_F(EventEffectsTest, APaymentWithoutAnIdReportedTwiceIsOnePayment) {
  const sales::v1::Sale sale = Open();
  ReaderEvent event = Approved(NewCheckout(sale));
  event.mutable_payment_approved()->set_payment_id("none");

  Report(event);
  event.mutable_payment_approved()->clear_cardholder_name();
  Report(event);

  EXPECT_EQ(Get(sale.id()).sale().totals().paid().minor_units(), 1000);
}

TEST_F(EventEffectsTest, AnotherChargeUnderAKnownIdIsKeptUnmatched) {
  const sales::v1::Sale sale = Open();
  ReaderEvent event = Approved(NewCheckout(sale));
  Report(event);

  event.mutable_payment_approved()->mutable_card()->set_last_four("1111");
  Report(event);

  EXPECT_EQ(Get(sale.id()).sale().totals().paid().minor_units(), 1000);
  const auto unmatched = Unmatched(event.payment_approved().payment_id());
  ASSERT_TRUE(unmatched.has_value());
  EXPECT_EQ(unmatched->amount().minor_units(), 1000);
}

TEST_F(EventEffectsTest, ACashPaymentsIdHidesNoCharge) {
  const sales::v1::Sale sale = Open();
  const std::string cash = Pay(sale, 400)->payment().id();
  ReaderEvent event = Approved({});
  event.mutable_payment_approved()->set_sale_id(sale.id());
  event.mutable_payment_approved()->set_payment_id(cash);
  event.mutable_payment_approved()->mutable_amount()->set_minor_units(400);
  event.mutable_payment_approved()->mutable_amount()->set_currency("EUR");

  Report(event);

  EXPECT_TRUE(Unmatched(cash).has_value());
}

TEST_F(EventEffectsTest, APaymentBegunAtTheDeviceTakesItsCurrencyFromTheSale) {
  const sales::v1::Sale sale = Open();
  ReaderEvent event = Approved({});
  event.mutable_payment_approved()->set_sale_id(sale.id());
  event.mutable_payment_approved()->mutable_amount()->set_minor_units(1000);

  Report(event);

  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_COMPLETED);
  EXPECT_THAT(LeftOut(), ElementsAre("payment_approved.amount.currency"));
}

TEST_F(EventEffectsTest, AnAmountThatNobodyAskedForAndCannotBeIsKept) {
  const sales::v1::Sale sale = Open();
  ReaderEvent event = Approved({});
  event.mutable_payment_approved()->set_sale_id(sale.id());
  event.mutable_payment_approved()->mutable_amount()->set_minor_units(-700);
  event.mutable_payment_approved()->mutable_amount()->set_currency("EUR");

  Report(event);

  v1::ReaderEventOrigin origin;
  origin.set_reader_id(reader_);
  origin.set_epoch(1);
  origin.set_seq(1);
  const auto unmatched = Unmatched(PaymentIdOf(origin, ReportedEvent()));
  ASSERT_TRUE(unmatched.has_value());
  EXPECT_EQ(unmatched->amount().minor_units(), -700);
  EXPECT_EQ(unmatched->refusal(), "INVALID_FIELDS");
}

TEST_F(EventEffectsTest, KeepsATipInNoCurrencyAndSaysWhatItLeavesOut) {
  const sales::v1::Sale sale = Open();
  ReaderEvent event = Approved(NewCheckout(sale));
  event.mutable_payment_approved()->mutable_tip()->set_minor_units(150);
  Report(event);
  EXPECT_EQ(Get(sale.id()).sale().totals().tip().minor_units(), 150);

  const sales::v1::Sale second = Open();
  event = Approved(NewCheckout(second));
  event.mutable_payment_approved()->mutable_tip()->set_minor_units(150);
  event.mutable_payment_approved()->mutable_tip()->set_currency("USD");
  Report(event);

  EXPECT_EQ(Get(second.id()).sale().totals().tip().minor_units(), 0);
  EXPECT_EQ(Get(second.id()).sale().totals().paid().minor_units(), 1000);
  const v1::ReaderAlarm alarm = EventsOf<v1::ReaderAlarm>().back();
  EXPECT_THAT(alarm.fields(), ElementsAre("payment_approved.tip"));
  EXPECT_EQ(alarm.reported_tip().minor_units(), 150);
  EXPECT_EQ(alarm.reported_tip().currency(), "USD");
}

TEST_F(EventEffectsTest, AReaderPaysNoSaleOfAnotherLocationByItself) {
  const std::string there = FormatId("loc", "location-there01");
  ASSERT_TRUE(store_
                  .Write(merchant_,
                         [&](store::Transaction& txn) {
                           merchants::v1::Location location;
                           location.set_id(there);
                           location.set_currency("EUR");
                           return merchants_.locations.Put(txn, location);
                         })
                  .ok());
  sales::v1::CreateSaleRequest request;
  request.set_location_id(there);
  *request.add_lines() = Line("tea", 1000);
  const sales::v1::Sale sale =
      Do(&sales::SaleService::CreateSale, request)->sale();
  ReaderEvent event = Approved({});
  event.mutable_payment_approved()->set_sale_id(sale.id());
  event.mutable_payment_approved()->set_payment_id(
      FormatId("pay", "payment-00000001"));
  event.mutable_payment_approved()->mutable_amount()->set_minor_units(1000);
  event.mutable_payment_approved()->mutable_amount()->set_currency("EUR");

  Report(event);

  EXPECT_EQ(Get(sale.id()).sale().state(), sales::v1::SALE_STATE_OPEN);
  const auto unmatched = Unmatched(event.payment_approved().payment_id());
  ASSERT_TRUE(unmatched.has_value());
  EXPECT_EQ(unmatched->refusal(), "OTHER_LOCATION");
}

TEST_F(EventEffectsTest, TheOtherKindsOfEventsAreTakenInAsWell) {
  std::vector<ReaderEvent> events(6);
  events[0].mutable_card_inserted()->set_entry(static_cast<v1::CardEntry>(7));
  events[1].mutable_card_read()->mutable_card()->set_last_four("42");
  events[2].mutable_payment_declined()->set_decline_code(std::string(99, 'x'));
  events[3].mutable_payment_failed()->set_checkout_id("none");
  events[4].mutable_checkout_started()->set_checkout_id(
      std::string(5000, '\x01'));
  events[5].mutable_connected()->set_model(std::string(5000, '\x01'));

  for (const ReaderEvent& event : events) Report(event);

  EXPECT_EQ(Alarms().size(), 5u);
  EXPECT_THAT(EventNames(), Contains("CardInserted"));
  EXPECT_THAT(EventNames(), Contains("CardRead"));
  EXPECT_THAT(EventNames(), Contains("PaymentDeclined"));
  EXPECT_THAT(EventNames(), Contains("ReaderConnected"));
}

// A batch of nothing but payments, each of which makes all that it can of the
// log: it is taken in.
TEST_F(EventEffectsTest, ABatchFullOfPaymentsFits) {
  std::vector<ReaderEvent> events;
  std::vector<std::string> sales;
  for (int i = 0; i < kEventsPerBatchMax; ++i) {
    sales.push_back(Open().id());
    ReaderEvent event = Approved({});
    auto& approved = *event.mutable_payment_approved();
    approved.set_sale_id(sales.back());
    approved.set_checkout_id(FormatId("chk", "checkout-unknown"));
    approved.mutable_amount()->set_minor_units(2000);
    approved.mutable_amount()->set_currency("eur");
    approved.mutable_tip()->set_minor_units(-1);
    approved.mutable_card()->set_brand("\x01");
    approved.mutable_card()->set_last_four("1");
    approved.mutable_card()->set_expiry_month(13);
    approved.mutable_card()->set_fingerprint(std::to_string(i) +
                                             std::string(120, 'f'));
    approved.set_cardholder_name("DUPONT/" + std::string(40, 'H'));
    approved.set_entry(static_cast<v1::CardEntry>(7));
    events.push_back(event);
  }

  ASSERT_TRUE(daemon_->Events(1, 1, events).ok());
  ASSERT_TRUE(daemon_->AwaitAcknowledgement(1, kEventsPerBatchMax))
      << daemon_->end();

  for (const std::string& id : sales) {
    EXPECT_EQ(Get(id).sale().totals().paid().minor_units(), 2000);
  }
  size_t largest = 0;
  for (const auto& entry : store_.Log(merchant_)) {
    largest = std::max(largest, entry.ByteSizeLong());
  }
  RecordProperty("largest_log_row", static_cast<int>(largest));
  EXPECT_LT(largest, kv::kValueBytesMax);
}

}  // namespace
}  // namespace comptoir::readers
