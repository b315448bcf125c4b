// Commits on the condition that a row is as their writer left it.
#include <atomic>
#include <optional>
#include <thread>

#include "gmock/gmock.h"
#include "server/kv/errors.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

using testing::ElementsAre;

constexpr char kFenceKey[] = "fence";

Fence At(std::optional<std::string> value) {
  return {.key = kFenceKey, .value = std::move(value)};
}

TEST_P(Conformance, ACommitWhoseFenceHoldsIsDone) {
  ASSERT_TRUE(PutUnderFence(At(std::nullopt), "a", "1").ok());
  Put({{kFenceKey, "7"}});
  ASSERT_TRUE(PutUnderFence(At("7"), "b", "2").ok());
  Put({{kFenceKey, ""}});
  ASSERT_TRUE(PutUnderFence(At(""), "c", "3").ok());

  EXPECT_THAT(Rows({}), ElementsAre(Row{"a", "1"}, Row{"b", "2"}, Row{"c", "3"},
                                    Row{kFenceKey, ""}));
}

TEST_P(Conformance, ACommitWhoseFenceDoesNotHoldChangesNothing) {
  EXPECT_TRUE(IsFenced(PutUnderFence(At("7"), "a", "1")));
  EXPECT_TRUE(IsFenced(PutUnderFence(At(""), "a", "1")));
  Put({{kFenceKey, "8"}});
  EXPECT_TRUE(IsFenced(PutUnderFence(At("7"), "a", "1")));
  EXPECT_TRUE(IsFenced(PutUnderFence(At(std::nullopt), "a", "1")));
  Delete(kFenceKey);
  EXPECT_TRUE(IsFenced(PutUnderFence(At("8"), "a", "1")));

  EXPECT_EQ(Value("a"), "(absent)");
}

TEST_P(Conformance, AnEngineGoesOnAfterAFence) {
  EXPECT_TRUE(IsFenced(PutUnderFence(At("7"), "a", "1")));

  Put({{kFenceKey, "7"}});

  EXPECT_TRUE(PutUnderFence(At("7"), "a", "1").ok());
  EXPECT_EQ(Value("a"), "1");
}

TEST_P(Conformance, ABatchMayChangeTheRowOfItsFence) {
  ASSERT_TRUE(PutUnderFence(At(std::nullopt), kFenceKey, "1").ok());
  ASSERT_TRUE(PutUnderFence(At("1"), kFenceKey, "2").ok());
  EXPECT_TRUE(IsFenced(PutUnderFence(At("1"), kFenceKey, "2")));

  EXPECT_EQ(Value(kFenceKey), "2");
}

TEST_P(Conformance, ABatchWithoutChangesHasItsFenceCheckedToo) {
  Batch batch;
  batch.SetFence(At("1"));
  EXPECT_TRUE(IsFenced(engine().Commit(batch)));
  Put({{kFenceKey, "1"}});

  EXPECT_TRUE(engine().Commit(batch).ok());
}

// Who raises a number under the fence of the number that it read gets one that
// nobody else gets.
TEST_P(Conformance, OneOfManyTakesEachNumber) {
  constexpr int kNumbersMax = 60;
  Put({{kFenceKey, "0"}});
  std::vector<std::atomic<int>> taken(kNumbersMax + 1);
  std::vector<std::thread> takers;
  for (int taker = 0; taker < 3; ++taker) {
    takers.emplace_back([&] {
      for (int number = 0; number < kNumbersMax;) {
        const std::string read = Value(kFenceKey);
        number = std::stoi(read);
        if (number == kNumbersMax) return;
        const absl::Status status =
            PutUnderFence(At(read), kFenceKey, std::to_string(number + 1));
        EXPECT_TRUE(status.ok() || IsFenced(status)) << status;
        if (status.ok()) ++taken[number + 1];
      }
    });
  }
  for (std::thread& taker : takers) taker.join();

  for (int number = 1; number <= kNumbersMax; ++number) {
    EXPECT_EQ(taken[number], 1) << number;
  }
}

// Writers of an old number write on while a new one is taken; from then on
// nothing of theirs is seen.
TEST_P(Conformance, AfterANumberIsTakenNothingOfAnOlderWriterIsWritten) {
  constexpr int kRounds = 25;
  Put({{kFenceKey, "0"}});
  for (int round = 0; round < kRounds; ++round) {
    const std::string mine = std::to_string(round);
    const std::string next = std::to_string(round + 1);
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 2; ++writer) {
      writers.emplace_back([&] {
        absl::Status status;
        while (status.ok()) status = PutUnderFence(At(mine), "owner", mine);
        EXPECT_TRUE(IsFenced(status)) << status;
      });
    }
    while (Value("owner") != mine) std::this_thread::yield();
    Batch taking;
    taking.Put(kFenceKey, next);
    taking.Put("owner", "taken");
    taking.SetFence(At(mine));
    EXPECT_TRUE(engine().Commit(taking).ok());
    for (std::thread& writer : writers) writer.join();

    EXPECT_EQ(Value("owner"), "taken");
  }
}

}  // namespace
}  // namespace comptoir::kv
