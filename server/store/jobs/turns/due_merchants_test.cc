#include "server/store/jobs/turns/due_merchants.h"

#include <future>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

constexpr int kOutMax = 2;

class DueMerchantsTest : public testing::Test {
 protected:
  absl::Time In(absl::Duration wait) { return clock_.Now() + wait; }

  // Takes, and brings back for ever, until nobody is due.
  std::vector<std::string> TakeAll() {
    std::vector<std::string> taken;
    while (std::optional<std::string> merchant = due_.TakeUntilIdle()) {
      taken.push_back(*merchant);
      due_.Return(*merchant, absl::InfiniteFuture());
    }
    return taken;
  }

  FakeClock clock_;
  DueMerchants due_{clock_, kOutMax};
};

TEST_F(DueMerchantsTest, GivesWhoIsDueAndNobodyBefore) {
  due_.Note("b", In(absl::Seconds(2)));
  due_.Note("a", In(absl::Seconds(3)));
  due_.Note("c", In(absl::Seconds(1)));

  EXPECT_THAT(TakeAll(), IsEmpty());
  clock_.Advance(absl::Seconds(2) - absl::Microseconds(1));
  EXPECT_THAT(TakeAll(), ElementsAre("c"));
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(TakeAll(), ElementsAre("b", "a"));
  EXPECT_THAT(TakeAll(), IsEmpty());
}

TEST_F(DueMerchantsTest, TheEarliestNoteCounts) {
  due_.Note("a", In(absl::Seconds(2)));
  due_.Note("a", In(absl::Seconds(1)));
  due_.Note("a", In(absl::Seconds(3)));

  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(TakeAll(), ElementsAre("a"));
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(TakeAll(), IsEmpty());
}

TEST_F(DueMerchantsTest, WhoIsDueStandsInLineOnce) {
  due_.Note("a", clock_.Now());
  due_.Note("a", In(-absl::Hours(1)));

  EXPECT_THAT(TakeAll(), ElementsAre("a"));
}

TEST_F(DueMerchantsTest, WhoComesBackStandsBehindAllThatAreDue) {
  due_.Note("busy", In(-absl::Hours(9)));
  due_.Note("b", clock_.Now());
  due_.Note("c", clock_.Now());
  std::vector<std::string> taken;
  for (int turn = 0; turn < 6; ++turn) {
    taken.push_back(*due_.TakeUntilIdle());
    // However long its rows have been due.
    due_.Return(taken.back(),
                taken.back() == "busy" ? In(-absl::Hours(9)) : clock_.Now());
  }

  EXPECT_THAT(taken, ElementsAre("busy", "b", "c", "busy", "b", "c"));
}

TEST_F(DueMerchantsTest, AMerchantIsOutOnceAndRemembersWhatIsNotedMeanwhile) {
  due_.Note("a", clock_.Now());
  ASSERT_THAT(due_.TakeUntilIdle(), Optional(std::string("a")));
  due_.Note("a", clock_.Now());
  due_.Note("b", clock_.Now());

  EXPECT_THAT(due_.TakeUntilIdle(), Optional(std::string("b")));
  due_.Return("a", absl::InfiniteFuture());
  EXPECT_THAT(due_.TakeUntilIdle(), Optional(std::string("a")));
}

TEST_F(DueMerchantsTest, NoMoreThanTheLimitAreOut) {
  for (const char* merchant : {"a", "b", "c"}) {
    due_.Note(merchant, clock_.Now());
  }
  for (int i = 0; i < kOutMax; ++i) ASSERT_TRUE(due_.TakeUntilIdle());
  std::optional<std::string> third;
  std::thread waiter([&] { third = due_.WaitAndTake(); });

  due_.Return("a", absl::InfiniteFuture());
  waiter.join();

  EXPECT_THAT(third, Optional(std::string("c")));
}

TEST_F(DueMerchantsTest, WaitsForThoseThatMayBeDueAgain) {
  due_.Note("a", clock_.Now());
  ASSERT_TRUE(due_.TakeUntilIdle());
  std::thread other([this] { due_.Return("a", clock_.Now()); });

  EXPECT_THAT(due_.TakeUntilIdle(), Optional(std::string("a")));
  other.join();
}

TEST_F(DueMerchantsTest, AWaitEndsWhenSomebodyIsDueAndWhenStopped) {
  std::vector<std::string> taken;
  std::promise<void> both;
  std::thread waiter([&] {
    while (std::optional<std::string> merchant = due_.WaitAndTake()) {
      taken.push_back(*merchant);
      due_.Return(*merchant, absl::InfiniteFuture());
      if (taken.size() == 1) due_.Note("b", clock_.Now());
      if (taken.size() == 2) both.set_value();
    }
  });
  due_.Note("a", clock_.Now());
  both.get_future().wait();
  due_.Stop();
  waiter.join();

  EXPECT_THAT(taken, ElementsAre("a", "b"));
}

TEST_F(DueMerchantsTest, AStoppedOneGivesNobody) {
  due_.Note("a", clock_.Now());
  due_.Stop();

  EXPECT_EQ(due_.WaitAndTake(), std::nullopt);
  EXPECT_EQ(due_.TakeUntilIdle(), std::nullopt);
}

TEST_F(DueMerchantsTest, EverybodyIsDueWhenTheClockIsSetBack) {
  const absl::Time right = clock_.Now();
  int calls = 0;
  DueMerchants due(clock_, kOutMax, [&] {
    ++calls;
    due.Note("c", right);
  });
  clock_.Set(right + absl::Hours(40 * 24));
  due.Note("a", In(absl::Seconds(1)));
  due.Note("b", In(absl::Hours(1)));
  clock_.Set(right);
  std::vector<std::string> taken;
  while (std::optional<std::string> merchant = due.TakeUntilIdle()) {
    taken.push_back(*merchant);
    due.Return(*merchant, In(absl::Seconds(1)));
  }

  EXPECT_THAT(taken, ElementsAre("c", "a", "b"));
  EXPECT_EQ(calls, 1);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(due.TakeUntilIdle());
  EXPECT_EQ(calls, 1);
}

TEST_F(DueMerchantsTest, AClockIsSeenThatWasAheadForAMomentOnly) {
  const absl::Time right = clock_.Now();
  int calls = 0;
  DueMerchants due(clock_, kOutMax, [&] { ++calls; });
  due.Note("a", In(absl::Hours(1)));
  clock_.Set(right + absl::Hours(24));
  due.Note("a", In(absl::Minutes(1)));  // Later than what is known.
  clock_.Set(right);

  EXPECT_TRUE(due.TakeUntilIdle());
  EXPECT_EQ(calls, 1);
}

TEST_F(DueMerchantsTest, LoadsTheFirstRowOfEachMerchant) {
  const std::string first = FormatId("mer", "merchant-number1");
  const std::string second = FormatId("mer", "merchant-number2");
  TestStore store;
  const auto row = [&](const std::string& merchant, absl::Duration wait) {
    return Key(Space::kJobs, merchant)
        .I64(absl::ToUnixMicros(In(wait)))
        .Id("job_00000000000000000000000001")
        .Take();
  };
  kv::Batch batch;
  batch.Put(row(first, absl::Seconds(5)), "");
  batch.Put(row(first, absl::Seconds(1)), "");
  batch.Put(row(second, absl::Seconds(2)), "");
  batch.Put(Key(Space::kJobs, first).Raw("bad").Take(), "");
  ASSERT_TRUE(store.engine().Commit(batch).ok());

  ASSERT_TRUE(due_.Load(*store.engine().GetSnapshot(), Space::kJobs).ok());

  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(TakeAll(), ElementsAre(first));
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(TakeAll(), ElementsAre(second));
}

}  // namespace
}  // namespace comptoir::store
