#include "server/kv/rocksdb/rocksdb_engine.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/kv/errors.h"
#include "server/kv/rocksdb/testing/killed_folder.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

namespace fs = std::filesystem;

using testing::Ge;
using testing::Gt;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

absl::StatusOr<std::unique_ptr<Engine>> Open(const std::string& folder) {
  return OpenRocksDb({.folder = folder});
}

absl::StatusOr<std::unique_ptr<Engine>> OpenReadOnly(
    const std::string& folder) {
  return OpenRocksDb({.folder = folder, .read_only = true});
}

// Puts a full disk under the log of `folder`, which this process has open.
void FillTheDisk(Engine&, const std::string& folder) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  int logs = 0;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    const fs::path target = fs::read_symlink(entry.path(), error);
    if (target.parent_path() != folder || target.extension() != ".log") {
      continue;
    }
    ASSERT_GE(dup2(full, std::stoi(entry.path().filename())), 0);
    ++logs;
  }
  close(full);
  ASSERT_EQ(logs, 1);
}

INSTANTIATE_TEST_SUITE_P(RocksDb, Conformance,
                         testing::Values(EngineUnderTest{
                             .open = Open,
                             .open_read_only = OpenReadOnly,
                             .persists = true,
                             .break_commits = FillTheDisk,
                         }));

// It never had a log to lose.
TEST(RocksDbEngine, OpensACheckpointAgainAndAgain) {
  const std::string folder = EmptyFolder("checkpoint_of");
  const std::string copy = EmptyFolder("checkpoint");
  {
    const auto engine = Open(folder);
    ASSERT_TRUE(engine.ok()) << engine.status();
    Batch batch;
    batch.Put(KeyOf(0), "v");
    ASSERT_TRUE((*engine)->Commit(batch).ok());
    ASSERT_TRUE((*engine)->Checkpoint(copy).ok());
  }
  ASSERT_TRUE(LogOf(copy).empty());

  for (const auto& open : {OpenReadOnly, Open, Open, OpenReadOnly}) {
    const auto engine = open(copy);
    ASSERT_TRUE(engine.ok()) << engine.status();
    EXPECT_EQ(PrefixLength(**engine), 1);
  }
}

// Another process can open the database now: the first one writes no more,
// whether or not one does.
TEST(RocksDbEngine, WritesNoMoreOnceItsLockFileIsMovedAway) {
  const std::string folder = EmptyFolder("unlocked");
  const auto engine = Open(folder);
  ASSERT_TRUE(engine.ok()) << engine.status();
  Batch batch;
  batch.Put(KeyOf(0), "v");
  ASSERT_TRUE((*engine)->Commit(batch).ok());

  fs::rename(folder + "/LOCK", folder + "/moved");
  const absl::Status moved = (*engine)->Commit(batch);
  EXPECT_TRUE(IsFenced(moved)) << moved;
  EXPECT_THAT(std::string(moved.message()), HasSubstr("lock file"));
  std::ofstream(folder + "/LOCK") << "of another";

  EXPECT_TRUE(IsFenced((*engine)->Commit(batch)));
  EXPECT_EQ(PrefixLength(**engine), 1);
}

TEST(RocksDbEngine, RefusesAFolderThatIsOpen) {
  const std::string folder = EmptyFolder("open_twice");
  const auto engine = Open(folder);
  ASSERT_TRUE(engine.ok()) << engine.status();

  const absl::Status status = Open(folder).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "DATABASE_IN_USE");
}

TEST(RocksDbEngine, DoesNotMakeAFolderUnlessAsked) {
  const std::string folder = EmptyFolder("absent");
  const OpenOptions ways[] = {
      {.folder = folder, .create_if_missing = false},
      {.folder = folder, .read_only = true},
  };

  for (const OpenOptions& options : ways) {
    const absl::Status status = OpenRocksDb(options).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(status), "NO_DATABASE");
  }
  EXPECT_FALSE(fs::exists(folder));
}

TEST(RocksDbEngine, DoesNotKnowWhatBecameOfACommitThatAFullDiskRefused) {
  const std::string folder = EmptyFolder("full");
  const auto engine = Open(folder);
  ASSERT_TRUE(engine.ok()) << engine.status();
  FillTheDisk(**engine, folder);
  Batch batch;
  batch.Put("a", "1");

  const absl::Status status = (*engine)->Commit(batch);

  EXPECT_TRUE(IsCommitUnknown(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("No space left"));
}

TEST(RocksDbEngine, HasTheFiguresThatOperatorsKnow) {
  const auto engine = Open(EmptyFolder("figures"));
  ASSERT_TRUE(engine.ok()) << engine.status();

  std::map<std::string, double> figures;
  for (const Figure& figure : (*engine)->Figures()) {
    figures[figure.name] = figure.value;
  }

  EXPECT_THAT(figures, UnorderedElementsAre(Pair("memtable_bytes", Gt(0)),
                                            Pair("block_cache_bytes", Ge(0)),
                                            Pair("table_reader_bytes", Ge(0)),
                                            Pair("disk_bytes", Ge(0)),
                                            Pair("large_value_bytes", Ge(0)),
                                            Pair("estimated_keys", Ge(0))));
}

}  // namespace
}  // namespace comptoir::kv
