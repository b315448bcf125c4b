// Money in the middle of something: every pair of acts at the counter while a
// reader collects, in both orders, and what becomes of sale, checkout and
// money.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "comptoir/sales/v1/sale_events.pb.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/readers/checkouts/checkout_rules.h"
#include "server/readers/checkouts/counter_cases.h"
#include "server/readers/testing/readers_fixture.h"

namespace comptoir::readers {
namespace {

using testing::Contains;

class CounterTest : public ReadersFixture,
                    public testing::WithParamInterface<CounterCase> {
 protected:
  void SetUp() override {
    daemon_ = Online(epoch_);
    other_reader_ = Pair(CreateReader()->pairing_code())->reader().id();
    sale_ = Open({Line("tea", 1000), Line("cake", 400)}, anna_);
    if (GetParam().first == Act::kRefund || GetParam().second == Act::kRefund) {
      cash_id_ = Pay(sale_, 300)->payment().id();
      taken_ += 300;
    }
    checkout_ = CreateCheckout(sale_.id(), reader_)->checkout();
    v1::ReaderEvent started = CardRemovedAt(1);
    started.mutable_checkout_started()->set_checkout_id(checkout_.id());
    Report(started);
  }

  void Report(const v1::ReaderEvent& event) {
    ASSERT_TRUE(daemon_->Events(epoch_, ++seq_, {event}).ok());
    ASSERT_TRUE(daemon_->AwaitAcknowledgement(epoch_, seq_));
  }

  // The reader's events wait for its line.
  void Tell(const v1::ReaderEvent& event) {
    if (daemon_ != nullptr) return Report(event);
    untold_.push_back(event);
  }

  void Charge() {
    const v1::ReaderEvent event = Approved(checkout_);
    has_ended_ = true;
    taken_ += checkout_.amount().minor_units();
    Tell(event);
  }

  void EndWithout(bool is_declined) {
    v1::ReaderEvent event = CardRemovedAt(2);
    if (is_declined) {
      event.mutable_payment_declined()->set_checkout_id(checkout_.id());
    } else {
      event.mutable_payment_canceled()->set_checkout_id(checkout_.id());
    }
    has_ended_ = true;
    Tell(event);
  }

  absl::Status RemoveCake() {
    sales::v1::RemoveSaleLineRequest request;
    request.set_sale_id(sale_.id());
    request.set_line_id(sale_.lines(1).id());
    return Do(&sales::SaleService::RemoveSaleLine, request).status();
  }

  absl::Status Cash() {
    const int64_t due = Get(sale_.id()).sale().totals().due().minor_units();
    const absl::Status status = Pay(sale_, due).status();
    if (status.ok()) taken_ += due;
    return status;
  }

  absl::Status GiveBack() {
    const auto refunded = Refund(cash_id_);
    if (!refunded.ok()) return refunded.status();
    taken_ -= refunded->payment().refunds(0).amount().minor_units();
    return absl::OkStatus();
  }

  // OK, or why the act was refused.
  absl::Status Perform(Act act) {
    switch (act) {
      case Act::kCash:
        return Cash();
      case Act::kCancelSale:
        return CancelSale(sale_).status();
      case Act::kRemoveLine:
        return RemoveCake();
      case Act::kDetach:
        return Detach(sale_).status();
      case Act::kRefund:
        return GiveBack();
      case Act::kCancel:
        return Cancel(checkout_.id()).status();
      case Act::kOtherTill: {
        const auto created = CreateCheckout(sale_.id(), other_reader_);
        if (created.ok()) other_checkout_ = created->checkout().id();
        return created.status();
      }
      case Act::kCharge:
        if (!has_ended_) Charge();
        return absl::OkStatus();
      case Act::kDecline:
        if (!has_ended_) EndWithout(/*is_declined=*/true);
        return absl::OkStatus();
      case Act::kTimeout:
        store_.clock().Advance(kDeadlineMax);
        store_.RunDueJobs();
        return absl::OkStatus();
      case Act::kOffline:
        daemon_.reset();
        return absl::OkStatus();
      case Act::kRevoke:
        daemon_.reset();
        is_revoked_ = true;
        return Revoke(reader_);
    }
    return absl::OkStatus();
  }

  void ComeBack() {
    if (daemon_ != nullptr) return;
    if (is_revoked_) {
      v1::CreateReaderPairingCodeRequest request;
      request.set_reader_id(reader_);
      ASSERT_TRUE(
          Pair(DoReader(&ReaderService::CreateReaderPairingCode, request)
                   ->pairing_code())
              .ok());
    }
    daemon_ = Online(++epoch_);
    seq_ = 0;
    for (const v1::ReaderEvent& event : untold_) Report(event);
    untold_.clear();
  }

  // The other reader never comes: its checkout ends with time.
  void EndOther() {
    if (other_checkout_.empty()) return;
    store_.clock().Advance(kDeadlineMax);
    store_.RunDueJobs();
  }

  static std::string StateName(int state) {
    return sales::v1::SaleState_Name(state).substr(sizeof("SALE_STATE_") - 1);
  }

  std::string Outcome(const std::vector<std::string>& refusals) {
    const sales::v1::Sale sale = Get(sale_.id()).sale();
    std::string text = fmt::format("{} {}", StateName(sale.state()),
                                   sale.totals().paid().minor_units());
    if (sale.totals().has_overpaid()) {
      text += fmt::format(" over {}", sale.totals().overpaid().minor_units());
    }
    text += ", " + v1::CheckoutState_Name(GetCheckout(checkout_.id()).state())
                       .substr(sizeof("CHECKOUT_STATE_") - 1);
    for (const std::string& refusal : refusals) text += "; " + refusal;
    return text;
  }

  std::vector<std::string> PerformBoth() {
    std::vector<std::string> refusals;
    int number = 0;
    for (const Act act : {GetParam().first, GetParam().second}) {
      const absl::Status status = Perform(act);
      ++number;
      if (status.ok()) continue;
      refusals.push_back(fmt::format("{} {}", number, ReasonOf(status)));
    }
    return refusals;
  }

  // What must hold whoever won.
  void ExpectAllAccountedFor() {
    const sales::v1::Sale sale = Get(sale_.id()).sale();
    int64_t recorded = sale.totals().paid().minor_units();
    for (const auto& alarm : EventsOf<v1::ReaderAlarm>()) {
      EXPECT_NE(alarm.reason(), v1::READER_ALARM_REASON_PAYMENT_UNMATCHED);
    }
    EXPECT_EQ(recorded, taken_);
    const std::vector<std::string> names = EventNames();
    if (sale.state() == sales::v1::SALE_STATE_COMPLETED) {
      EXPECT_THAT(names, Contains("SaleCompleted"));
      EXPECT_GE(recorded, sale.totals().total().minor_units());
    }
    if (sale.state() == sales::v1::SALE_STATE_CANCELED) {
      EXPECT_THAT(names, Contains("SaleCanceled"));
      EXPECT_EQ(recorded, 0);
    }
    EXPECT_EQ(sale.totals().has_overpaid(),
              std::count(names.begin(), names.end(), "SaleOverpaid") > 0);
    const v1::Checkout checkout = GetCheckout(checkout_.id());
    EXPECT_TRUE(IsFinal(checkout.state()));
    EXPECT_EQ(EventsOf<v1::CheckoutChanged>().empty(), false);
    ExpectSound();
  }

  std::unique_ptr<TestDaemon> daemon_;
  uint64_t epoch_ = 1;
  uint64_t seq_ = 0;
  std::string other_reader_;
  sales::v1::Sale sale_;
  std::string cash_id_;
  v1::Checkout checkout_;
  std::string other_checkout_;
  // The reader is done with the checkout, whether it could say so or not.
  bool has_ended_ = false;
  std::vector<v1::ReaderEvent> untold_;
  bool is_revoked_ = false;
  // Handed over or charged, less what was given back.
  int64_t taken_ = 0;
};

// The reader does what it was last asked: it stops, or the buyer pays.
TEST_P(CounterTest, EndsAsTheTableSays) {
  const std::vector<std::string> refusals = PerformBoth();
  ComeBack();
  if (!has_ended_) {
    const v1::CheckoutState state = GetCheckout(checkout_.id()).state();
    if (state == v1::CHECKOUT_STATE_CANCEL_REQUESTED) {
      EndWithout(/*is_declined=*/false);
    } else if (!IsFinal(state)) {
      Charge();
    }
  }
  EndOther();

  EXPECT_EQ(Outcome(refusals), GetParam().outcome);
  ExpectAllAccountedFor();
}

// The card was charged before the reader heard of anything.
TEST_P(CounterTest, AccountsForAChargeThatCameFirst) {
  PerformBoth();
  if (!has_ended_) Charge();
  ComeBack();
  EndOther();

  ExpectAllAccountedFor();
}

// A late charge of a sale that was given up goes back, and the sale is given up
// as before. Of any other completed sale, nothing that it
// cost goes back.
TEST_P(CounterTest, GivesALateChargeBack) {
  PerformBoth();
  if (!has_ended_) Charge();
  ComeBack();
  EndOther();
  const sales::v1::Sale charged = Get(sale_.id()).sale();
  const std::string& id = checkout_.payment_id();
  if (std::none_of(charged.payments().begin(), charged.payments().end(),
                   [&](const auto& p) { return p.payment_id() == id; })) {
    return;  // Declined.
  }
  const bool was_given_up = !EventsOf<sales::v1::SaleCancelRequested>().empty();
  EXPECT_EQ(charged.charged_after_cancel(), was_given_up);

  const auto refunded = Refund(id);

  if (was_given_up) {
    ASSERT_TRUE(refunded.ok()) << refunded.status();
    EXPECT_EQ(refunded->sale().state(), sales::v1::SALE_STATE_CANCELED);
    EXPECT_EQ(refunded->sale().totals().paid().minor_units(), 0);
    EXPECT_EQ(SummaryOf(anna_).visit_count(), 0);
  } else if (charged.state() == sales::v1::SALE_STATE_COMPLETED) {
    const sales::v1::Sale sale = Get(sale_.id()).sale();
    EXPECT_EQ(sale.state(), sales::v1::SALE_STATE_COMPLETED);
    EXPECT_GE(sale.totals().paid().minor_units(),
              sale.totals().total().minor_units());
  } else {
    ASSERT_TRUE(refunded.ok()) << refunded.status();
    EXPECT_EQ(refunded->sale().state(), sales::v1::SALE_STATE_OPEN);
  }
  ExpectSound();
}

INSTANTIATE_TEST_SUITE_P(All, CounterTest,
                         testing::ValuesIn(CounterCases().begin(),
                                           CounterCases().end()));

// Each act meets each other, in both orders.
TEST(CounterCases, AreAllPairs) {
  std::vector<int> seen(kActCount * kActCount);
  for (const CounterCase& c : CounterCases()) {
    ++seen[static_cast<int>(c.first) * kActCount + static_cast<int>(c.second)];
  }
  for (int i = 0; i < kActCount * kActCount; ++i) {
    EXPECT_EQ(seen[i], i / kActCount == i % kActCount ? 0 : 1)
        << NameOf(static_cast<Act>(i / kActCount)) << ", "
        << NameOf(static_cast<Act>(i % kActCount));
  }
}

}  // namespace
}  // namespace comptoir::readers
