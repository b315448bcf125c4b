#include "server/readers/rules/event_rules.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::readers {
namespace {

using comptoir::readers::v1::EventBatch;
using comptoir::readers::v1::ReaderEvent;
using comptoir::storage::v1::ReaderBatch;
using testing::ElementsAre;

EventBatch BatchOf(uint64_t first_seq, int count) {
  EventBatch batch;
  batch.set_epoch(1);
  batch.set_first_seq(first_seq);
  for (int i = 0; i < count; ++i) {
    batch.add_events()->mutable_local_time()->set_seconds(first_seq + i);
  }
  return batch;
}

ReaderBatch Stored(uint64_t first_seq, std::vector<uint64_t> digests) {
  ReaderBatch stored;
  stored.set_first_seq(first_seq);
  stored.mutable_digests()->Add(digests.begin(), digests.end());
  return stored;
}

absl::Time Noon() { return absl::FromUnixSeconds(1'767'268'800); }

OpenStream Open(uint64_t epoch, absl::Duration silence) {
  return {.epoch = epoch,
          .credential_id = "cred_a",
          .last_heard = Noon() - silence};
}

// For every cursor, start and size in a small world, the plan covers the batch
// and says the same as looking at each event alone.
TEST(PlanBatch, AgreesWithEachEventAlone) {
  for (uint64_t applied = 0; applied <= 8; ++applied) {
    for (uint64_t first = 1; first <= 10; ++first) {
      for (size_t count = 1; count <= 8; ++count) {
        const BatchPlan plan = PlanBatch(applied, first, count);
        size_t repeated = 0;
        size_t fresh = 0;
        uint64_t cursor = applied;
        for (uint64_t seq = first; seq < first + count; ++seq) {
          if (seq <= applied) ++repeated;
          if (seq == cursor + 1) ++fresh, ++cursor;
        }
        EXPECT_EQ(plan.repeated, repeated) << applied << first << count;
        EXPECT_EQ(plan.fresh, fresh) << applied << first << count;
        EXPECT_EQ(plan.has_gap(), first > applied + 1);
      }
    }
  }
}

TEST(PlanBatch, NamesTheMissingEvents) {
  EXPECT_EQ(PlanBatch(3, 7, 2),
            (BatchPlan{.missing_from = 4, .missing_to = 6}));
}

TEST(CompareRepeats, ComparesTheOverlapAndNothingElse) {
  constexpr Repeat kForgotten = Repeat::kForgotten;
  constexpr Repeat kSame = Repeat::kSame;
  constexpr Repeat kOther = Repeat::kOther;
  const ReaderBatch stored = Stored(5, {50, 60, 70});
  const auto compare = [&stored](uint64_t first_seq,
                                 const std::vector<uint64_t>& digests) {
    std::vector<Repeat> repeats(digests.size());
    CompareRepeats(first_seq, digests, stored, &repeats);
    return repeats;
  };

  EXPECT_THAT(compare(4, {40, 50, 61, 71}),
              ElementsAre(kForgotten, kSame, kOther, kOther));
  EXPECT_THAT(compare(4, {40, 50, 60, 70, 80}),
              ElementsAre(kForgotten, kSame, kSame, kSame, kForgotten));
  EXPECT_THAT(compare(1, {1, 2, 3, 4}), testing::Each(kForgotten));
  EXPECT_THAT(compare(8, {1}), ElementsAre(kForgotten));
  EXPECT_THAT(compare(7, {71}), ElementsAre(kOther));
}

TEST(DigestOf, IsTheOneThatIsStored) {
  // The first eight bytes of the SHA-256 of no bytes at all.
  EXPECT_EQ(DigestOf(ReaderEvent()), 0xe3b0c44298fc1c14u);
}

TEST(DigestOf, DiffersForAnyDifference) {
  ReaderEvent a;
  a.mutable_card_read()->set_cardholder_name("A");
  ReaderEvent b = a;
  EXPECT_EQ(DigestOf(a), DigestOf(b));

  b.mutable_card_read()->set_cardholder_name("B");

  EXPECT_NE(DigestOf(a), DigestOf(b));
}

TEST(CheckBatch, RefusesWhatMakesNoSense) {
  EXPECT_TRUE(CheckBatch(BatchOf(1, kEventsPerBatchMax)).ok());
  EXPECT_FALSE(CheckBatch(BatchOf(1, kEventsPerBatchMax + 1)).ok());
  EXPECT_FALSE(CheckBatch(BatchOf(1, 0)).ok());
  EXPECT_FALSE(CheckBatch(BatchOf(0, 1)).ok());
  EXPECT_FALSE(CheckBatch(BatchOf(kSeqMax + 1, 1)).ok());
  EventBatch without_epoch = BatchOf(1, 1);
  without_epoch.clear_epoch();
  EXPECT_FALSE(CheckBatch(without_epoch).ok());
  EventBatch large = BatchOf(1, 1);
  large.mutable_events(0)->mutable_card_read()->set_cardholder_name(
      std::string(kBatchBytesMax, 'x'));
  EXPECT_TRUE(CheckBatch(large).ok());
  large.add_events()->mutable_card_removed();
  EXPECT_EQ(ReasonOf(CheckBatch(large)), "INVALID_FIELDS");
}

TEST(CheckTakeover, RefusesASecondStreamOfTheSameEpoch) {
  const absl::Status status =
      CheckTakeover(Open(7, absl::Seconds(1)), 7, "cred_a", Noon());

  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "READER_ALREADY_CONNECTED");
}

TEST(CheckTakeover, LetsALaterBootOfTheSameDaemonIn) {
  const OpenStream open = Open(7, absl::Seconds(1));

  EXPECT_TRUE(CheckTakeover(open, 8, "cred_a", Noon()).ok());
  EXPECT_FALSE(CheckTakeover(open, 8, "cred_b", Noon()).ok());
  EXPECT_FALSE(CheckTakeover(open, 6, "cred_a", Noon()).ok());
}

TEST(CheckTakeover, LetsAnyoneReplaceADeadStream) {
  const OpenStream open = Open(7, kSilenceMax + absl::Seconds(1));

  EXPECT_TRUE(CheckTakeover(open, 7, "cred_a", Noon()).ok());
}

TEST(CheckTakeover, LetsAnyoneReplaceAStreamThatHasEnded) {
  OpenStream open = Open(7, absl::Seconds(1));
  open.has_ended = true;

  EXPECT_TRUE(CheckTakeover(open, 7, "cred_b", Noon()).ok());
}

TEST(CheckEpoch, RefusesEpochsBeforeTheNewestSeen) {
  EXPECT_TRUE(CheckEpoch(5, 0, 5).ok());
  EXPECT_TRUE(CheckEpoch(6, 0, 5).ok());
  EXPECT_EQ(ReasonOf(CheckEpoch(4, 0, 5)), "READER_EPOCH_STALE");
  EXPECT_EQ(ReasonOf(CheckEpoch(6, 7, 5)), "READER_EPOCH_STALE");
  EXPECT_EQ(ReasonOf(CheckEpoch(0, 0, 0)), "READER_EPOCH_STALE");
}

// A sender that loses, repeats and reorders batches at random against the
// rules: what is applied is always 1, 2, 3, ... once each.
TEST(EventRules, ApplyEachEventOnceWhateverHappensOnTheWay) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  constexpr uint64_t kEvents = 5000;
  uint64_t applied = 0;
  uint64_t acknowledged = 0;
  std::vector<uint64_t> log;
  int steps = 0;

  while (acknowledged < kEvents && ++steps < 1'000'000) {
    const uint64_t back = std::min<uint64_t>(random() % 40, acknowledged);
    const uint64_t first = acknowledged - back + 1 + random() % 60;
    const size_t count = 1 + random() % 50;
    const BatchPlan plan = PlanBatch(applied, first, count);
    for (size_t i = 0; i < plan.fresh; ++i) {
      log.push_back(first + plan.repeated + i);
    }
    applied += plan.fresh;
    if (random() % 4 != 0) acknowledged = applied;  // Else it is lost.
  }

  ASSERT_GE(log.size(), kEvents);
  for (size_t i = 0; i < log.size(); ++i) ASSERT_EQ(log[i], i + 1);
}

}  // namespace
}  // namespace comptoir::readers
