#include "server/readers/checkouts/checkout_rules.h"

#include <iterator>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::readers {
namespace {

using comptoir::readers::v1::CheckoutState;
using comptoir::storage::v1::StoredCheckout;
namespace pb = comptoir::readers::v1;

constexpr CheckoutSignal kSignals[] = {
    CheckoutSignal::kStarted,         CheckoutSignal::kApproved,
    CheckoutSignal::kDeclined,        CheckoutSignal::kDeviceFailed,
    CheckoutSignal::kBuyerCanceled,   CheckoutSignal::kReaderCanceled,
    CheckoutSignal::kCancelRequested, CheckoutSignal::kDeadlinePassed,
    CheckoutSignal::kAnswerOverdue,   CheckoutSignal::kReaderRevoked,
    CheckoutSignal::kSaleChanged,     CheckoutSignal::kReaderTimedOut,
};
constexpr int kSignalCount = std::size(kSignals);

absl::Time Noon() { return absl::FromUnixSeconds(1'767'268'800); }

StoredCheckout In(CheckoutState state, bool known = true) {
  StoredCheckout stored;
  stored.mutable_checkout()->set_state(state);
  stored.set_may_be_known_to_reader(known);
  return stored;
}

CheckoutState After(StoredCheckout stored,
                    std::vector<CheckoutSignal> signals) {
  for (CheckoutSignal signal : signals) Advance(stored, signal, Noon());
  return stored.checkout().state();
}

// How far along a state is; moves never lower it.
int Rank(CheckoutState state) {
  return IsFinal(state) ? 9 : static_cast<int>(state);
}

TEST(CheckoutRules, CancellationLosesToApproval) {
  EXPECT_EQ(
      After(In(pb::CHECKOUT_STATE_IN_PROGRESS),
            {CheckoutSignal::kCancelRequested, CheckoutSignal::kApproved}),
      pb::CHECKOUT_STATE_COMPLETED);
}

TEST(CheckoutRules, ApprovalBeatsALateCancellation) {
  EXPECT_EQ(After(In(pb::CHECKOUT_STATE_IN_PROGRESS),
                  {CheckoutSignal::kApproved, CheckoutSignal::kCancelRequested,
                   CheckoutSignal::kReaderCanceled}),
            pb::CHECKOUT_STATE_COMPLETED);
}

TEST(CheckoutRules, CancelsAtOnceWhatTheReaderNeverHeardOf) {
  EXPECT_EQ(After(In(pb::CHECKOUT_STATE_PENDING, /*known=*/false),
                  {CheckoutSignal::kCancelRequested}),
            pb::CHECKOUT_STATE_CANCELED);
}

TEST(CheckoutRules, DeadlineAsksTheReaderFirst) {
  StoredCheckout stored = In(pb::CHECKOUT_STATE_PENDING);

  EXPECT_TRUE(Advance(stored, CheckoutSignal::kDeadlinePassed, Noon()));
  EXPECT_EQ(stored.checkout().state(), pb::CHECKOUT_STATE_CANCEL_REQUESTED);
  EXPECT_TRUE(Advance(stored, CheckoutSignal::kReaderCanceled, Noon()));
  EXPECT_EQ(stored.checkout().cancel_reason(),
            pb::CHECKOUT_CANCEL_REASON_TIMED_OUT);
}

TEST(CheckoutRules, AReaderThatGivesUpByItselfHasTimedOut) {
  StoredCheckout stored = In(pb::CHECKOUT_STATE_IN_PROGRESS);

  EXPECT_TRUE(Advance(stored, CheckoutSignal::kReaderTimedOut, Noon()));
  EXPECT_EQ(stored.checkout().state(), pb::CHECKOUT_STATE_CANCELED);
  EXPECT_EQ(stored.checkout().cancel_reason(),
            pb::CHECKOUT_CANCEL_REASON_TIMED_OUT);
}

TEST(CheckoutRules, StartingLateDoesNotUndoACancellation) {
  EXPECT_EQ(After(In(pb::CHECKOUT_STATE_PENDING),
                  {CheckoutSignal::kCancelRequested, CheckoutSignal::kStarted}),
            pb::CHECKOUT_STATE_CANCEL_REQUESTED);
}

TEST(CheckoutRules, ARevokedReaderMayStillTellOfACharge) {
  EXPECT_EQ(After(In(pb::CHECKOUT_STATE_IN_PROGRESS),
                  {CheckoutSignal::kReaderRevoked}),
            pb::CHECKOUT_STATE_CANCEL_REQUESTED);
  EXPECT_EQ(After(In(pb::CHECKOUT_STATE_IN_PROGRESS),
                  {CheckoutSignal::kReaderRevoked, CheckoutSignal::kApproved}),
            pb::CHECKOUT_STATE_COMPLETED);
  EXPECT_EQ(After(In(pb::CHECKOUT_STATE_PENDING, /*known=*/false),
                  {CheckoutSignal::kReaderRevoked}),
            pb::CHECKOUT_STATE_CANCELED);
}

// Another device may have been paired in its place.
TEST(CheckoutRules, AReaderPairedAnewCannotSayThatNothingWasCharged) {
  for (const CheckoutSignal before :
       {CheckoutSignal::kStarted, CheckoutSignal::kCancelRequested}) {
    StoredCheckout stored = In(pb::CHECKOUT_STATE_PENDING);
    ASSERT_TRUE(Advance(stored, before, Noon()));
    Advance(stored, CheckoutSignal::kReaderRevoked, Noon());

    EXPECT_TRUE(Advance(stored, CheckoutSignal::kReaderCanceled, Noon()));
    EXPECT_EQ(stored.checkout().failure_reason(),
              pb::CHECKOUT_FAILURE_REASON_READER_LOST);
  }
}

// Every sequence of three signals from every state: states move forward only
// and nothing moves a final one.
TEST(CheckoutRules, StatesAreMonotone) {
  constexpr int kPaths = kSignalCount * kSignalCount * kSignalCount;
  for (int state = pb::CHECKOUT_STATE_PENDING;
       state <= pb::CHECKOUT_STATE_FAILED; ++state) {
    for (int path = 0; path < 2 * kPaths; ++path) {
      StoredCheckout stored =
          In(static_cast<CheckoutState>(state), /*known=*/path >= kPaths);
      for (int step = 0, rest = path % kPaths; step < 3;
           ++step, rest /= kSignalCount) {
        const StoredCheckout before = stored;
        const bool moved =
            Advance(stored, kSignals[rest % kSignalCount], Noon());
        EXPECT_EQ(moved,
                  stored.checkout().state() != before.checkout().state());
        EXPECT_GE(Rank(stored.checkout().state()),
                  Rank(before.checkout().state()));
        EXPECT_FALSE(moved && IsFinal(before.checkout().state()));
      }
    }
  }
}

TEST(DeadlineFor, IsFiveMinutesAtMost) {
  google::protobuf::Duration requested;
  EXPECT_EQ(DeadlineFor(/*is_set=*/false, requested).value(), kDeadlineMax);

  requested.set_seconds(300);
  EXPECT_EQ(DeadlineFor(/*is_set=*/true, requested).value(), kDeadlineMax);
  requested.set_nanos(1);
  EXPECT_FALSE(DeadlineFor(/*is_set=*/true, requested).ok());
  requested.set_seconds(-1);
  EXPECT_FALSE(DeadlineFor(/*is_set=*/true, requested).ok());
}

}  // namespace
}  // namespace comptoir::readers
