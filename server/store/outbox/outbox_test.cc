#include "server/store/outbox/outbox.h"

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/outbox/rules/effect_rules.h"
#include "server/store/outbox/testing/held_receiver.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() { Make(); }

  void Make() {
    outbox_ = std::make_unique<Outbox>(
        store_.store(), store_.clock(),
        OutboxOptions{.runs = limits_, .random = [] { return 0; }});
    EffectKind kind = kind_;
    kind.name = "k";
    kind.runner = receiver_.Runner();
    outbox_->Register(std::move(kind));
  }

  // As after a restart.
  void Restart() {
    outbox_.reset();
    store_.Reopen();
    Make();
  }

  void Add(const std::string& key, absl::Duration delay = {},
           const std::string& destination = "d",
           const std::string& merchant = kMerchant) {
    const auto added = store_.Write(merchant, [&](Transaction& txn) {
      return outbox_->Add(txn, {.kind = "k",
                                .destination = destination,
                                .dedupe_key = key,
                                .payload = "payload of " + key,
                                .due = txn.now() + delay});
    });
    ASSERT_TRUE(added.ok()) << added.status();
  }

  std::vector<std::string> RunAfter(absl::Duration time) {
    store_.clock().Advance(time);
    outbox_->RunDue();
    return receiver_.Take();
  }

  OutboxEffect::State StateOf(const std::string& key) {
    const auto effect =
        *outbox_->table().Find(*store_.Read(), kMerchant, EffectIdOf("k", key));
    return effect ? effect->state() : OutboxEffect::STATE_UNSPECIFIED;
  }

  TestStore store_;
  HeldReceiver receiver_;
  RunLimits limits_ = {.per_queue_max = 2};
  EffectKind kind_{
      .retry = {.delay_min = absl::Seconds(1), .delay_max = absl::Minutes(1)}};
  std::unique_ptr<Outbox> outbox_;
};

TEST_F(OutboxTest, RunsAnEffectOnceItsTransactionIsDurable) {
  Add("a");
  EXPECT_THAT(receiver_.Take(), IsEmpty());
  outbox_->RunDue();

  const Effect effect = receiver_.last();
  EXPECT_EQ(effect.merchant_id, kMerchant);
  EXPECT_EQ(effect.id, EffectIdOf("k", "a"));
  EXPECT_EQ(effect.payload, "payload of a");
  EXPECT_EQ(effect.destination, "d");
  EXPECT_EQ(effect.attempts, 0);
  EXPECT_EQ(effect.create_time, store_.clock().Now());
  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_UNSPECIFIED);
  EXPECT_EQ(store_.Log(kMerchant).back().method(), "outbox/k");
  EXPECT_EQ(store_.Log(kMerchant).back().actor(), "system");
  EXPECT_EQ(outbox_->Stats().done, 1u);
}

TEST_F(OutboxTest, ATransactionThatFailsLeavesNoEffect) {
  const absl::Status failed = store_.Write(kMerchant, [&](Transaction& txn) {
    EXPECT_TRUE(
        outbox_->Add(txn, {.kind = "k", .destination = "d", .dedupe_key = "a"})
            .ok());
    return absl::AbortedError("no");
  });

  EXPECT_TRUE(absl::IsAborted(failed));
  EXPECT_THAT(RunAfter(absl::Hours(1)), IsEmpty());
}

TEST_F(OutboxTest, RefusesAKindThatNobodyRuns) {
  const absl::Status refused =
      store_
          .Write(kMerchant,
                 [&](Transaction& txn) {
                   return outbox_->Add(txn, {.kind = "unknown",
                                             .destination = "d",
                                             .dedupe_key = "a"});
                 })
          .status();
  EXPECT_TRUE(absl::IsInternal(refused)) << refused;
}

TEST_F(OutboxTest, RunsAtItsTimeAndNotBefore) {
  Add("a", absl::Seconds(10));

  EXPECT_THAT(RunAfter(absl::Seconds(10) - absl::Microseconds(1)), IsEmpty());
  EXPECT_THAT(RunAfter(absl::Microseconds(1)), ElementsAre("a"));
  EXPECT_THAT(RunAfter(absl::Hours(100)), IsEmpty());
}

TEST_F(OutboxTest, WaitsLongerAfterEachFailure) {
  Add("a");
  receiver_.Answer({absl::UnavailableError("1"), absl::UnavailableError("2"),
                    absl::UnavailableError("3")});

  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
  for (const int seconds : {1, 2, 4}) {
    EXPECT_THAT(RunAfter(absl::Seconds(seconds) - absl::Microseconds(1)),
                IsEmpty());
    EXPECT_THAT(RunAfter(absl::Microseconds(1)), ElementsAre("a"));
  }
  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_UNSPECIFIED);
  EXPECT_EQ(outbox_->Stats().retries, 3u);
}

TEST_F(OutboxTest, AFinalErrorIsKeptUntilSomebodyRetries) {
  Add("a");
  receiver_.Answer({absl::NotFoundError("nobody there")});

  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_DEAD);
  EXPECT_EQ(outbox_->Stats().dead, 1u);
  EXPECT_THAT(RunAfter(absl::Hours(1000)), IsEmpty());

  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](Transaction& txn) {
                           return outbox_->Retry(txn, EffectIdOf("k", "a"));
                         })
                  .ok());
  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_UNSPECIFIED);
}

TEST_F(OutboxTest, WhatIsDroppedDoesNotRun) {
  Add("a");
  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](Transaction& txn) {
                           return outbox_->Drop(txn, EffectIdOf("k", "a"));
                         })
                  .ok());

  EXPECT_THAT(RunAfter({}), IsEmpty());
}

TEST_F(OutboxTest, DropsAWholeQueue) {
  const absl::Status added = store_.Write(kMerchant, [&](Transaction& txn) {
    for (int i = 0; i < 2 * kEffectsPerStep; ++i) {
      RETURN_IF_ERROR(outbox_
                          ->Add(txn, {.kind = "k",
                                      .destination = "d",
                                      .dedupe_key = std::to_string(i),
                                      .due = txn.now() + absl::Hours(1)})
                          .status());
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(added.ok()) << added;
  Add("other", absl::Hours(1), "elsewhere");
  const absl::Status dropped = store_.Write(kMerchant, [&](Transaction& txn) {
    return outbox_->DropQueue(txn, "k", "d");
  });
  ASSERT_TRUE(dropped.ok()) << dropped;
  store_.RunDueJobs();

  EXPECT_THAT(RunAfter(absl::Hours(1)), ElementsAre("other"));
}

TEST_F(OutboxTest, CatchesUpAfterDowntime) {
  Add("a", absl::Hours(1));
  Add("b", absl::Hours(2), "d", kOther);
  Add("c", absl::Hours(30));
  store_.clock().Advance(absl::Hours(24));
  Restart();

  EXPECT_THAT(RunAfter({}), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(RunAfter(absl::Hours(6)), ElementsAre("c"));
}

TEST_F(OutboxTest, EffectsOfAKindThatIsGoneStay) {
  Add("a");
  outbox_.reset();
  store_.Reopen();
  outbox_ = std::make_unique<Outbox>(store_.store(), store_.clock());
  EXPECT_THAT(RunAfter(absl::Hours(1)), IsEmpty());

  Restart();
  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
}

TEST_F(OutboxTest, ARunThatIsAbandonedIsTriedAgain) {
  receiver_.Hold("d");
  Add("a");
  outbox_->Start();
  receiver_.AwaitRuns(1);
  receiver_.LetGo(std::nullopt);
  outbox_->Stop(absl::InfiniteDuration());

  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_PENDING);
  EXPECT_EQ(outbox_->Stats().retries, 1u);
}

TEST_F(OutboxTest, ASlowReceiverDelaysNobodyElse) {
  receiver_.Hold("slow");
  for (int i = 0; i < 20; ++i) Add("slow" + std::to_string(i), {}, "slow");
  outbox_->Start();
  receiver_.AwaitRuns(2);  // All that may run at a time for one destination.
  EXPECT_EQ(receiver_.Take().size(), 2u);

  Add("a", {}, "quick");
  Add("b", {}, "quick", kOther);
  receiver_.AwaitRuns(2);

  EXPECT_THAT(receiver_.Take(), UnorderedElementsAre("a", "b"));
  receiver_.LetGo(absl::OkStatus());
  receiver_.AwaitRuns(18);
}

TEST_F(OutboxTest, MerchantsWhoseReceiversHangDelayNobodyElse) {
  limits_ = {.total_max = 5, .total_further_max = 2};
  Make();
  receiver_.Hold("slow");
  for (int i = 0; i < 4; ++i) {
    Add("slow" + std::to_string(i), {}, "slow");
    Add("other" + std::to_string(i), {}, "slow", kOther);
  }
  outbox_->Start();
  receiver_.AwaitRuns(4);  // All that two merchants may have.
  receiver_.Take();

  Add("a", {}, "quick", FormatId("mer", "merchant-number3"));
  receiver_.AwaitRuns(1);

  EXPECT_THAT(receiver_.Take(), ElementsAre("a"));
  receiver_.LetGo(absl::OkStatus());
  receiver_.AwaitRuns(4);
}

TEST_F(OutboxTest, AClockThatWasAheadDoesNotDelayWhatIsWrittenDown) {
  int refusals = 1;
  kind_.on_settled = [&](Transaction&, const OutboxEffect&) {
    return refusals-- > 0 ? absl::AbortedError("not now") : absl::OkStatus();
  };
  Make();
  const absl::Time right = store_.clock().Now();
  store_.clock().Advance(absl::Hours(24));
  Add("a");
  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
  ASSERT_EQ(outbox_->Stats().unsettled, 1u);

  store_.clock().Set(right);
  RunAfter({});

  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_UNSPECIFIED);
}

TEST_F(OutboxTest, StoppingWaitsForWhatRuns) {
  receiver_.Hold("d");
  Add("a");
  outbox_->Start();
  receiver_.AwaitRuns(1);
  std::thread stop([&] { outbox_->Stop(absl::InfiniteDuration()); });
  receiver_.LetGo(absl::OkStatus());
  stop.join();

  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_UNSPECIFIED);
}

TEST_F(OutboxTest, WhatDoesNotEndInTimeRunsAgainAfterTheRestart) {
  receiver_.Hold("d");
  Add("a");
  outbox_->Start();
  receiver_.AwaitRuns(1);
  outbox_->Stop(absl::ZeroDuration());
  receiver_.LetGo(absl::OkStatus());  // Too late: nobody listens.
  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_PENDING);
  receiver_.Take();

  Restart();
  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
}

TEST_F(OutboxTest, AnEndThatCannotBeWrittenDownIsWrittenLater) {
  int refusals = 1;
  kind_.on_settled = [&](Transaction&, const OutboxEffect&) {
    return refusals-- > 0 ? absl::AbortedError("not now") : absl::OkStatus();
  };
  Make();
  Add("a");

  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_PENDING);
  EXPECT_EQ(outbox_->Stats().unsettled, 1u);
  // It is not run again meanwhile.
  EXPECT_THAT(RunAfter(absl::Seconds(1)), IsEmpty());
  EXPECT_EQ(StateOf("a"), OutboxEffect::STATE_UNSPECIFIED);
}

TEST_F(OutboxTest, AClockThatWasAheadDoesNotDelayForLong) {
  const absl::Time right = store_.clock().Now();
  store_.clock().Advance(absl::Hours(24 * 365));
  receiver_.Answer({absl::UnavailableError("down")});
  Add("a");
  Add("b", absl::Hours(2));
  EXPECT_THAT(RunAfter({}), ElementsAre("a"));

  store_.clock().Set(right);
  EXPECT_THAT(RunAfter({}), IsEmpty());
  EXPECT_THAT(RunAfter(absl::Seconds(1)), ElementsAre("a"));
  EXPECT_THAT(RunAfter(absl::Hours(2) - absl::Seconds(2)), IsEmpty());
  EXPECT_THAT(RunAfter(absl::Seconds(1)), ElementsAre("b"));
}

TEST_F(OutboxTest, TheSameAfterARestartWithTheClockSetBack) {
  const absl::Time right = store_.clock().Now();
  store_.clock().Advance(absl::Hours(24 * 365));
  receiver_.Answer({absl::UnavailableError("down")});
  Add("a");
  EXPECT_THAT(RunAfter({}), ElementsAre("a"));

  store_.clock().Set(right);
  Restart();
  EXPECT_THAT(RunAfter({}), IsEmpty());
  EXPECT_THAT(RunAfter(absl::Seconds(1)), ElementsAre("a"));
}

TEST_F(OutboxTest, TheSameWhenTheClockWasAheadForAMomentOnly) {
  EXPECT_THAT(RunAfter({}), IsEmpty());  // Looks at the right clock.
  const absl::Time right = store_.clock().Now();
  store_.clock().Advance(absl::Hours(24));
  Add("a", absl::Seconds(1));
  store_.clock().Set(right);

  EXPECT_THAT(RunAfter({}), IsEmpty());
  EXPECT_THAT(RunAfter(absl::Seconds(1)), ElementsAre("a"));
}

TEST_F(OutboxTest, AFarDueTimeThatWasAskedForStays) {
  Add("a", absl::Hours(24 * 365));
  Restart();

  EXPECT_THAT(RunAfter(absl::Hours(24 * 364)), IsEmpty());
  EXPECT_THAT(RunAfter(absl::Hours(24)), ElementsAre("a"));
}

TEST_F(OutboxTest, AFailingDiskDoesNotLoseWhatRan) {
  receiver_.Hold("d");
  Add("a");
  outbox_->Start();
  receiver_.AwaitRuns(1);
  store_.engine().FailCommit(1, absl::InternalError("disk"));
  receiver_.LetGo(absl::OkStatus());
  outbox_->Stop(absl::InfiniteDuration());
  receiver_.Take();
  // The engine of a test in memory goes on after it is opened again.
  store_.engine().FailCommit(0, absl::OkStatus());
  Restart();

  EXPECT_THAT(RunAfter({}), ElementsAre("a"));
}

}  // namespace
}  // namespace comptoir::store
