#include "server/store/requests/request_clean_up.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/store/jobs/failed/failed_jobs.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"
#include "server/store/upkeep/verify.h"

namespace comptoir::store {
namespace {

const std::string kMerchant = FormatId("mer", "merchant-number1");
constexpr absl::Duration kRetention = absl::Hours(48);

class RequestCleanUpTest : public testing::Test {
 protected:
  WriteResult Request(const std::string& request_key) {
    WriteContext context = store_.ContextFor(kMerchant);
    context.request_key = request_key;
    context.request_hash = "hash";
    return store_->UpdateAndWait(
        context, [](Transaction&, std::string*) { return absl::OkStatus(); });
  }

  void RunAfter(absl::Duration time) {
    store_.clock().Advance(time);
    store_.RunDueJobs();
  }

  int Rows(Space space) {
    int rows = 0;
    const auto snapshot = store_.Read();
    auto walk = snapshot->Scan(Key(space, kMerchant).Prefix());
    for (; walk->Valid(); walk->Next()) ++rows;
    return rows;
  }

  static std::string LogKey(uint64_t revision) {
    return Key(Space::kLog, kMerchant).U64(revision).Take();
  }
  std::optional<std::string> GetRow(const std::string& key) {
    return *store_.Read()->Get(key);
  }
  // Behind the store's back; seen when it is opened again.
  void Put(const std::string& key, std::string value) {
    ASSERT_TRUE(
        store_.engine().Commit(kv::Batch({{key, std::move(value)}})).ok());
  }

  absl::Status Drop(const std::string& id) {
    return store_.Write(kMerchant, [&](Transaction& txn) {
      return DropFailedJob(txn, store_->job_kinds(), id);
    });
  }

  TestStore store_{TestStore::On::kMemory, {.request_retention = kRetention}};
};

TEST_F(RequestCleanUpTest, AnAnswerIsKeptForTheWholeRetention) {
  Request("a");

  RunAfter(kRetention - absl::Microseconds(1));
  EXPECT_EQ(Rows(Space::kRequests), 1);
  EXPECT_TRUE(Request("a").replayed);

  RunAfter(absl::Microseconds(1));
  EXPECT_EQ(Rows(Space::kRequests), 0);
  EXPECT_FALSE(Request("a").replayed);
}

TEST_F(RequestCleanUpTest, ManyRequestsShareOneJob) {
  for (int i = 0; i < 20; ++i) Request("request " + std::to_string(i));

  EXPECT_EQ(Rows(Space::kJobs), 1);
}

TEST_F(RequestCleanUpTest, RowsGoOneAfterTheOtherAsTheyBecomeOld) {
  Request("a");
  store_.clock().Advance(absl::Hours(24));
  Request("b");

  RunAfter(kRetention - absl::Hours(24));
  EXPECT_EQ(Rows(Space::kRequests), 1);
  EXPECT_TRUE(Request("b").replayed);
  EXPECT_EQ(Rows(Space::kJobs), 1);

  RunAfter(absl::Hours(24));
  EXPECT_EQ(Rows(Space::kRequests), 0);
  EXPECT_EQ(Rows(Space::kJobs), 0);
}

TEST_F(RequestCleanUpTest, StartsAgainWithTheNextRequest) {
  Request("a");
  RunAfter(kRetention);
  EXPECT_EQ(Rows(Space::kJobs), 0);

  Request("b");
  EXPECT_EQ(Rows(Space::kJobs), 1);
  RunAfter(kRetention);

  EXPECT_EQ(Rows(Space::kRequests), 0);
}

TEST_F(RequestCleanUpTest, MoreRowsThanOneRunTakesAllGo) {
  for (int i = 0; i < 1200; ++i) Request("request " + std::to_string(i));

  RunAfter(kRetention);

  EXPECT_EQ(Rows(Space::kRequests), 0);
  EXPECT_EQ(Rows(Space::kJobs), 0);
}

TEST_F(RequestCleanUpTest, GoesOnAfterReopening) {
  Request("a");
  store_.Reopen();
  Request("b");
  EXPECT_EQ(Rows(Space::kJobs), 1);
  store_.Reopen();
  RunAfter(kRetention);

  EXPECT_EQ(Rows(Space::kRequests), 0);
  const auto report = VerifyStore(*store_.Read(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok());
}

TEST_F(RequestCleanUpTest, AJobThatIsDroppedMakesWayForAnother) {
  Request("a");
  const std::string log_entry = *GetRow(LogKey(1));
  Put(LogKey(1), "\xff");
  store_.Reopen();
  for (int i = 0; i < kJobFailuresMax; ++i) RunAfter(kRetention);
  ASSERT_EQ(Rows(Space::kJobs), 0);
  const auto aside = ListFailedJobs(*store_.Read(), kMerchant, "", 10);
  ASSERT_TRUE(aside.ok() && aside->size() == 1) << aside.status();
  Put(LogKey(1), log_entry);
  store_.Reopen();

  ASSERT_TRUE(Drop((*aside)[0].id).ok());
  EXPECT_EQ(Rows(Space::kJobs), 1);
  RunAfter(absl::ZeroDuration());

  EXPECT_EQ(Rows(Space::kRequests), 0);
  EXPECT_EQ(Rows(Space::kJobs), 0);
  Request("b");
  EXPECT_EQ(Rows(Space::kJobs), 1);
}

// Nobody can say of such a row what it was to do.
TEST_F(RequestCleanUpTest, ADamagedJobMakesWayForAnotherAtOnce) {
  Request("a");
  const auto snapshot = store_.Read();
  auto job = snapshot->Scan(Key(Space::kJobs, kMerchant).Prefix());
  Put(std::string(job->key()), "\xff");
  store_.Reopen();

  RunAfter(kRetention);
  EXPECT_EQ(Rows(Space::kFailedJobs), 1);
  EXPECT_EQ(Rows(Space::kRequests), 0);
  Request("b");
  EXPECT_EQ(Rows(Space::kJobs), 1);

  const auto aside = ListFailedJobs(*store_.Read(), kMerchant, "", 10);
  ASSERT_TRUE(Drop((*aside)[0].id).ok());
  EXPECT_EQ(Rows(Space::kJobs), 1) << "a second job was put beside the first";
}

TEST_F(RequestCleanUpTest, ARequestRepeatedAfterTheRetentionIsNew) {
  Request("a");
  RunAfter(kRetention);
  const WriteResult second = Request("a");
  EXPECT_FALSE(second.replayed);

  RunAfter(kRetention - absl::Microseconds(1));
  EXPECT_TRUE(Request("a").replayed);
  EXPECT_EQ(Request("a").revision, second.revision);
}

}  // namespace
}  // namespace comptoir::store
