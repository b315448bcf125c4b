// Walking ranges of rows.
#include <algorithm>
#include <map>
#include <random>

#include "gmock/gmock.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(Conformance, WalksInByteOrder) {
  Put({{"b", ""},
       {"\xff", ""},
       {"a", ""},
       {"ab", ""},
       {"\x7f", ""},
       {"B", ""}});

  EXPECT_THAT(Rows({}),
              ElementsAre(Row{"B", ""}, Row{"a", ""}, Row{"ab", ""},
                          Row{"b", ""}, Row{"\x7f", ""}, Row{"\xff", ""}));
}

TEST_P(Conformance, WalksBackwards) {
  Put({{"a", "1"}, {"b", "2"}, {"c", "3"}});

  EXPECT_THAT(Rows({}, Direction::kReverse),
              ElementsAre(Row{"c", "3"}, Row{"b", "2"}, Row{"a", "1"}));
}

TEST_P(Conformance, ARangeHasItsStartAndNotItsLimit) {
  Put({{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}});
  const Range range{.start = "b", .limit = "d"};

  EXPECT_THAT(Rows(range), ElementsAre(Row{"b", ""}, Row{"c", ""}));
  EXPECT_THAT(Rows(range, Direction::kReverse),
              ElementsAre(Row{"c", ""}, Row{"b", ""}));
}

TEST_P(Conformance, ARangeMayBeginAndEndBetweenRows) {
  Put({{"a", ""}, {"c", ""}, {"e", ""}});
  const Range range{.start = "b", .limit = "d"};

  EXPECT_THAT(Rows(range), ElementsAre(Row{"c", ""}));
  EXPECT_THAT(Rows(range, Direction::kReverse), ElementsAre(Row{"c", ""}));
}

TEST_P(Conformance, AnEmptyLimitIsTheEnd) {
  Put({{"a", ""}, {"b", ""}, {"\xff\xff", ""}});
  const Range range{.start = "b", .limit = ""};

  EXPECT_THAT(Rows(range), ElementsAre(Row{"b", ""}, Row{"\xff\xff", ""}));
  EXPECT_THAT(Rows(range, Direction::kReverse),
              ElementsAre(Row{"\xff\xff", ""}, Row{"b", ""}));
}

TEST_P(Conformance, EmptyAndInvertedRangesHaveNoRows) {
  Put({{"a", ""}, {"b", ""}, {"c", ""}});

  EXPECT_THAT(Rows({.start = "b", .limit = "b"}), IsEmpty());
  EXPECT_THAT(Rows({.start = "b", .limit = "b"}, Direction::kReverse),
              IsEmpty());
  EXPECT_THAT(Rows({.start = "c", .limit = "a"}), IsEmpty());
  EXPECT_THAT(Rows({.start = "c", .limit = "a"}, Direction::kReverse),
              IsEmpty());
}

TEST_P(Conformance, APrefixHasAllThatBeginWithIt) {
  Put({{"a", ""}, {"ab", ""}, {"ab\xff", ""}, {"abc", ""}, {"ac", ""}});

  EXPECT_THAT(Rows(Range::Prefix("ab")),
              ElementsAre(Row{"ab", ""}, Row{"abc", ""}, Row{"ab\xff", ""}));
}

TEST_P(Conformance, APrefixMayEndWithTheGreatestByte) {
  Put({{"a\xff", ""},
       {"a\xff\x01", ""},
       {"b", ""},
       {"\xff\xff", ""},
       {"\xff\xff\xff", ""}});

  EXPECT_THAT(Rows(Range::Prefix("a\xff")),
              ElementsAre(Row{"a\xff", ""}, Row{"a\xff\x01", ""}));
  EXPECT_THAT(Rows(Range::Prefix("\xff\xff"), Direction::kReverse),
              ElementsAre(Row{"\xff\xff\xff", ""}, Row{"\xff\xff", ""}));
}

TEST_P(Conformance, AWalkIsNotDisturbedByCommits) {
  Put({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  const auto snapshot = engine().GetSnapshot();
  const auto walk = snapshot->Scan({});
  ASSERT_TRUE(walk->Valid());
  const std::string_view value = walk->value();
  Delete("b");
  for (int i = 0; i < 100; ++i) Put({{"a", std::string(100, 'x')}});
  Put({{"bb", "new"}});

  EXPECT_EQ(value, "1");
  EXPECT_THAT(Drain(*walk),
              ElementsAre(Row{"a", "1"}, Row{"b", "2"}, Row{"c", "3"}));
}

TEST_P(Conformance, ManyRowsMatchAModel) {
  const unsigned seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  std::map<std::string, std::string> model;
  const auto random_key = [&random] {
    std::string key(random() % 5, '\0');
    for (char& c : key) c = "ab\x00\xff"[random() % 4];
    return key;
  };
  for (int round = 0; round < 60; ++round) {
    Batch batch;
    for (int change = 0; change < 10; ++change) {
      const std::string key = random_key();
      if (random() % 3 == 0) {
        batch.Delete(key);
        model.erase(key);
      } else {
        batch.Put(key, std::to_string(random()));
        model[key] = *batch.changes().back().value;
      }
    }
    ASSERT_TRUE(engine().Commit(batch).ok());

    const Range range{.start = random_key(), .limit = random_key()};
    std::vector<Row> expected;
    for (const Row& row : std::vector<Row>(model.begin(), model.end())) {
      if (row.first >= range.start &&
          (range.limit.empty() || row.first < range.limit)) {
        expected.push_back(row);
      }
    }
    EXPECT_EQ(Rows(range), expected) << "seed " << seed;
    std::reverse(expected.begin(), expected.end());
    EXPECT_EQ(Rows(range, Direction::kReverse), expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace comptoir::kv
