#include "server/store/outbox/rules/effect_schedule.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr absl::Duration kTick = absl::Microseconds(1);

QueueName Queue(std::string destination, std::string merchant = "m") {
  return {.merchant_id = std::move(merchant),
          .kind = "k",
          .destination = std::move(destination)};
}

class EffectScheduleTest : public testing::Test {
 protected:
  // Begins as many runs as may begin, of queues that never end; the
  // destinations in order.
  std::vector<std::string> BeginAll(absl::Time now = kNow) {
    std::vector<std::string> begun;
    while (const auto turn = schedule_.BeginTurn(now)) {
      for (int i = 0; i < turn->count; ++i) {
        EXPECT_TRUE(schedule_.BeginRun(
            turn->queue, turn->queue.destination + std::to_string(next_++)));
        begun.push_back(turn->queue.destination);
      }
      schedule_.EndTurn(*turn, now);
    }
    return begun;
  }

  EffectSchedule schedule_{
      {.total_max = 8, .per_merchant_max = 4, .per_queue_max = 2}};
  int next_ = 0;
};

TEST_F(EffectScheduleTest, ATurnComesWhenSomethingIsDue) {
  EXPECT_EQ(schedule_.NextTurn(), absl::InfiniteFuture());
  schedule_.Due(Queue("a"), kNow);

  EXPECT_EQ(schedule_.NextTurn(), kNow);
  EXPECT_FALSE(schedule_.BeginTurn(kNow - kTick));
  const auto turn = schedule_.BeginTurn(kNow);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->queue, Queue("a"));
  EXPECT_EQ(turn->count, 2);
  EXPECT_THAT(turn->running, IsEmpty());
}

TEST_F(EffectScheduleTest, TheEarliestDueCounts) {
  schedule_.Due(Queue("a"), kNow + absl::Hours(2));
  schedule_.Due(Queue("a"), kNow + absl::Hours(1));
  schedule_.Due(Queue("a"), kNow + absl::Hours(3));

  EXPECT_EQ(schedule_.NextTurn(), kNow + absl::Hours(1));
}

TEST_F(EffectScheduleTest, AQueueHasOneTurnAtATime) {
  schedule_.Due(Queue("a"), kNow);
  const auto turn = schedule_.BeginTurn(kNow);
  ASSERT_TRUE(turn);
  // Added meanwhile.
  schedule_.Due(Queue("a"), kNow);

  EXPECT_FALSE(schedule_.BeginTurn(kNow));
  schedule_.EndTurn(*turn, absl::InfiniteFuture());

  EXPECT_TRUE(schedule_.BeginTurn(kNow));
}

TEST_F(EffectScheduleTest, AnEmptyQueueIsForgotten) {
  schedule_.Due(Queue("a"), kNow);
  const auto turn = schedule_.BeginTurn(kNow);
  schedule_.BeginRun(Queue("a"), "1");
  schedule_.EndTurn(*turn, absl::InfiniteFuture());
  EXPECT_EQ(schedule_.running(), 1);

  schedule_.EndRun(Queue("a"), "1");

  EXPECT_EQ(schedule_.running(), 0);
  EXPECT_EQ(schedule_.NextTurn(), absl::InfiniteFuture());
}

TEST_F(EffectScheduleTest, ATurnNamesWhatRunsAlready) {
  schedule_.Due(Queue("a"), kNow);
  const auto first = schedule_.BeginTurn(kNow);
  EXPECT_TRUE(schedule_.BeginRun(Queue("a"), "1"));
  EXPECT_FALSE(schedule_.BeginRun(Queue("a"), "1"));
  schedule_.EndTurn(*first, kNow);

  const auto second = schedule_.BeginTurn(kNow);

  ASSERT_TRUE(second);
  EXPECT_THAT(second->running, UnorderedElementsAre("1"));
  EXPECT_EQ(second->count, 1);
}

TEST_F(EffectScheduleTest, AFullQueueDelaysNobodyElse) {
  schedule_.Due(Queue("a"), kNow);
  schedule_.Due(Queue("b"), kNow);

  EXPECT_THAT(BeginAll(), ElementsAre("a", "a", "b", "b"));
  EXPECT_EQ(schedule_.NextTurn(), absl::InfiniteFuture());

  schedule_.EndRun(Queue("b"), "b2");
  EXPECT_THAT(BeginAll(), ElementsAre("b"));
}

TEST_F(EffectScheduleTest, AFullMerchantDelaysNobodyElse) {
  for (const char* destination : {"a", "b", "c"}) {
    schedule_.Due(Queue(destination), kNow);
  }
  schedule_.Due(Queue("d", "other"), kNow);

  // "c" waits for its merchant's runs.
  EXPECT_THAT(BeginAll(), ElementsAre("a", "a", "b", "b", "d", "d"));

  schedule_.EndRun(Queue("a"), "a0");
  EXPECT_THAT(BeginAll(), ElementsAre("c"));
}

TEST_F(EffectScheduleTest, QueuesThatHangLeaveRoomForTheFirstRunOfOthers) {
  EffectSchedule schedule({.total_max = 100,
                           .per_merchant_max = 6,
                           .per_merchant_further_max = 3,
                           .per_queue_max = 3});
  const auto take = [&](const std::string& destination) {
    schedule.Due(Queue(destination), kNow);
    const auto turn = schedule.BeginTurn(kNow);
    if (!turn) return 0;
    EXPECT_EQ(turn->queue, Queue(destination));
    for (int i = 0; i < turn->count; ++i) {
      schedule.BeginRun(turn->queue, std::to_string(i));
    }
    schedule.EndTurn(*turn, absl::InfiniteFuture());
    return turn->count;
  };

  EXPECT_EQ(take("hangs a"), 3);  // Two further ones,
  EXPECT_EQ(take("hangs b"), 2);  // one, which is the last.
  EXPECT_EQ(take("healthy"), 1);
  EXPECT_EQ(take("late"), 0);  // All there may be.
  // Each time one of its runs has ended; nobody else takes its place.
  for (int i = 0; i < 3; ++i) {
    schedule.Due(Queue("hangs a"), kNow);
    schedule.EndRun(Queue("healthy"), "0");
    const auto late = schedule.BeginTurn(kNow);
    ASSERT_TRUE(late);
    EXPECT_EQ(late->queue, Queue("late"));
    schedule.EndTurn(*late, absl::InfiniteFuture());
    EXPECT_EQ(take("healthy"), 1);
    schedule.Due(Queue("late"), kNow);
    EXPECT_FALSE(schedule.BeginTurn(kNow));
  }

  // A further run that ends makes room for another one.
  schedule.EndRun(Queue("hangs b"), "1");
  const auto late = schedule.BeginTurn(kNow);
  ASSERT_TRUE(late);
  schedule.EndTurn(*late, absl::InfiniteFuture());
  EXPECT_EQ(take("hangs b"), 1);
}

// Many merchants, some of whom have nothing but receivers that hang.
class EffectSharesTest : public testing::Test {
 protected:
  // As many as a merchant may have webhooks.
  static constexpr int kQueues = 20;

  void Make(RunLimits limits) { schedule_.emplace(limits); }

  // Begins all that may begin when queues of this merchant have more to run
  // than they ever may; how many of them are its own.
  int Hang(const std::string& merchant, int queues = kQueues) {
    for (int i = 0; i < queues; ++i) {
      schedule_->Due(Queue(std::to_string(i), merchant), kNow);
    }
    int begun = 0;
    while (const auto turn = schedule_->BeginTurn(kNow)) {
      for (int i = 0; i < turn->count; ++i) {
        const std::string id = std::to_string(next_++);
        schedule_->BeginRun(turn->queue, id);
        runs_.push_back({turn->queue, id});
        if (turn->queue.merchant_id == merchant) ++begun;
      }
      schedule_->EndTurn(*turn, kNow);
    }
    return begun;
  }

  // Ends the newest run of a merchant.
  void EndOneOf(const std::string& merchant) {
    const auto run = std::find_if(
        runs_.rbegin(), runs_.rend(),
        [&](const auto& one) { return one.first.merchant_id == merchant; });
    ASSERT_NE(run, runs_.rend());
    schedule_->EndRun(run->first, run->second);
    runs_.erase(std::next(run).base());
  }

  std::optional<EffectSchedule> schedule_{RunLimits()};
  std::vector<std::pair<QueueName, std::string>> runs_;
  int next_ = 0;
};

TEST_F(EffectSharesTest, MerchantsThatHangLeaveRoomForAllOthers) {
  for (int i = 0; i < 8; ++i) Hang("hangs" + std::to_string(i));

  for (int i = 0; i < 100; ++i) {
    EXPECT_GE(Hang("new" + std::to_string(i)), 1) << i;
  }
  EXPECT_LE(schedule_->running(), RunLimits().total_max);
}

TEST_F(EffectSharesTest, KeepsFirstRunsForMerchantsThatHaveNone) {
  Make({.total_max = 12, .total_further_max = 8});
  EXPECT_EQ(Hang("a"), 1 + 5);
  EXPECT_EQ(Hang("b"), 1 + 3);
  EXPECT_EQ(Hang("c"), 1);
  EXPECT_EQ(Hang("d"), 1);
  // One past all that there may be: it is the next one.
  EXPECT_EQ(Hang("e"), 0);
  EXPECT_EQ(schedule_->running(), 12);
  EXPECT_EQ(schedule_->NextTurn(), absl::InfiniteFuture());

  EndOneOf("a");

  const auto turn = schedule_->BeginTurn(kNow);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->queue.merchant_id, "e");
}

TEST_F(EffectSharesTest, NobodyHasMoreFurtherRunsThanAreLeft) {
  std::vector<int> shares;
  for (const char* merchant : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    shares.push_back(Hang(merchant));
  }

  // A first run of each of its queues, and eight.
  EXPECT_EQ(shares.front(), kQueues + 8);
  EXPECT_TRUE(std::is_sorted(shares.rbegin(), shares.rend()));
  EXPECT_GT(shares.back(), 1);
}

TEST_F(EffectSharesTest, WhoWaitsForAFurtherRunGoesOnWhenOneEnds) {
  Make({.total_max = 10, .total_further_max = 1, .per_queue_max = 2});
  // The one further run that there may be is the first one's.
  EXPECT_EQ(Hang("a", 1), 2);
  EXPECT_EQ(Hang("b", 2), 1);
  EXPECT_EQ(schedule_->NextTurn(), absl::InfiniteFuture());

  EndOneOf("a");

  EXPECT_EQ(schedule_->NextTurn(), absl::InfinitePast());
  const auto turn = schedule_->BeginTurn(kNow);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->queue.merchant_id, "b");
  EXPECT_EQ(turn->count, 1);
}

TEST_F(EffectSharesTest, WhoHasNoRunLeftWaitsForNoFurtherOne) {
  Make({.total_max = 10, .total_further_max = 1, .per_queue_max = 2});
  EXPECT_EQ(Hang("a", 1), 2);
  EXPECT_EQ(Hang("b", 2), 1);

  EndOneOf("b");

  EXPECT_EQ(schedule_->NextTurn(), absl::InfinitePast());
  const auto turn = schedule_->BeginTurn(kNow);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->queue.merchant_id, "b");
  EXPECT_EQ(turn->count, 1);
}

TEST_F(EffectScheduleTest, WhoHadATurnStandsBehindAllOthers) {
  for (const char* merchant : {"m1", "m2"}) {
    schedule_.Due(Queue("a", merchant), kNow);
    schedule_.Due(Queue("b", merchant), kNow);
  }
  EXPECT_EQ(BeginAll().size(), 8u);  // All there may be; each has more.
  schedule_.Due(Queue("late", "m3"), kNow);

  // Those that waited before it come first, once each.
  schedule_.EndRun(Queue("a", "m1"), "a0");
  EXPECT_THAT(BeginAll(), ElementsAre("a"));
  schedule_.EndRun(Queue("a", "m1"), "a1");
  EXPECT_THAT(BeginAll(), ElementsAre("late"));
}

TEST_F(EffectScheduleTest, AllRunsTogetherAreBounded) {
  for (const char* merchant : {"m1", "m2", "m3"}) {
    schedule_.Due(Queue("a", merchant), kNow);
    schedule_.Due(Queue("b", merchant), kNow);
  }

  EXPECT_EQ(BeginAll().size(), 8u);
  EXPECT_EQ(schedule_.running(), 8);
  EXPECT_EQ(schedule_.NextTurn(), absl::InfiniteFuture());
}

TEST_F(EffectScheduleTest, WhatATurnDidNotUseIsGivenBack) {
  schedule_.Due(Queue("a"), kNow);
  const auto turn = schedule_.BeginTurn(kNow);
  schedule_.EndTurn(*turn, kNow + absl::Seconds(1));
  EXPECT_EQ(schedule_.NextTurn(), kNow + absl::Seconds(1));

  for (const char* destination : {"b", "c"}) {
    schedule_.Due(Queue(destination), kNow);
  }
  EXPECT_THAT(BeginAll(), ElementsAre("b", "b", "c", "c"));
}

}  // namespace
}  // namespace comptoir::store
