#include "server/store/jobs/failed/failed_jobs.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/storage/v1/log.pb.h"
#include "gmock/gmock.h"
#include "server/base/ids.h"
#include "server/base/status.h"
#include "server/store/jobs/backoff.h"
#include "server/store/jobs/job.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kMerchant = FormatId("mer", "merchant-number1");

class FailedJobsTest : public testing::Test {
 protected:
  void RunAfter(absl::Duration time) {
    store_.clock().Advance(time);
    store_.RunDueJobs();
  }

  size_t QueuedJobs() {
    size_t jobs = 0;
    const auto snapshot = store_.Read();
    auto walk = snapshot->Scan(Key(Space::kJobs, kMerchant).Prefix());
    for (; walk->Valid(); walk->Next()) ++jobs;
    return jobs;
  }

  std::vector<JobSetAside> Aside() {
    return ListFailedJobs(*store_.Read(), kMerchant, "", 100).value();
  }

  // Registers a kind whose second step fails until told otherwise, and runs one
  // of its jobs until it is given up. Returns the job's id.
  std::string GiveOneUp(JobKind kind = {}) {
    kind.step = [this](const Snapshot&,
                       const JobRun& run) -> absl::StatusOr<JobWrite> {
      cursors_.push_back(run.cursor);
      if (fails_ && !run.cursor.empty()) {
        return Error(absl::StatusCode::kInternal, "BROKEN", "it is broken");
      }
      return [is_first = run.cursor.empty()](Transaction&) {
        return is_first ? NextStep::GoOn("half") : NextStep::Done();
      };
    };
    kind.failures_max = 2;
    store_->RegisterSteps("broken", std::move(kind));
    std::string id;
    EXPECT_TRUE(store_
                    .Write(kMerchant,
                           [&](Transaction& txn) {
                             id = txn.AddJob(
                                 {.kind = "broken", .due = txn.now()});
                             return absl::OkStatus();
                           })
                    .ok());
    RunAfter(absl::ZeroDuration());
    RunAfter(kBackoffMax);
    return id;
  }

  absl::StatusOr<std::string> Retry(const std::string& id) {
    return store_.Write(
        kMerchant, [&](Transaction& txn) { return RetryFailedJob(txn, id); });
  }
  absl::Status Drop(const std::string& id) {
    return store_.Write(kMerchant, [&](Transaction& txn) {
      return DropFailedJob(txn, store_->job_kinds(), id);
    });
  }

  TestStore store_;
  bool fails_ = true;
  std::vector<std::string> cursors_;
};

TEST_F(FailedJobsTest, ASetAsideJobIsTriedAgainFromTheStepThatFailed) {
  const std::string id = GiveOneUp();
  cursors_.clear();

  ASSERT_TRUE(Retry(id).ok());
  RunAfter(absl::ZeroDuration());
  EXPECT_THAT(Aside(), IsEmpty());
  fails_ = false;
  RunAfter(kBackoffMax);

  EXPECT_THAT(cursors_, ElementsAre("half", "half"));
  EXPECT_EQ(QueuedJobs(), 0u);
  EXPECT_EQ(ReasonOf(Retry(id).status()), "NOT_FOUND");
}

TEST_F(FailedJobsTest, ASetAsideJobThatIsNeededCannotBeDropped) {
  const std::string id = GiveOneUp();

  EXPECT_EQ(LossOf(store_->job_kinds(), Aside()[0].failed), "");
  EXPECT_EQ(ReasonOf(Drop(id)), "TASK_NEEDED");
  EXPECT_EQ(Aside().size(), 1u);
}

TEST_F(FailedJobsTest, ASetAsideJobThatCanBeMissedIsDropped) {
  const std::string id = GiveOneUp({.loss = "A copy of the copy."});

  EXPECT_EQ(LossOf(store_->job_kinds(), Aside()[0].failed),
            "A copy of the copy.");
  EXPECT_TRUE(Drop(id).ok());
  EXPECT_THAT(Aside(), IsEmpty());
  EXPECT_EQ(ReasonOf(Drop(id)), "NOT_FOUND");
}

TEST_F(FailedJobsTest, UpkeepIsRenewedWhenItIsDropped) {
  int renewed = 0;
  const std::string id =
      GiveOneUp({.loss = "Nothing.", .renew = [&renewed](Transaction&) {
                   ++renewed;
                   return absl::OkStatus();
                 }});
  EXPECT_EQ(renewed, 0);

  EXPECT_TRUE(Drop(id).ok());
  EXPECT_EQ(renewed, 1);
}

TEST_F(FailedJobsTest, ListsThoseSetAsideInPages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(GiveOneUp());
  std::sort(ids.begin(), ids.end());

  const auto first = ListFailedJobs(*store_.Read(), kMerchant, "", 2);
  ASSERT_TRUE(first.ok() && first->size() == 2);
  const auto second =
      ListFailedJobs(*store_.Read(), kMerchant, (*first)[1].id, 2);
  ASSERT_TRUE(second.ok() && second->size() == 1);

  EXPECT_THAT(ids,
              ElementsAre((*first)[0].id, (*first)[1].id, (*second)[0].id));
}

TEST_F(FailedJobsTest, ADamagedJobCanOnlyBeDropped) {
  kv::Batch batch;
  const std::string id = FormatId("job", "job-of-merchant1");
  storage::v1::FailedJob failed;
  failed.set_damaged_row("\xff");
  const std::string other = FormatId("job", "job-of-merchant2");
  batch.Put(Key(Space::kFailedJobs, kMerchant).Id(id).Take(),
            failed.SerializeAsString());
  batch.Put(Key(Space::kFailedJobs, kMerchant).Id(other).Take(), "\xff");
  ASSERT_TRUE(store_.engine().Commit(batch).ok());
  store_.Reopen();
  EXPECT_EQ(Aside().size(), 2u);

  for (const std::string& damaged : {id, other}) {
    EXPECT_EQ(ReasonOf(Retry(damaged).status()), "TASK_DAMAGED");
    EXPECT_TRUE(Drop(damaged).ok());
  }
  EXPECT_THAT(Aside(), IsEmpty());
}

}  // namespace
}  // namespace comptoir::store
