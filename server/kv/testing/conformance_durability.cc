// What is there again after closing, copying and opening.
#include "gmock/gmock.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

using testing::ElementsAre;

TEST_P(Conformance, RowsAreThereAfterReopening) {
  if (!GetParam().persists) GTEST_SKIP() << "this engine does not persist";
  Put({{"a", "1"}, {"b", "2"}});
  Delete("a");
  Reopen();

  EXPECT_THAT(Rows({}), ElementsAre(Row{"b", "2"}));

  Put({{"c", "3"}});
  Reopen();

  EXPECT_THAT(Rows({}), ElementsAre(Row{"b", "2"}, Row{"c", "3"}));
}

TEST_P(Conformance, ASnapshotOutlivesItsEngine) {
  auto engine = GetParam().open(NewFolder("other"));
  ASSERT_TRUE(engine.ok()) << engine.status();
  Batch batch;
  batch.Put("a", "1");
  ASSERT_TRUE((*engine)->Commit(batch).ok());
  const auto snapshot = (*engine)->GetSnapshot();
  engine->reset();

  EXPECT_EQ(ValueIn(*snapshot, "a"), "1");
}

TEST_P(Conformance, ACheckpointOpensWithTheRowsOfItsTime) {
  Put({{"a", "1"}, {"b", "2"}});
  const std::string folder = NewFolder("checkpoint");
  ASSERT_TRUE(engine().Checkpoint(folder).ok());
  Put({{"a", "changed"}, {"c", "new"}});

  const auto& open =
      GetParam().open_checkpoint ? GetParam().open_checkpoint : GetParam().open;
  const auto copy = open(folder);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_THAT(Drain(*(*copy)->GetSnapshot()->Scan({})),
              ElementsAre(Row{"a", "1"}, Row{"b", "2"}));
}

TEST_P(Conformance, ACheckpointIsRefusedWhereAFolderExists) {
  Put({{"a", "1"}});
  const std::string folder = NewFolder("checkpoint");
  ASSERT_TRUE(engine().Checkpoint(folder).ok());

  EXPECT_FALSE(engine().Checkpoint(folder).ok());
  EXPECT_EQ(Value("a"), "1");
}

TEST_P(Conformance, StatsCanBeRead) {
  Put({{"a", "1"}});

  EXPECT_LE(engine().Stats().estimated_keys, 1u);
}

}  // namespace
}  // namespace comptoir::kv
