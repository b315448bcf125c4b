// What is there again after failing, closing, copying and opening.
#include <filesystem>
#include <optional>

#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/kv/errors.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

using testing::AnyOf;
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
  if (!engine().traits().has_checkpoints) GTEST_SKIP() << "none are offered";
  Put({{"a", "1"}, {"b", "2"}});
  const std::string folder = NewFolder("checkpoint");
  ASSERT_TRUE(engine().Checkpoint(folder).ok());
  Put({{"a", "changed"}, {"c", "new"}});

  const auto copy = GetParam().open(folder);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_THAT(Drain(*(*copy)->GetSnapshot()->Scan({})),
              ElementsAre(Row{"a", "1"}, Row{"b", "2"}));
}

// Backups are checked like this before anybody relies on them. An engine may
// keep young rows, old ones and large values in different ways.
TEST_P(Conformance, ACheckpointOpenedForReadingHasEveryRowByEveryWay) {
  if (!engine().traits().has_checkpoints) GTEST_SKIP() << "none are offered";
  if (!GetParam().open_read_only) GTEST_SKIP() << "it cannot be";
  std::vector<Row> rows;
  for (const char* name : {"a", "b"}) {
    rows.emplace_back(name, name);
    rows.emplace_back(std::string(name) + "large",
                      std::string(kValueBytesMax, *name));
    Put({rows.end() - 2, rows.end()});
    const std::string folder = NewFolder(std::string("checkpoint_") + name);
    ASSERT_TRUE(engine().Checkpoint(folder).ok());

    const auto copy = GetParam().open_read_only(folder);

    ASSERT_TRUE(copy.ok()) << copy.status();
    const auto snapshot = (*copy)->GetSnapshot();
    EXPECT_TRUE(Drain(*snapshot->Scan({})) == rows);
    for (const auto& [key, value] : rows) {
      EXPECT_TRUE(ValueIn(*snapshot, key) == value) << key;
      const auto values = snapshot->MultiGet(std::vector<std::string>{key});
      ASSERT_TRUE(values.ok()) << values.status();
      EXPECT_TRUE(values->front() == value) << key;
    }
  }
}

TEST_P(Conformance, ACheckpointIsRefusedWhereAFolderExists) {
  if (!engine().traits().has_checkpoints) GTEST_SKIP() << "none are offered";
  Put({{"a", "1"}});
  const std::string folder = NewFolder("checkpoint");
  ASSERT_TRUE(engine().Checkpoint(folder).ok());

  EXPECT_FALSE(engine().Checkpoint(folder).ok());
  EXPECT_EQ(Value("a"), "1");
}

TEST_P(Conformance, ACheckpointThatIsNotOfferedIsRefused) {
  if (engine().traits().has_checkpoints) GTEST_SKIP() << "they are offered";
  const std::string folder = NewFolder("checkpoint");

  const absl::Status status = engine().Checkpoint(folder);

  EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(ReasonOf(status), "NO_CHECKPOINTS");
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_P(Conformance, OpenedForReadingItShowsAllAndKeepsAll) {
  if (!GetParam().open_read_only) GTEST_SKIP() << "it cannot be";
  Put({{"a", "1"}, {"b", "2"}});
  Close();
  const auto reader = GetParam().open_read_only(DataFolder());
  ASSERT_TRUE(reader.ok()) << reader.status();
  Batch batch;
  batch.Put("a", "changed");

  EXPECT_EQ(ReasonOf((*reader)->Commit(batch)), "READ_ONLY");
  EXPECT_EQ(ReasonOf((*reader)->Commit(Batch())), "READ_ONLY");
  EXPECT_THAT(Drain(*(*reader)->GetSnapshot()->Scan({})),
              ElementsAre(Row{"a", "1"}, Row{"b", "2"}));
  EXPECT_EQ(
      *(*reader)->GetSnapshot()->MultiGet(std::vector<std::string>{"b", "c"}),
      (std::vector<std::optional<std::string>>{"2", std::nullopt}));
}

TEST_P(Conformance, AFailedCommitIsTheLastUntilReopened) {
  if (!GetParam().break_commits) GTEST_SKIP() << "it cannot fail";
  const std::vector<Row> before = {{"a", "1"}, {"b", "2"}};
  const std::vector<Row> after = {{"a", "changed"}, {"b", "2"}, {"c", "new"}};
  Put(before);
  GetParam().break_commits(engine(), DataFolder());
  Batch batch;
  batch.Put("a", "changed");
  batch.Put("c", "new");
  Batch later;
  later.Put("d", "later");

  const absl::Status failure = engine().Commit(batch);

  ASSERT_FALSE(failure.ok());
  EXPECT_FALSE(IsFenced(failure)) << failure;
  EXPECT_EQ(engine().Commit(later), failure);
  EXPECT_EQ(engine().Commit(Batch()), failure);
  EXPECT_EQ(Value("b"), "2");
  Reopen();
  if (IsCommitUnknown(failure)) {
    EXPECT_THAT(Rows({}), AnyOf(before, after));
  } else {
    EXPECT_EQ(Rows({}), before);
  }
  EXPECT_TRUE(engine().Commit(later).ok());
}

}  // namespace
}  // namespace comptoir::kv
