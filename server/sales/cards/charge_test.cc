#include "server/sales/cards/charge.h"

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/values/money/money.h"

namespace comptoir::sales {
namespace {

using v1::Payment;

Payment Charged() {
  Payment payment;
  payment.set_sale_id("sal_1");
  payment.set_reader_id("rdr_1");
  *payment.mutable_amount() = MakeMoney(1000, "EUR");
  *payment.mutable_tip() = MakeMoney(50, "EUR");
  payment.mutable_card()->set_fingerprint("f1");
  payment.mutable_card()->set_last_four("4242");
  return payment;
}

// Whether a charge is the same with `change` made to one report of it.
template <typename Change>
bool IsSameAfter(Change change) {
  Payment other = Charged();
  change(other);
  EXPECT_EQ(IsSameCharge(Charged(), other), IsSameCharge(other, Charged()));
  return IsSameCharge(Charged(), other);
}

TEST(IsSameCharge, LooksAtReaderMoneyAndCard) {
  EXPECT_TRUE(IsSameAfter([](Payment&) {}));
  EXPECT_FALSE(IsSameAfter([](Payment& p) { p.set_reader_id("rdr_2"); }));
  EXPECT_FALSE(
      IsSameAfter([](Payment& p) { p.mutable_amount()->set_minor_units(1); }));
  EXPECT_FALSE(
      IsSameAfter([](Payment& p) { p.mutable_amount()->set_currency("USD"); }));
  EXPECT_FALSE(IsSameAfter([](Payment& p) { p.clear_tip(); }));
  EXPECT_FALSE(
      IsSameAfter([](Payment& p) { p.mutable_card()->set_fingerprint("f2"); }));
  EXPECT_FALSE(
      IsSameAfter([](Payment& p) { p.mutable_card()->set_last_four("1111"); }));
}

TEST(IsSameCharge, DoesNotMindWhatOneReportLeavesOut) {
  EXPECT_TRUE(
      IsSameAfter([](Payment& p) { p.mutable_amount()->clear_currency(); }));
  EXPECT_TRUE(IsSameAfter([](Payment& p) { p.clear_card(); }));
  EXPECT_TRUE(IsSameAfter([](Payment& p) { p.set_sale_id("sal_2"); }));
}

TEST(IsSameMoney, IsNothingInEveryCurrency) {
  EXPECT_TRUE(IsSameMoney(MakeMoney(0, "EUR"), {}));
  EXPECT_TRUE(IsSameMoney(MakeMoney(0, "EUR"), MakeMoney(0, "USD")));
  EXPECT_FALSE(IsSameMoney(MakeMoney(1, "EUR"), MakeMoney(1, "USD")));
}

TEST(PaymentMismatch, HasAReason) {
  EXPECT_EQ(ReasonOf(PaymentMismatch("pay_1")), kPaymentMismatch);
}

}  // namespace
}  // namespace comptoir::sales
