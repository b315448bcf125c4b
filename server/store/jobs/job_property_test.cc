// Each step of a job has its effect exactly once, wherever the engine fails.
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/jobs/job.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

constexpr int kMerchants = 3;
constexpr int kJobs = 6;  // Of each merchant.
constexpr int kSteps = 5;

class JobPropertyTest : public testing::TestWithParam<TestStore::On> {
 protected:
  static std::string Merchant(int number) {
    return FormatId("mer", "merchant-number" + std::to_string(number));
  }

  // How often a step had its effect.
  static std::string CountKey(std::string_view merchant,
                              std::string_view payload, size_t step) {
    return Key(Space::kMeta, merchant)
        .Text("count")
        .Text(payload)
        .U64(step)
        .Take();
  }

  // What a step does: now and then it fails, waits, or reads outside first.
  absl::StatusOr<JobWrite> Step(const JobRun& run) {
    const unsigned dice = random_() % 8;
    if (dice == 0) return absl::UnavailableError("the reading failed");
    return [run, dice](Transaction& txn) -> absl::StatusOr<NextStep> {
      const std::string key =
          CountKey(run.merchant_id, run.payload, run.cursor.size());
      ASSIGN_OR_RETURN(const std::optional<std::string> count, txn.Get(key));
      txn.Put(key, count.value_or("") + "1");
      if (dice == 1) return absl::UnavailableError("the writing failed");
      const std::string cursor = run.cursor + "s";
      if (cursor.size() == kSteps) return NextStep::Done();
      return dice == 2 ? NextStep::At(txn.now() + absl::Seconds(9), cursor)
                       : NextStep::GoOn(cursor);
    };
  }

  void Register() {
    store_->RegisterSteps(
        "count", {.step = [this](const Snapshot&,
                                 const JobRun& run) { return Step(run); },
                  .failures_max = 1'000});
  }

  void AddJobs() {
    for (int merchant = 0; merchant < kMerchants; ++merchant) {
      const absl::Status added =
          store_.Write(Merchant(merchant), [](Transaction& txn) {
            for (int job = 0; job < kJobs; ++job) {
              txn.AddJob({.kind = "count",
                          .due = txn.now() + absl::Seconds(job),
                          .payload = std::to_string(job)});
            }
            return absl::OkStatus();
          });
      ASSERT_TRUE(added.ok()) << added;
    }
  }

  bool JobsAreLeft() {
    return store_.Read()
        ->Scan(
            kv::Range::Prefix(std::string(1, static_cast<char>(Space::kJobs))))
        ->Valid();
  }

  void Crash() {
    store_.Reopen();
    Register();
  }

  const unsigned seed_ = std::random_device{}();
  std::mt19937 random_{seed_};
  TestStore store_{GetParam()};
};

TEST_P(JobPropertyTest, EachStepHasItsEffectOnceAcrossCrashes) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  Register();
  AddJobs();
  int crashes = 0;
  while (JobsAreLeft()) {
    store_.engine().LoseTrackOfCommit(1 + static_cast<int>(random_() % 6),
                                      random_() % 2 == 0
                                          ? kv::FaultyEngine::Batches::kLost
                                          : kv::FaultyEngine::Batches::kKept);
    store_.clock().Advance(absl::Seconds(2));
    store_.RunDueJobs();
    if (store_->health().ok()) continue;
    ++crashes;
    Crash();
  }

  EXPECT_GT(crashes, 0);
  for (int merchant = 0; merchant < kMerchants; ++merchant) {
    for (int job = 0; job < kJobs; ++job) {
      for (size_t step = 0; step < kSteps; ++step) {
        const auto count = store_.Read()->Get(
            CountKey(Merchant(merchant), std::to_string(job), step));
        ASSERT_TRUE(count.ok()) << count.status();
        EXPECT_EQ(*count, std::optional<std::string>("1"))
            << "merchant " << merchant << " job " << job << " step " << step;
      }
    }
  }
  const auto report = VerifyStore(*store_.Read(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << report->problems()[0].text;
}

INSTANTIATE_TEST_SUITE_P(Engines, JobPropertyTest,
                         testing::Values(TestStore::On::kMemory,
                                         TestStore::On::kDisk));

}  // namespace
}  // namespace comptoir::store
