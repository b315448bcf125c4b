#include "server/readers/intake/event_log.h"

#include <numeric>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/ids.h"
#include "server/readers/rules/event_rules.h"
#include "server/store/key_codec.h"
#include "server/store/key_spaces.h"
#include "server/store/testing/test_store.h"

namespace comptoir::readers {
namespace {

using storage::v1::ReaderCursor;
using testing::Each;
using testing::ElementsAre;

class EventLogTest : public testing::Test {
 protected:
  // Saves `count` events whose digests are their numbers.
  void Save(uint64_t first_seq, size_t count) {
    std::vector<uint64_t> digests(count);
    std::iota(digests.begin(), digests.end(), first_seq);
    ASSERT_TRUE(
        store_
            .Write(merchant_,
                   [&](store::Transaction& txn) -> absl::Status {
                     ReaderCursor cursor = LoadCursor(txn, merchant_, epoch_)
                                               ->value_or(ReaderCursor());
                     SaveBatch(txn, epoch_, first_seq, digests.data(), count,
                               store_.clock().Now(), std::move(cursor));
                     return absl::OkStatus();
                   })
            .ok());
  }

  std::vector<Repeat> Compare(uint64_t first_seq,
                              const std::vector<uint64_t>& digests) {
    return CompareWithStored(*store_.Read(), merchant_, epoch_, first_seq,
                             digests)
        .value();
  }

  store::TestStore store_;
  const std::string merchant_ = FormatId("mer", "merchant-0000001");
  ReaderEpoch epoch_ = {.reader_id = FormatId("rdr", "reader-000000001"),
                        .epoch = 7};
};

TEST_F(EventLogTest, RemembersHowFarAnEpochHasGot) {
  EXPECT_EQ(LoadNewestEpoch(*store_.Read(), merchant_, epoch_.reader_id)->epoch,
            0u);

  Save(1, 10);
  Save(11, 5);

  const NewestEpoch newest =
      LoadNewestEpoch(*store_.Read(), merchant_, epoch_.reader_id).value();
  EXPECT_EQ(newest.epoch, 7u);
  EXPECT_EQ(newest.cursor.applied_seq(), 15u);
  EXPECT_TRUE(newest.cursor.has_last_event_time());
}

TEST_F(EventLogTest, FindsOtherEventsInAnyBatch) {
  Save(1, 10);
  Save(11, 5);
  Save(16, 1);

  EXPECT_THAT(Compare(9, {9, 10, 11, 12, 13, 14, 15, 16}), Each(Repeat::kSame));
  EXPECT_THAT(Compare(9, {9, 98, 11, 99}),
              ElementsAre(Repeat::kSame, Repeat::kOther, Repeat::kSame,
                          Repeat::kOther));
  EXPECT_THAT(Compare(16, {99}), ElementsAre(Repeat::kOther));
  EXPECT_THAT(Compare(1, {99}), ElementsAre(Repeat::kOther));
}

TEST_F(EventLogTest, TakesADamagedBatchForForgotten) {
  Save(1, 10);
  Save(11, 5);
  ASSERT_TRUE(
      store_
          .Write(merchant_,
                 [&](store::Transaction& txn) {
                   txn.Put(store::Key(store::Space::kReaderBatches, merchant_)
                               .Id(epoch_.reader_id)
                               .U64(epoch_.epoch)
                               .U64(10)
                               .Take(),
                           "\xff");
                   return absl::OkStatus();
                 })
          .ok());

  EXPECT_THAT(Compare(10, {10, 11}),
              ElementsAre(Repeat::kForgotten, Repeat::kSame));
}

TEST_F(EventLogTest, ForgetsOldDigestsButNotTheWindow) {
  constexpr uint64_t kBatches = kDigestWindow / kEventsPerBatchMax * 3;
  for (uint64_t i = 0; i < kBatches; ++i) {
    Save(1 + i * kEventsPerBatchMax, kEventsPerBatchMax);
  }
  store_->RegisterSteps(kCleanupJob, CleanupSteps());
  store_.RunDueJobs();

  const uint64_t last = kBatches * kEventsPerBatchMax;
  EXPECT_THAT(Compare(1, {99}), ElementsAre(Repeat::kForgotten));
  EXPECT_THAT(Compare(last - kDigestWindow + 1, {99}),
              ElementsAre(Repeat::kOther));
}

// Whatever clean-ups there were, are set aside and dropped.
TEST_F(EventLogTest, CleanUpsAreRenewed) {
  constexpr uint64_t kBatches = kDigestWindow / kEventsPerBatchMax + 3;
  const uint64_t last = kBatches * kEventsPerBatchMax;
  for (const uint64_t epoch : {7, 8}) {
    epoch_.epoch = epoch;
    for (uint64_t i = 0; i < kBatches; ++i) {
      Save(1 + i * kEventsPerBatchMax, kEventsPerBatchMax);
    }
  }
  store::JobKind kind = CleanupSteps();
  const auto renew = [&] {
    return store_.Write(
        merchant_, [&](store::Transaction& txn) { return kind.renew(txn); });
  };
  ASSERT_TRUE(renew().ok());
  store_->RegisterSteps(kCleanupJob, kind);
  store_.RunDueJobs();

  EXPECT_THAT(Compare(1, {99}), ElementsAre(Repeat::kForgotten));
  EXPECT_THAT(Compare(last - kDigestWindow + 1, {99}),
              ElementsAre(Repeat::kOther));
  epoch_.epoch = 7;
  EXPECT_THAT(Compare(last, {99}), ElementsAre(Repeat::kForgotten))
      << "an epoch left behind";
  // Nothing is left to do for those that come now.
  ASSERT_TRUE(renew().ok());
  store_.RunDueJobs();
  EXPECT_FALSE(store_.Read()
                   ->Scan(store::Key(store::Space::kJobs, merchant_).Prefix())
                   ->Valid());
}

}  // namespace
}  // namespace comptoir::readers
