// Jobs of several steps, and jobs that are given up.
#include <algorithm>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/jobs/backoff.h"
#include "server/store/jobs/failed/failed_jobs.h"
#include "server/store/jobs/job_queue.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/held_lane.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");
const std::string kOther = FormatId("mer", "merchant-number2");

// A step that only writes.
JobKind InLane(
    std::function<absl::StatusOr<NextStep>(Transaction&, const JobRun&)> step) {
  return {.step = [step = std::move(step)](
                      const Snapshot&,
                      const JobRun& run) -> absl::StatusOr<JobWrite> {
    return [step, run](Transaction& txn) { return step(txn, run); };
  }};
}

class JobStepsTest : public testing::Test {
 protected:
  std::string Add(std::string kind, const std::string& merchant = kMerchant,
                  std::string payload = "") {
    std::string id;
    EXPECT_TRUE(store_
                    .Write(merchant,
                           [&](Transaction& txn) {
                             id = txn.AddJob({.kind = kind,
                                              .due = txn.now(),
                                              .payload = payload});
                             return absl::OkStatus();
                           })
                    .ok());
    return id;
  }

  void RunAfter(absl::Duration time) {
    store_.clock().Advance(time);
    store_.RunDueJobs();
  }

  size_t Rows(Space space) {
    size_t rows = 0;
    const auto snapshot = store_.Read();
    auto walk = snapshot->Scan(Key(space, kMerchant).Prefix());
    for (; walk->Valid(); walk->Next()) ++rows;
    return rows;
  }

  std::vector<JobSetAside> Aside() {
    return ListFailedJobs(*store_.Read(), kMerchant, "", 100).value();
  }

  // Registers a kind whose steps fail until told otherwise, and runs one of its
  // jobs until it is given up. Returns the job's id.
  std::string GiveOneUp(JobKind kind = {}) {
    kind.step = InLane([this](Transaction&,
                              const JobRun& run) -> absl::StatusOr<NextStep> {
                  cursors_.push_back(run.cursor);
                  if (run.cursor.empty()) return NextStep::GoOn("half");
                  if (fails_) {
                    return Error(absl::StatusCode::kInternal, "BROKEN",
                                 "the step is broken");
                  }
                  return NextStep::Done();
                }).step;
    kind.failures_max = 3;
    store_->RegisterSteps("broken", kind);
    const std::string id = Add("broken", kMerchant, "payload");
    for (int tries = 0; tries < 5; ++tries) RunAfter(kBackoffMax);
    return id;
  }

  TestStore store_;
  bool fails_ = true;
  std::vector<std::string> cursors_;
};

TEST_F(JobStepsTest, GoesOnWhereTheLastStepLeftIt) {
  std::vector<std::string> seen;
  store_->RegisterSteps(
      "count", InLane([&](Transaction& txn, const JobRun& run) {
        EXPECT_EQ(run.payload, "abc");
        EXPECT_EQ(run.merchant_id, kMerchant);
        EXPECT_EQ(run.now, txn.now());
        seen.push_back(run.cursor);
        if (run.cursor == "xx") {
          return NextStep::At(txn.now() + absl::Hours(1), "later");
        }
        return run.cursor == "later" ? NextStep::Done()
                                     : NextStep::GoOn(run.cursor + "x");
      }));
  Add("count", kMerchant, "abc");

  RunAfter(absl::ZeroDuration());
  EXPECT_THAT(seen, ElementsAre("", "x", "xx"));
  store_.Reopen();
  store_->RegisterSteps("count", InLane([&](Transaction&, const JobRun& run) {
                          seen.push_back(run.cursor);
                          return NextStep::Done();
                        }));
  RunAfter(absl::Hours(1) - absl::Microseconds(1));
  EXPECT_EQ(seen.size(), 3u);
  RunAfter(absl::Microseconds(1));

  EXPECT_THAT(seen, ElementsAre("", "x", "xx", "later"));
  EXPECT_EQ(Rows(Space::kJobs), 0u);
}

TEST_F(JobStepsTest, ReadsWhileTheLaneIsBusy) {
  std::promise<void> was_read;
  store_->RegisterSteps(
      "reads", {.step = [&](const Snapshot& snapshot,
                            const JobRun& run) -> absl::StatusOr<JobWrite> {
        EXPECT_EQ(*LastRevision(snapshot, run.merchant_id), 1u);
        was_read.set_value();
        return [](Transaction& txn) {
          // What came between the two is seen here.
          EXPECT_EQ(txn.revision(), 3u);
          return NextStep::Done();
        };
      }});
  Add("reads");
  HeldLane lane(store_);
  const auto between = lane.Update([](Transaction& txn, std::string*) {
    txn.Put(Key(Space::kMeta, kMerchant).Text("between").Take(), "");
    return absl::OkStatus();
  });
  std::thread runner([this] { store_.RunDueJobs(); });
  was_read.get_future().wait();
  lane.Release();
  runner.join();

  EXPECT_EQ(Rows(Space::kJobs), 0u);
}

TEST_F(JobStepsTest, ATurnEndsSoThatOthersHaveTheirs) {
  std::vector<std::string> steps;  // Of one lane, so one after the other.
  const auto step = [&](Transaction& txn, const JobRun& run) {
    steps.push_back(txn.merchant_id());
    return NextStep::GoOn(run.cursor + "x");
  };
  store_->RegisterSteps(
      "long", InLane([&](Transaction& txn, const JobRun& run) {
        return run.cursor.size() == 20 ? NextStep::Done() : step(txn, run);
      }));
  for (size_t job = 0; job < 8 * kStepsPerTurn; ++job) Add("long");
  Add("long", kOther);

  RunAfter(absl::ZeroDuration());

  const auto first =
      std::find(steps.begin(), steps.end(), kOther) - steps.begin();
  EXPECT_EQ(static_cast<size_t>(first), kStepsPerTurn);
  const auto last =
      steps.rend() - std::find(steps.rbegin(), steps.rend(), kOther);
  // One step a turn, with at most two turns of the busy one between two: its
  // next may begin before ours is answered.
  EXPECT_LE(static_cast<size_t>(last), 20 * (2 * kStepsPerTurn + 1));
}

TEST_F(JobStepsTest, TakesStepsOfSeveralMerchantsAtOnce) {
  std::promise<void> first_is_in;
  std::promise<void> second_is_in;
  store_->RegisterSteps(
      "meets", {.step = [&](const Snapshot&,
                            const JobRun& run) -> absl::StatusOr<JobWrite> {
        auto& mine = run.merchant_id == kMerchant ? first_is_in : second_is_in;
        auto& other = run.merchant_id == kMerchant ? second_is_in : first_is_in;
        mine.set_value();
        other.get_future().wait();
        return [](Transaction&) { return NextStep::Done(); };
      }});
  std::promise<void> both;
  store_->AddLogListener([&, left = 4](const std::string&, auto) mutable {
    if (--left == 0) both.set_value();
  });
  store_->Start();
  Add("meets");
  Add("meets", kOther);

  both.get_future().wait();
}

TEST_F(JobStepsTest, AJobThatWasTakenOutMeanwhileHasNoEffect) {
  store_->RegisterSteps(
      "gone", {.step = [&](const Snapshot& snapshot,
                           const JobRun&) -> absl::StatusOr<JobWrite> {
        const auto row = snapshot.Scan(Key(Space::kJobs, kMerchant).Prefix());
        EXPECT_TRUE(store_
                        .Write(kMerchant,
                               [&](Transaction& txn) {
                                 txn.Delete(row->key());
                                 return absl::OkStatus();
                               })
                        .ok());
        return [](Transaction&) -> absl::StatusOr<NextStep> {
          ADD_FAILURE() << "the step was written";
          return NextStep::Done();
        };
      }});
  Add("gone");

  RunAfter(absl::ZeroDuration());
  EXPECT_EQ(Rows(Space::kJobs), 0u);
}

TEST_F(JobStepsTest, AFullLaneIsNoFailureOfTheJob) {
  TestStore store(TestStore::On::kMemory, {.queue_size_max = 1});
  int steps = 0;
  store->RegisterSteps("note", InLane([&](Transaction&, const JobRun& run) {
                         EXPECT_EQ(run.failures, 0);
                         ++steps;
                         return NextStep::Done();
                       }));
  ASSERT_TRUE(store
                  .Write(kMerchant,
                         [](Transaction& txn) {
                           txn.AddJob({.kind = "note", .due = txn.now()});
                           return absl::OkStatus();
                         })
                  .ok());
  HeldLane lane(store);
  store.RunDueJobs();
  EXPECT_EQ(steps, 0);
  lane.Release();

  // The lane may take a moment to count as empty.
  while (steps == 0) {
    store.clock().Advance(absl::Minutes(1));
    store.RunDueJobs();
  }
  EXPECT_EQ(steps, 1);
}

TEST_F(JobStepsTest, AJobThatFailsTooOftenIsSetAside) {
  const std::string id = GiveOneUp();

  EXPECT_THAT(cursors_, ElementsAre("", "half", "half", "half"));
  EXPECT_EQ(Rows(Space::kJobs), 0u);
  EXPECT_EQ(store_->Stats().jobs_given_up, 1u);
  ASSERT_EQ(Aside().size(), 1u);
  EXPECT_EQ(Aside()[0].id, id);
  const storage::v1::FailedJob failed = Aside()[0].failed;
  EXPECT_EQ(failed.job().kind(), "broken");
  EXPECT_EQ(failed.job().payload(), "payload");
  EXPECT_EQ(failed.job().cursor(), "half");
  EXPECT_EQ(failed.code(), static_cast<int>(absl::StatusCode::kInternal));
  EXPECT_EQ(failed.reason(), "BROKEN");
  EXPECT_EQ(failed.message(), "the step is broken");
  EXPECT_TRUE(failed.has_fail_time());
  const auto report = VerifyStore(*store_.Read(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok());
}

TEST_F(JobStepsTest, AStepThatGoesWellForgetsEarlierFailures) {
  int failures = 0;
  store_->RegisterSteps(
      "shaky",
      {.step = InLane([&](Transaction&,
                          const JobRun& run) -> absl::StatusOr<NextStep> {
                 if (run.cursor.size() == 5) return NextStep::Done();
                 if (run.failures == 1) return NextStep::GoOn(run.cursor + "x");
                 ++failures;
                 return absl::UnavailableError("not yet");
               }).step,
       .failures_max = 2});
  Add("shaky");
  for (int i = 0; i < 10; ++i) RunAfter(kBackoffMax);

  EXPECT_EQ(failures, 5);
  EXPECT_THAT(Aside(), IsEmpty());
  EXPECT_EQ(Rows(Space::kJobs), 0u);
}

TEST_F(JobStepsTest, AFailureThatCannotPassIsNotTriedAgain) {
  GiveOneUp({.may_pass = [](const absl::Status& failure) {
    return ReasonOf(failure) != "BROKEN";
  }});

  EXPECT_THAT(cursors_, ElementsAre("", "half"));
  EXPECT_EQ(Aside().size(), 1u);
}

TEST_F(JobStepsTest, AKindMayTakeNoteOfWhatIsGivenUp) {
  GiveOneUp({.give_up = [](Transaction& txn, const JobRun& run,
                           const absl::Status& failure) {
    txn.Put(Key(Space::kMeta, kMerchant).Text("given up").Take(),
            run.payload + run.cursor + ReasonOf(failure));
    return absl::OkStatus();
  }});

  EXPECT_EQ(
      *store_.Read()->Get(Key(Space::kMeta, kMerchant).Text("given up").Take()),
      "payloadhalfBROKEN");
  EXPECT_THAT(Aside(), IsEmpty());
}

TEST_F(JobStepsTest, AJobWhoseKindCannotTakeNoteIsSetAside) {
  GiveOneUp({.give_up = [](Transaction& txn, const JobRun&,
                           const absl::Status&) -> absl::Status {
    txn.Put(Key(Space::kMeta, kMerchant).Text("given up").Take(), "");
    return absl::InternalError("no");
  }});

  EXPECT_EQ(
      *store_.Read()->Get(Key(Space::kMeta, kMerchant).Text("given up").Take()),
      std::nullopt);
  EXPECT_EQ(Aside().size(), 1u);
}

}  // namespace
}  // namespace comptoir::store
