#include "server/store/lane/merge_iterator.h"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/kv/memory/memory_engine.h"
#include "server/store/lane/overlay.h"

namespace comptoir::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rows = std::vector<std::pair<std::string, std::string>>;

class MergeIteratorTest : public testing::Test {
 protected:
  void Below(std::string key, std::string value) {
    kv::Batch batch;
    batch.Put(std::move(key), std::move(value));
    ASSERT_TRUE(engine_.Commit(batch).ok());
  }

  std::unique_ptr<kv::Iterator> Walk(
      const kv::Range& range = {},
      kv::Direction direction = kv::Direction::kForward) {
    snapshot_ = engine_.GetSnapshot();
    return std::make_unique<MergeIterator>(*snapshot_, overlay_, range,
                                           direction);
  }

  static Rows Drain(kv::Iterator& walk) {
    Rows rows;
    for (; walk.Valid(); walk.Next())
      rows.emplace_back(walk.key(), walk.value());
    EXPECT_TRUE(walk.status().ok());
    return rows;
  }

  kv::MemoryEngine engine_;
  std::shared_ptr<const kv::Snapshot> snapshot_;
  Overlay overlay_;
};

TEST_F(MergeIteratorTest, ShowsBothInOrderWithTheOverlayOnTop) {
  Below("a", "below");
  Below("b", "below");
  Below("d", "below");
  overlay_.Set("b", "above");
  overlay_.Set("c", "above");
  overlay_.Set("d", std::nullopt);
  overlay_.Set("e", std::nullopt);

  EXPECT_THAT(Drain(*Walk()),
              ElementsAre(std::pair("a", "below"), std::pair("b", "above"),
                          std::pair("c", "above")));
  EXPECT_THAT(Drain(*Walk({}, kv::Direction::kReverse)),
              ElementsAre(std::pair("c", "above"), std::pair("b", "above"),
                          std::pair("a", "below")));
}

TEST_F(MergeIteratorTest, DeletesDuringAWalkDoNotDisturbIt) {
  for (const char* key : {"a", "b", "c", "d"}) Below(key, "");
  overlay_.Set("bb", "");
  std::vector<std::string> visited;
  const auto walk = Walk();
  for (; walk->Valid(); walk->Next()) {
    visited.emplace_back(walk->key());
    overlay_.Set(walk->key(), std::nullopt);
  }

  EXPECT_THAT(visited, ElementsAre("a", "b", "bb", "c", "d"));
  EXPECT_THAT(Drain(*Walk()), IsEmpty());
}

TEST_F(MergeIteratorTest, WritesAheadOfAWalkAreSeenAndThoseBehindAreNot) {
  Below("b", "below");
  Below("d", "below");
  const auto walk = Walk();
  overlay_.Set("a", "behind");
  overlay_.Set("c", "ahead");
  overlay_.Set("d", std::nullopt);

  EXPECT_THAT(Drain(*walk),
              ElementsAre(std::pair("b", "below"), std::pair("c", "ahead")));
}

TEST_F(MergeIteratorTest, ARowStaysReadableWhileItIsReplaced) {
  overlay_.Set("a", "first");
  const auto walk = Walk();
  const std::string_view value = walk->value();
  overlay_.Set("a", std::string(100, 'x'));
  for (int i = 0; i < 100; ++i) overlay_.Set("b" + std::to_string(i), "");

  EXPECT_EQ(value, "first");
  EXPECT_EQ(walk->key(), "a");
}

TEST_F(MergeIteratorTest, TakingBackATransactionLeavesEarlierWrites) {
  overlay_.Set("a", "1");
  overlay_.Set("b", "1");
  const size_t bytes = overlay_.bytes();
  overlay_.BeginTransaction();
  overlay_.Set("a", "22");
  overlay_.Set("a", std::nullopt);
  overlay_.Set("c", "22");
  overlay_.Set("c", "333");
  overlay_.Set("b", "4444");
  overlay_.RollBack();

  EXPECT_THAT(Drain(*Walk()),
              ElementsAre(std::pair("a", "1"), std::pair("b", "1")));
  EXPECT_EQ(overlay_.bytes(), bytes);
}

std::string RandomKey(std::mt19937& random) {
  std::string key(random() % 4, '\0');
  for (char& c : key) c = "ab\x00\xff"[random() % 4];
  return key;
}

// Random rows below, random writes and roll-backs above, against one map.
TEST_F(MergeIteratorTest, MatchesAModel) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  std::map<std::string, std::string> model;
  for (int i = 0; i < 60; ++i) {
    const std::string key = RandomKey(random);
    Below(key, "below");
    model[key] = "below";
  }
  for (int round = 0; round < 400; ++round) {
    auto changed = model;
    overlay_.BeginTransaction();
    for (unsigned write = 0; write < random() % 4; ++write) {
      const std::string key = RandomKey(random);
      if (random() % 2 == 0) {
        overlay_.Set(key, std::nullopt);
        changed.erase(key);
      } else {
        overlay_.Set(key, std::to_string(round));
        changed[key] = std::to_string(round);
      }
    }
    if (random() % 3 == 0) {
      overlay_.RollBack();
    } else {
      model = changed;
    }
    const kv::Range range{.start = RandomKey(random),
                          .limit = RandomKey(random)};
    Rows expected;
    for (const auto& row : model) {
      if (row.first >= range.start &&
          (range.limit.empty() || row.first < range.limit)) {
        expected.emplace_back(row);
      }
    }
    ASSERT_EQ(Drain(*Walk(range)), expected) << "seed " << seed;
    std::reverse(expected.begin(), expected.end());
    ASSERT_EQ(Drain(*Walk(range, kv::Direction::kReverse)), expected)
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace comptoir::store
