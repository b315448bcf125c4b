#include "server/store/jobs/job_queue.h"

#include <future>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/jobs/backoff.h"
#include "server/store/jobs/failed/failed_jobs.h"
#include "server/store/jobs/job_rows.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");

std::string RanKey(const std::string& merchant, std::string_view payload) {
  return Key(Space::kMeta, merchant).Text(payload).Take();
}

class JobQueueTest : public testing::Test {
 protected:
  void SetUp() override { Register(); }

  // Jobs of kind "note" write down their payload, in memory and in a row.
  void Register() {
    store_->RegisterJob(
        "note",
        [this](Transaction& txn, std::string_view payload) -> absl::Status {
          EXPECT_EQ(txn.now(), store_.clock().Now());
          ran_.emplace_back(payload);
          txn.Put(RanKey(txn.merchant_id(), payload), "");
          if (failures_left_ == 0) return absl::OkStatus();
          --failures_left_;
          return absl::UnavailableError("not yet");
        });
  }

  void Add(std::string payload, absl::Duration delay,
           const std::string& merchant = kMerchant, std::string kind = "note") {
    const absl::Status status = store_.Write(merchant, [&](Transaction& txn) {
      txn.AddJob({.kind = kind,
                  .due = store_.clock().Now() + delay,
                  .payload = payload});
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  }

  // Moves the clock on and runs what is due then.
  std::vector<std::string> RunAfter(absl::Duration time) {
    ran_.clear();
    store_.clock().Advance(time);
    store_.RunDueJobs();
    return ran_;
  }

  size_t JobsLeft(const std::string& merchant = kMerchant) {
    size_t left = 0;
    const auto snapshot = store_.Read();
    auto rows = snapshot->Scan(Key(Space::kJobs, merchant).Prefix());
    for (; rows->Valid(); rows->Next()) ++left;
    return left;
  }

  TestStore store_;
  std::vector<std::string> ran_;
  int failures_left_ = 0;
};

TEST_F(JobQueueTest, RunsAJobAtItsTimeAndNotBefore) {
  Add("a", absl::Seconds(10));

  EXPECT_THAT(RunAfter(absl::Seconds(10) - absl::Microseconds(1)), IsEmpty());
  EXPECT_THAT(RunAfter(absl::Microseconds(1)), ElementsAre("a"));
  EXPECT_THAT(RunAfter(absl::Hours(100)), IsEmpty());
  EXPECT_EQ(JobsLeft(), 0u);
}

TEST_F(JobQueueTest, RunsJobsInTheOrderOfTheirTimes) {
  Add("third", absl::Seconds(3));
  Add("first", absl::Seconds(1));
  Add("second", absl::Seconds(2));

  EXPECT_THAT(RunAfter(absl::Seconds(5)),
              ElementsAre("first", "second", "third"));
}

TEST_F(JobQueueTest, RunsMoreJobsThanOneBatch) {
  for (int i = 0; i < 300; ++i) Add(std::to_string(i), absl::Seconds(1));

  EXPECT_EQ(RunAfter(absl::Seconds(1)).size(), 300u);
  EXPECT_EQ(JobsLeft(), 0u);
}

TEST_F(JobQueueTest, WritesOfAJobCommitWithItsRemoval) {
  Add("a", absl::ZeroDuration());
  RunAfter(absl::ZeroDuration());

  EXPECT_TRUE(store_.Read()->Get(RanKey(kMerchant, "a"))->has_value());
  const auto log = store_.Log(kMerchant);
  EXPECT_EQ(log.back().method(), "job/note");
  EXPECT_EQ(log.back().actor(), "system");
}

TEST_F(JobQueueTest, CatchesUpAfterDowntime) {
  Add("a", absl::Hours(1));
  Add("b", absl::Hours(2), kOther);
  Add("c", absl::Hours(30));
  store_.clock().Advance(absl::Hours(24));
  store_.Reopen();
  Register();

  EXPECT_THAT(RunAfter(absl::ZeroDuration()), ElementsAre("a", "b"));
  EXPECT_THAT(RunAfter(absl::Hours(6)), ElementsAre("c"));
}

// The clock is days ahead while jobs are added.
class SetBackTest : public JobQueueTest {
 protected:
  void SetUp() override {
    JobQueueTest::SetUp();
    store_.RunDueJobs();  // Looks at the right clock.
    Add("of before", absl::Hours(2));
    store_.clock().Advance(kAhead);
    Add("at once", absl::ZeroDuration());
    Add("soon", absl::Minutes(5));
    Add("late", absl::Hours(3));
    for (size_t i = 0; i < kJobsPerRebase; ++i) {
      Add("other", absl::Minutes(1), kOther);
    }
  }

  // Each wait lasts as long as it was to last, by the clock that is right.
  void ExpectWaitsOfTheRightClock() {
    EXPECT_THAT(RunAfter(absl::ZeroDuration()), ElementsAre("at once"));
    EXPECT_THAT(RunAfter(absl::Minutes(1)), testing::SizeIs(kJobsPerRebase));
    EXPECT_THAT(RunAfter(absl::Minutes(4) - absl::Microseconds(1)), IsEmpty());
    EXPECT_THAT(RunAfter(absl::Microseconds(1)), ElementsAre("soon"));
    EXPECT_THAT(RunAfter(absl::Hours(1) + absl::Minutes(55)),
                ElementsAre("of before"));
    EXPECT_THAT(RunAfter(absl::Hours(1)), ElementsAre("late"));
    EXPECT_EQ(JobsLeft(), 0u);
  }

  static constexpr absl::Duration kAhead = absl::Hours(40 * 24);
};

TEST_F(SetBackTest, WaitsAreOfTheRightClockAfterARestart) {
  store_.clock().Advance(-kAhead);
  store_.Reopen();
  Register();

  ExpectWaitsOfTheRightClock();
}

TEST_F(SetBackTest, WaitsAreOfTheRightClockWhileItRuns) {
  store_.clock().Advance(-kAhead);

  ExpectWaitsOfTheRightClock();
}

TEST_F(SetBackTest, AStepThatFailedIsTriedAgain) {
  failures_left_ = 1;
  EXPECT_THAT(RunAfter(absl::ZeroDuration()),
              ElementsAre("of before", "at once"));
  store_.clock().Advance(-kAhead);

  EXPECT_THAT(RunAfter(absl::ZeroDuration()), IsEmpty());
  EXPECT_THAT(RunAfter(kBackoffMin), ElementsAre("of before"));
}

TEST_F(JobQueueTest, AFailedJobWaitsLongerEachTime) {
  Add("a", absl::ZeroDuration());
  failures_left_ = 3;

  EXPECT_THAT(RunAfter(absl::ZeroDuration()), ElementsAre("a"));
  EXPECT_FALSE(store_.Read()->Get(RanKey(kMerchant, "a"))->has_value());
  // Between half of the full delay and all of it.
  for (const absl::Duration full :
       {absl::Seconds(1), absl::Seconds(2), absl::Seconds(4)}) {
    EXPECT_THAT(RunAfter(full / 2 - absl::Microseconds(1)), IsEmpty());
    EXPECT_THAT(RunAfter(full / 2 + absl::Microseconds(1)), ElementsAre("a"));
  }
  EXPECT_EQ(JobsLeft(), 0u);
  EXPECT_TRUE(store_.Read()->Get(RanKey(kMerchant, "a"))->has_value());
}

TEST_F(JobQueueTest, AFailingJobDoesNotHoldUpOthers) {
  Add("a", absl::Seconds(1));
  Add("b", absl::Seconds(2));
  failures_left_ = 1;

  EXPECT_THAT(RunAfter(absl::Seconds(2)), ElementsAre("a", "b"));
  EXPECT_EQ(JobsLeft(), 1u);
}

TEST_F(JobQueueTest, AJobWithoutARunnerWaitsForAServerThatHasOne) {
  Add("a", absl::ZeroDuration(), kMerchant, "of a newer server");
  for (int hour = 0; hour < 2 * kJobFailuresMax; ++hour) {
    RunAfter(kUnknownKindDelay);
  }
  EXPECT_EQ(JobsLeft(), 1u);

  store_->RegisterJob("of a newer server", [](Transaction&, std::string_view) {
    return absl::OkStatus();
  });
  RunAfter(absl::Hours(1));
  EXPECT_EQ(JobsLeft(), 0u);
}

TEST_F(JobQueueTest, ADamagedJobIsSetAsideAsItIs) {
  kv::Batch batch;
  batch.Put(Key(Space::kJobs, kMerchant)
                .I64(absl::ToUnixMicros(store_.clock().Now()))
                .Id(FormatId("job", "job-of-merchant1"))
                .Take(),
            "\xff");
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  store_.Reopen();
  Register();
  Add("a", absl::ZeroDuration());

  EXPECT_THAT(RunAfter(absl::ZeroDuration()), ElementsAre("a"));
  EXPECT_EQ(JobsLeft(), 0u);
  const auto aside = ListFailedJobs(*store_.Read(), kMerchant, "", 10);
  ASSERT_TRUE(aside.ok()) << aside.status();
  ASSERT_EQ(aside->size(), 1u);
  EXPECT_EQ((*aside)[0].id, FormatId("job", "job-of-merchant1"));
  EXPECT_EQ((*aside)[0].failed.damaged_row(), "\xff");
}

TEST_F(JobQueueTest, AJobMayAddTheNextOne) {
  store_->RegisterJob("chain",
                      [this](Transaction& txn, std::string_view payload) {
                        ran_.emplace_back(payload);
                        if (payload != "aaa") {
                          txn.AddJob({.kind = "chain",
                                      .due = txn.now(),
                                      .payload = std::string(payload) + "a"});
                        }
                        return absl::OkStatus();
                      });
  Add("a", absl::ZeroDuration(), kMerchant, "chain");

  EXPECT_THAT(RunAfter(absl::ZeroDuration()), ElementsAre("a", "aa", "aaa"));
}

TEST_F(JobQueueTest, AFailedTransactionAddsNoJob) {
  const absl::Status status = store_.Write(kMerchant, [&](Transaction& txn) {
    txn.AddJob({.kind = "note", .due = store_.clock().Now(), .payload = "a"});
    return absl::AbortedError("no");
  });

  EXPECT_FALSE(status.ok());
  EXPECT_THAT(RunAfter(absl::Hours(1)), IsEmpty());
}

TEST_F(JobQueueTest, StopsWhenTheEngineFails) {
  Add("a", absl::ZeroDuration());
  store_.engine().FailCommit(1, absl::UnavailableError("no disk"));

  EXPECT_THAT(RunAfter(absl::ZeroDuration()), ElementsAre("a"));
  EXPECT_EQ(JobsLeft(), 1u);
}

TEST_F(JobQueueTest, ARunningStoreRunsJobsByItself) {
  std::promise<void> ran;
  store_->RegisterJob("once", [&ran](Transaction&, std::string_view) {
    ran.set_value();
    return absl::OkStatus();
  });
  store_->Start();
  Add("", absl::ZeroDuration(), kMerchant, "once");

  ran.get_future().wait();
}

}  // namespace
}  // namespace comptoir::store
