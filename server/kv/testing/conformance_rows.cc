// Reading and writing single rows.
#include <thread>

#include "gmock/gmock.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(Conformance, AnEmptyEngineHasNoRows) {
  EXPECT_EQ(Value("a"), "(absent)");
  EXPECT_THAT(Rows({}), IsEmpty());
}

TEST_P(Conformance, GivesBackWhatWasPut) {
  Put({{"a", "1"}, {"b", "2"}});

  EXPECT_EQ(Value("a"), "1");
  EXPECT_EQ(Value("b"), "2");
  EXPECT_EQ(Value("ab"), "(absent)");
}

TEST_P(Conformance, ALaterPutReplacesAnEarlierOne) {
  Put({{"a", "1"}});
  Put({{"a", "2"}});

  EXPECT_EQ(Value("a"), "2");
  EXPECT_THAT(Rows({}), ElementsAre(Row{"a", "2"}));
}

TEST_P(Conformance, ADeletedRowIsGone) {
  Put({{"a", "1"}, {"b", "2"}});
  Delete("a");

  EXPECT_EQ(Value("a"), "(absent)");
  EXPECT_THAT(Rows({}), ElementsAre(Row{"b", "2"}));
}

TEST_P(Conformance, DeletingAnAbsentRowIsFine) {
  Delete("never");

  EXPECT_THAT(Rows({}), IsEmpty());
}

TEST_P(Conformance, TheLastChangeOfAKeyInABatchWins) {
  Batch batch;
  batch.Put("a", "1");
  batch.Put("a", "2");
  batch.Put("b", "1");
  batch.Delete("b");
  batch.Delete("c");
  batch.Put("c", "3");

  ASSERT_TRUE(engine().Commit(batch).ok());

  EXPECT_THAT(Rows({}), ElementsAre(Row{"a", "2"}, Row{"c", "3"}));
}

TEST_P(Conformance, AnEmptyBatchChangesNothing) {
  Put({{"a", "1"}});

  ASSERT_TRUE(engine().Commit(Batch()).ok());

  EXPECT_THAT(Rows({}), ElementsAre(Row{"a", "1"}));
}

TEST_P(Conformance, EmptyKeysAndValuesAreRows) {
  Put({{"", "nothing"}, {"a", ""}});

  EXPECT_EQ(Value(""), "nothing");
  EXPECT_EQ(Value("a"), "");
  EXPECT_THAT(Rows({}), ElementsAre(Row{"", "nothing"}, Row{"a", ""}));
}

TEST_P(Conformance, BytesOfAllValuesAreKept) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  Put({{all, all}});

  EXPECT_EQ(Value(all), all);
}

TEST_P(Conformance, ASnapshotDoesNotChange) {
  Put({{"a", "1"}, {"b", "2"}});
  const auto before = engine().GetSnapshot();
  Put({{"a", "changed"}, {"c", "new"}});
  Delete("b");

  EXPECT_EQ(ValueIn(*before, "a"), "1");
  EXPECT_EQ(ValueIn(*before, "c"), "(absent)");
  EXPECT_THAT(Drain(*before->Scan({})),
              ElementsAre(Row{"a", "1"}, Row{"b", "2"}));
  EXPECT_THAT(Rows({}), ElementsAre(Row{"a", "changed"}, Row{"c", "new"}));
}

TEST_P(Conformance, ASnapshotSeesAllOfABatchOrNothing) {
  constexpr int kRounds = 300;
  Put({{"x", "0"}, {"y", "0"}});
  std::thread writer([this] {
    for (int round = 1; round <= kRounds; ++round) {
      Put({{"x", std::to_string(round)}, {"y", std::to_string(round)}});
    }
  });
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) {
    readers.emplace_back([this] {
      for (int read = 0; read < kRounds; ++read) {
        const auto snapshot = engine().GetSnapshot();
        const std::string x = ValueIn(*snapshot, "x");
        EXPECT_EQ(ValueIn(*snapshot, "y"), x);
        EXPECT_THAT(Drain(*snapshot->Scan({})),
                    ElementsAre(Row{"x", x}, Row{"y", x}));
      }
    });
  }
  writer.join();
  for (std::thread& reader : readers) reader.join();

  EXPECT_EQ(Value("x"), std::to_string(kRounds));
}

TEST_P(Conformance, OneSnapshotServesManyThreads) {
  Put({{"a", "1"}, {"b", "2"}});
  const auto snapshot = engine().GetSnapshot();
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 4; ++reader) {
    readers.emplace_back([&snapshot] {
      for (int read = 0; read < 200; ++read) {
        EXPECT_EQ(ValueIn(*snapshot, "b"), "2");
        EXPECT_EQ(Drain(*snapshot->Scan({})).size(), 2u);
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace comptoir::kv
