#include "server/store/outbox/effect_changes.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/base/timestamps.h"
#include "server/store/outbox/effect_list.h"
#include "server/store/outbox/rules/effect_rules.h"
#include "server/store/outbox/verify_outbox.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

using storage::v1::OutboxEffect;
using storage::v1::OutboxQueue;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");

class EffectChangesTest : public testing::Test {
 protected:
  void TearDown() override { ExpectSound(); }

  void ExpectSound() {
    const auto report = VerifyStore(
        *store_.Read(),
        {.tables = {&table_.table()}, .add_checks = [this](Checks& checks) {
           AddOutboxChecks(table_, checks);
         }});
    ASSERT_TRUE(report.ok()) << report.status();
    for (const VerifyProblem& problem : report->problems()) {
      ADD_FAILURE() << problem.space << ": " << problem.text;
    }
  }

  // Each addition a microsecond after the last one.
  absl::StatusOr<AddedEffect> Add(const std::string& key,
                                  const std::string& destination = "d") {
    store_.clock().Advance(absl::Microseconds(1));
    return store_.Write(kMerchant, [&](Transaction& txn) {
      return AddEffect(txn, table_, kind_,
                       {.kind = "k",
                        .destination = destination,
                        .dedupe_key = key,
                        .payload = "payload of " + key});
    });
  }

  absl::StatusOr<Settlement> Settle(const std::string& key,
                                    const absl::Status& result) {
    store_.clock().Advance(absl::Microseconds(1));
    return store_.Write(kMerchant, [&](Transaction& txn) {
      const auto effect = Find(key);
      return SettleEffect(txn, table_, kind_,
                          {.effect_id = EffectIdOf("k", key),
                           .revision = effect ? effect->revision() : 0,
                           .result = result});
    });
  }

  absl::StatusOr<AddedEffect> Retry(const std::string& key) {
    store_.clock().Advance(absl::Microseconds(1));
    return store_.Write(kMerchant, [&](Transaction& txn) {
      return RetryEffect(txn, table_, kind_, EffectIdOf("k", key));
    });
  }

  std::optional<OutboxEffect> Find(const std::string& key) {
    return *table_.Find(*store_.Read(), kMerchant, EffectIdOf("k", key));
  }
  OutboxQueue Counts(const std::string& destination = "d") {
    return *table_.FindQueue(*store_.Read(), kMerchant, "k", destination);
  }

  // The keys that ListEffects() gives, page by page.
  std::vector<std::string> List(OutboxEffect::State state, int limit = 100) {
    std::vector<std::string> keys;
    EffectPage page;
    do {
      page = *ListEffects(*store_.Read(), table_, kMerchant, "k", "d", state,
                          limit, page.next_key);
      EXPECT_LE(page.effects.size(), static_cast<size_t>(limit));
      for (const OutboxEffect& effect : page.effects) {
        keys.push_back(effect.dedupe_key());
      }
    } while (!page.next_key.empty());
    return keys;
  }

  TestStore store_;
  const EffectTable table_;
  EffectKind kind_{.name = "k"};
};

TEST_F(EffectChangesTest, AddsAnEffectThatIsDueNow) {
  const auto added = Add("a");

  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_TRUE(added->is_new);
  const std::optional<OutboxEffect> effect = Find("a");
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->payload(), "payload of a");
  EXPECT_EQ(ToTime(effect->due_time()), store_.clock().Now());
  EXPECT_EQ(Counts().pending_count(), 1);
}

TEST_F(EffectChangesTest, TheSameKeyIsOneEffectWhileItIsKept) {
  const std::string id = Add("a")->effect.id();

  EXPECT_FALSE(Add("a")->is_new);
  // A dead one is kept as well.
  ASSERT_TRUE(Settle("a", absl::NotFoundError("x")).ok());
  EXPECT_FALSE(Add("a")->is_new);
  EXPECT_EQ(Find("a")->state(), OutboxEffect::STATE_DEAD);

  ASSERT_TRUE(Retry("a").ok());
  ASSERT_TRUE(Settle("a", absl::OkStatus()).ok());
  const auto again = Add("a");
  EXPECT_TRUE(again->is_new);
  EXPECT_EQ(again->effect.id(), id);
}

TEST_F(EffectChangesTest, AFullQueueRefuses) {
  kind_.limits.pending_max = 2;
  ASSERT_TRUE(Add("a").ok());
  ASSERT_TRUE(Add("b").ok());

  const absl::Status refused = Add("c").status();
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_EQ(ReasonOf(refused), "OUTBOX_FULL");
  EXPECT_TRUE(Add("e", "elsewhere").ok());
  // What is there already needs no room.
  EXPECT_TRUE(Add("b").ok());
  // Dead ones take none.
  ASSERT_TRUE(Settle("a", absl::NotFoundError("x")).ok());
  EXPECT_TRUE(Add("c").ok());
  EXPECT_EQ(ReasonOf(Retry("a").status()), "OUTBOX_FULL");
}

TEST_F(EffectChangesTest, AFullQueueGivesUpTheOldestWhenToldTo) {
  kind_.limits.pending_max = 2;
  kind_.limits.overflow = QueueLimits::Overflow::kDropOldest;
  ASSERT_TRUE(Add("a").ok());
  ASSERT_FALSE(Add("b")->displaced);
  // The oldest waits longest, and is not the first one due.
  ASSERT_TRUE(Settle("a", absl::UnavailableError("down")).ok());

  const auto added = Add("c");

  ASSERT_TRUE(added->displaced);
  EXPECT_EQ(added->displaced->dedupe_key(), "a");
  EXPECT_EQ(Find("a")->state(), OutboxEffect::STATE_DEAD);
  EXPECT_EQ(Find("a")->death_cause(), OutboxEffect::DEATH_CAUSE_QUEUE_FULL);
  EXPECT_THAT(List(OutboxEffect::STATE_PENDING), ElementsAre("c", "b"));

  // One that is retried is new: the oldest is another one.
  EXPECT_EQ(Retry("a")->displaced->dedupe_key(), "b");
}

TEST_F(EffectChangesTest, ARunThatFailsIsDueLater) {
  ASSERT_TRUE(Add("a").ok());

  const auto settled = Settle("a", absl::UnavailableError("down"));

  EXPECT_EQ(settled->state, OutboxEffect::STATE_PENDING);
  EXPECT_EQ(settled->next_due, store_.clock().Now() + kind_.retry.delay_min);
  EXPECT_EQ(ToTime(Find("a")->due_time()), settled->next_due);
}

TEST_F(EffectChangesTest, OnlyTheEffectThatRanIsSettled) {
  ASSERT_TRUE(Add("a").ok());
  const uint64_t old_revision = Find("a")->revision();
  const std::string id = EffectIdOf("k", "a");
  ASSERT_TRUE(
      store_
          .Write(kMerchant,
                 [&](Transaction& txn) { return DropEffect(txn, table_, id); })
          .ok());
  ASSERT_TRUE(Add("a").ok());

  const auto settled = store_.Write(kMerchant, [&](Transaction& txn) {
    return SettleEffect(txn, table_, kind_,
                        {.effect_id = id,
                         .revision = old_revision,
                         .result = absl::OkStatus()});
  });

  EXPECT_EQ(settled->state, OutboxEffect::STATE_UNSPECIFIED);
  EXPECT_EQ(Find("a")->state(), OutboxEffect::STATE_PENDING);
}

TEST_F(EffectChangesTest, TellsWhoeverWantsToKnowInTheSameTransaction) {
  std::vector<OutboxEffect::State> told;
  absl::Status answer = absl::AbortedError("not now");
  kind_.on_settled = [&](Transaction&, const OutboxEffect& effect) {
    told.push_back(effect.state());
    return answer;
  };
  ASSERT_TRUE(Add("a").ok());
  ASSERT_TRUE(Settle("a", absl::UnavailableError("down")).ok());
  EXPECT_THAT(told, IsEmpty());

  EXPECT_TRUE(absl::IsAborted(Settle("a", absl::OkStatus()).status()));
  EXPECT_EQ(Find("a")->state(), OutboxEffect::STATE_PENDING);

  answer = absl::OkStatus();
  EXPECT_EQ(Settle("a", absl::OkStatus())->state, OutboxEffect::STATE_DONE);
  EXPECT_THAT(told,
              ElementsAre(OutboxEffect::STATE_DONE, OutboxEffect::STATE_DONE));
  EXPECT_FALSE(Find("a"));
}

TEST_F(EffectChangesTest, WhatNobodyWantsLeavesNothing) {
  ASSERT_TRUE(Add("a").ok());
  ASSERT_TRUE(Settle("a", absl::CancelledError()).ok());

  EXPECT_FALSE(Find("a"));
  EXPECT_EQ(Counts().pending_count(), 0);
}

TEST_F(EffectChangesTest, KeepsTheNewestThatAreDone) {
  kind_.limits.done_max = 2;
  for (const char* key : {"a", "b", "c"}) {
    ASSERT_TRUE(Add(key).ok());
    ASSERT_TRUE(Settle(key, absl::OkStatus()).ok());
    EXPECT_TRUE(Find(key));
  }

  EXPECT_THAT(List(OutboxEffect::STATE_DONE), ElementsAre("c", "b"));
  EXPECT_EQ(Counts().done_count(), 2);
  EXPECT_EQ(Counts().forgotten_count(), 0);
}

TEST_F(EffectChangesTest, ForgetsTheOldestDeadOnesAndCountsThem) {
  kind_.limits.dead_max = 2;
  for (const char* key : {"a", "b", "c"}) {
    EXPECT_EQ(Counts().forgotten_count(), 0);
    ASSERT_TRUE(Add(key).ok());
    ASSERT_TRUE(Settle(key, absl::NotFoundError("x")).ok());
  }

  EXPECT_THAT(List(OutboxEffect::STATE_DEAD), ElementsAre("c", "b"));
  EXPECT_EQ(Counts().forgotten_count(), 1);
}

TEST_F(EffectChangesTest, RetriesWhateverItsState) {
  kind_.limits.done_max = 1;
  ASSERT_TRUE(Add("waits").ok());
  ASSERT_TRUE(Settle("waits", absl::UnavailableError("down")).ok());
  ASSERT_TRUE(Add("dead").ok());
  ASSERT_TRUE(Settle("dead", absl::NotFoundError("x")).ok());
  ASSERT_TRUE(Add("done").ok());
  ASSERT_TRUE(Settle("done", absl::OkStatus()).ok());

  for (const char* key : {"waits", "dead", "done"}) {
    ASSERT_TRUE(Retry(key).ok());
    EXPECT_EQ(Find(key)->state(), OutboxEffect::STATE_PENDING);
    EXPECT_EQ(ToTime(Find(key)->due_time()), store_.clock().Now());
  }
  EXPECT_EQ(Find("waits")->attempts(), 1);
  EXPECT_EQ(ReasonOf(Retry("nothing").status()), "NOT_FOUND");
  kind_.check_retry = [](Transaction&, const OutboxEffect& effect) {
    return Error(absl::StatusCode::kFailedPrecondition, "SHUT",
                 effect.dedupe_key());
  };
  EXPECT_EQ(ReasonOf(Retry("dead").status()), "SHUT");
}

TEST_F(EffectChangesTest, ListsByStateNewestFirstInPages) {
  kind_.limits.done_max = 10;
  for (const char* key : {"p1", "p2", "d1", "d2", "o1"}) {
    ASSERT_TRUE(Add(key).ok());
  }
  ASSERT_TRUE(Settle("d1", absl::NotFoundError("x")).ok());
  ASSERT_TRUE(Settle("d2", absl::NotFoundError("x")).ok());
  ASSERT_TRUE(Settle("o1", absl::OkStatus()).ok());
  ASSERT_TRUE(Add("not in this queue", "elsewhere").ok());

  for (const int limit : {1, 2, 3, 100}) {
    EXPECT_THAT(List(OutboxEffect::STATE_UNSPECIFIED, limit),
                ElementsAre("p2", "p1", "d2", "d1", "o1"));
  }
  EXPECT_THAT(List(OutboxEffect::STATE_PENDING, 1), ElementsAre("p2", "p1"));
  EXPECT_THAT(List(OutboxEffect::STATE_DEAD, 1), ElementsAre("d2", "d1"));
}

TEST_F(EffectChangesTest, AClosedQueueGoesStepByStep) {
  // One more than one step takes, of all states.
  kind_.limits.done_max = 1;
  const absl::Status added = store_.Write(kMerchant, [&](Transaction& txn) {
    for (int i = 0; i < kEffectsPerStep - 1; ++i) {
      RETURN_IF_ERROR(AddEffect(txn, table_, kind_,
                                {.kind = "k",
                                 .destination = "d",
                                 .dedupe_key = std::to_string(i)})
                          .status());
    }
    return absl::OkStatus();
  });
  ASSERT_TRUE(added.ok()) << added;
  ASSERT_TRUE(Add("dead").ok());
  ASSERT_TRUE(Settle("dead", absl::NotFoundError("x")).ok());
  ASSERT_TRUE(Add("done").ok());
  ASSERT_TRUE(Settle("done", absl::OkStatus()).ok());
  ASSERT_TRUE(Add("other", "elsewhere").ok());
  const auto step = [&] {
    return *store_.Write(kMerchant, [&](Transaction& txn) {
      return DropSomeOfQueue(txn, table_, "k", "d");
    });
  };
  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](Transaction& txn) {
                           return CloseQueue(txn, table_, "k", "d");
                         })
                  .ok());

  EXPECT_EQ(ReasonOf(Add("late").status()), "QUEUE_DROPPED");
  EXPECT_EQ(ReasonOf(Retry("dead").status()), "QUEUE_DROPPED");
  EXPECT_FALSE(step());
  ExpectSound();
  EXPECT_EQ(ReasonOf(Add("late").status()), "QUEUE_DROPPED");
  EXPECT_TRUE(step());

  EXPECT_THAT(List(OutboxEffect::STATE_UNSPECIFIED), IsEmpty());
  EXPECT_FALSE(Counts().is_dropped());
  EXPECT_TRUE(Find("other"));
}

TEST_F(EffectChangesTest, VerifyFindsAWrongCount) {
  ASSERT_TRUE(Add("a").ok());
  OutboxQueue queue = Counts();
  queue.set_pending_count(2);
  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](Transaction& txn) {
                           table_.PutQueue(txn, "k", "d", queue);
                           return absl::OkStatus();
                         })
                  .ok());

  const auto snapshot = store_.Read();
  VerifyReport report;
  Checks checks(*snapshot, report);
  AddOutboxChecks(table_, checks);
  ASSERT_TRUE(checks.CheckAll().ok());
  ASSERT_EQ(report.problem_count(), 2u);  // Of both views.
  EXPECT_EQ(report.problems()[0].text,
            "the queue of kind k for d has 1 rows in view 1 and counts 2");

  queue.set_pending_count(1);
  ASSERT_TRUE(store_
                  .Write(kMerchant,
                         [&](Transaction& txn) {
                           table_.PutQueue(txn, "k", "d", queue);
                           return absl::OkStatus();
                         })
                  .ok());
}

}  // namespace
}  // namespace comptoir::store
