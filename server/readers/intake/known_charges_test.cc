// One charge that is reported more than once, with its sale and without.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/readers/testing/readers_fixture.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"

namespace comptoir::readers {
namespace {

using v1::ReaderEvent;
using v1::UnmatchedPayment;

class KnownChargesTest : public ReadersFixture {
 protected:
  KnownChargesTest() : daemon_(Online(1)) {}

  // Reports an event and waits until it is taken in.
  void Report(const ReaderEvent& event) {
    ASSERT_TRUE(daemon_->Events(1, ++seq_, {event}).ok());
    ASSERT_TRUE(daemon_->AwaitAcknowledgement(1, seq_)) << daemon_->end();
  }

  std::optional<UnmatchedPayment> Unmatched(const std::string& payment_id) {
    return area_.reader_tables()
        .unmatched_payments.Find(*store_.Read(), merchant_, payment_id)
        .value();
  }

  // A charge of 10 begun at the device, of no sale unless one is named.
  static ReaderEvent Charge(const std::string& sale_id = "") {
    ReaderEvent event = Approved({});
    auto& approved = *event.mutable_payment_approved();
    approved.set_sale_id(sale_id);
    approved.set_payment_id(FormatId("pay", "payment-00000001"));
    approved.mutable_amount()->set_minor_units(1000);
    approved.mutable_amount()->set_currency("EUR");
    return event;
  }

  int64_t PaidOf(const sales::v1::Sale& sale) {
    return Get(sale.id()).sale().totals().paid().minor_units();
  }

  int UnmatchedCount() {
    const auto snapshot = store_.Read();
    const auto rows = snapshot->Scan(
        store::Key(store::Space::kUnmatchedPayments, merchant_).Prefix());
    int count = 0;
    for (; rows->Valid(); rows->Next()) ++count;
    return count;
  }

  std::unique_ptr<TestDaemon> daemon_;
  uint64_t seq_ = 0;
};

// The reader learns late which sale it was: one charge, booked once.
TEST_F(KnownChargesTest, AReportThatNamesASaleMatchesTheUnmatchedPayment) {
  const sales::v1::Sale sale = Open();
  const std::string id = Charge().payment_approved().payment_id();
  Report(Charge());
  ASSERT_EQ(Unmatched(id)->state(), v1::UNMATCHED_PAYMENT_STATE_OPEN);

  Report(Charge(sale.id()));

  EXPECT_EQ(PaidOf(sale), 1000);
  const auto matched = Unmatched(id);
  EXPECT_EQ(matched->state(), v1::UNMATCHED_PAYMENT_STATE_MATCHED);
  EXPECT_EQ(matched->matched_payment_id(), id);
  const auto events = EventsOf<v1::UnmatchedPaymentMatched>();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].sale_id(), sale.id());
  // Again, and with less said: nothing more.
  Report(Charge(sale.id()));
  Report(Charge());
  EXPECT_EQ(PaidOf(sale), 1000);
  EXPECT_EQ(UnmatchedCount(), 1);
  EXPECT_EQ(EventsOf<v1::UnmatchedPaymentMatched>().size(), 1u);
}

TEST_F(KnownChargesTest, APaidChargeReportedWithoutItsSaleIsNotOpenAgain) {
  const sales::v1::Sale sale = Open();
  Report(Charge(sale.id()));

  Report(Charge());

  EXPECT_EQ(PaidOf(sale), 1000);
  EXPECT_EQ(UnmatchedCount(), 0);
}

// A person has given it back or found its sale; the reader does not know.
TEST_F(KnownChargesTest, AResolvedUnmatchedPaymentPaysNoSaleAndRaisesAnAlarm) {
  for (const v1::UnmatchedPaymentState state :
       {v1::UNMATCHED_PAYMENT_STATE_SETTLED,
        v1::UNMATCHED_PAYMENT_STATE_MATCHED}) {
    SCOPED_TRACE(state);
    Report(Charge());
    UnmatchedPayment resolved =
        *Unmatched(Charge().payment_approved().payment_id());
    resolved.set_state(state);
    ASSERT_TRUE(
        store_
            .Write(merchant_,
                   [&](store::Transaction& txn) {
                     return area_.reader_tables().unmatched_payments.Put(
                         txn, resolved);
                   })
            .ok());
    const sales::v1::Sale sale = Open();

    Report(Charge(sale.id()));

    EXPECT_EQ(PaidOf(sale), 0);
    EXPECT_EQ(Unmatched(resolved.payment_id())->state(), state);
    EXPECT_EQ(UnmatchedCount(), 1);
    const v1::ReaderAlarm alarm = EventsOf<v1::ReaderAlarm>().back();
    EXPECT_EQ(alarm.reason(), v1::READER_ALARM_REASON_PAYMENT_UNMATCHED);
    EXPECT_EQ(alarm.detail(), "ALREADY_RESOLVED");
    EXPECT_EQ(alarm.sale_id(), sale.id());
    EXPECT_EQ(alarm.payment_id(), resolved.payment_id());
  }
}

// Under the id of an unmatched payment comes other money: both are kept.
TEST_F(KnownChargesTest, AnotherChargeUnderAnUnmatchedIdPaysNoSale) {
  const sales::v1::Sale sale = Open();
  Report(Charge());
  ReaderEvent other = Charge(sale.id());
  other.mutable_payment_approved()->mutable_card()->set_last_four("1111");
  other.mutable_payment_approved()->mutable_card()->set_fingerprint("fp_2");

  Report(other);

  EXPECT_EQ(PaidOf(sale), 0);
  EXPECT_EQ(UnmatchedCount(), 2);
  EXPECT_EQ(EventsOf<v1::ReaderAlarm>().back().detail(), "PAYMENT_MISMATCH");
}

// The reader corrects a sale that does not exist by another such one.
TEST_F(KnownChargesTest, AChargeOfNoSaleTwiceIsOneUnmatchedPayment) {
  Report(Charge());

  Report(Charge(FormatId("sal", "sale-unknown-001")));

  EXPECT_EQ(UnmatchedCount(), 1);
  EXPECT_EQ(EventsOf<v1::ReaderAlarm>().size(), 2u);
}

}  // namespace
}  // namespace comptoir::readers
