#include "server/kv/rocksdb/rocksdb_engine.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "server/base/status.h"
#include "server/kv/errors.h"
#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
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

constexpr int kRows = 200;

std::string EmptyFolder(const std::string& name) {
  const std::string folder = testing::TempDir() + "/" + name;
  fs::remove_all(folder);
  return folder;
}

std::string KeyOf(int row) { return "key" + std::to_string(1000 + row); }

// Commits rows 0 to kRows - 1 one by one and returns a copy of the folder made
// while the engine is open: as after kill -9, all of them only in the log.
std::string KilledFolder(const std::string& name) {
  const std::string folder = EmptyFolder(name);
  const std::string killed = EmptyFolder(name + "_killed");
  auto engine = Open(folder);
  EXPECT_TRUE(engine.ok()) << engine.status();
  for (int row = 0; row < kRows; ++row) {
    Batch batch;
    batch.Put(KeyOf(row), std::string(50, 'v'));
    EXPECT_TRUE((*engine)->Commit(batch).ok());
  }
  fs::copy(folder, killed);
  return killed;
}

// The biggest log file of the folder.
fs::path LogOf(const std::string& folder) {
  fs::path log;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".log") continue;
    if (log.empty() || fs::file_size(entry.path()) > fs::file_size(log)) {
      log = entry.path();
    }
  }
  return log;
}

// How many rows there are, counted from the first without a hole; -1 when
// there is a hole.
int PrefixLength(const Engine& engine) {
  const auto snapshot = engine.GetSnapshot();
  int rows = 0;
  for (auto walk = snapshot->Scan({}); walk->Valid(); walk->Next(), ++rows) {
    if (walk->key() != KeyOf(rows)) return -1;
  }
  return rows;
}

// Name to bytes of all files of a folder.
std::map<std::string, std::string> FilesOf(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename()] =
        std::string(std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

void FlipByte(const fs::path& file, uint64_t offset) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const char byte = static_cast<char>(stream.get() ^ 0x10);
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(byte);
}

TEST(RocksDbEngine, OpensAKilledFolderWithEveryCommit) {
  const std::string folder = KilledFolder("killed");

  const auto engine = Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows);
}

TEST(RocksDbEngine, DropsATornTailOnly) {
  const std::string folder = KilledFolder("torn");
  const fs::path log = LogOf(folder);
  fs::resize_file(log, fs::file_size(log) - 20);

  const auto engine = Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows - 1);
}

TEST(RocksDbEngine, RefusesAFolderWithADamagedLog) {
  const std::string folder = KilledFolder("damaged");
  const fs::path log = LogOf(folder);
  FlipByte(log, fs::file_size(log) / 2);

  const auto engine = Open(folder);

  EXPECT_EQ(engine.status().code(), absl::StatusCode::kDataLoss)
      << engine.status();
  EXPECT_EQ(ReasonOf(engine.status()), "DATABASE_DAMAGED");
  // Whoever is told knows which file, and what to do.
  EXPECT_THAT(std::string(engine.status().message()),
              AllOf(HasSubstr(log.string()), HasSubstr("restore the newest")));
}

TEST(RocksDbEngine, DoesNotBeginAnewWhereADatabaseHasLostItsHead) {
  const std::string folder = KilledFolder("headless");
  fs::remove(folder + "/CURRENT");
  const auto count = [&] {
    return std::distance(fs::directory_iterator(folder), {});
  };
  const auto before = count();

  for (const auto& engine : {Open(folder), OpenReadOnly(folder)}) {
    EXPECT_EQ(ReasonOf(engine.status()), "DATABASE_DAMAGED");
  }

  EXPECT_EQ(count(), before);
}

TEST(RocksDbEngine, RefusesAFolderThatHasLostItsLog) {
  const std::string folder = KilledFolder("logless");
  fs::remove(LogOf(folder));
  const auto before = FilesOf(folder);

  for (const auto& engine : {Open(folder), OpenReadOnly(folder)}) {
    EXPECT_TRUE(absl::IsDataLoss(engine.status())) << engine.status();
    EXPECT_EQ(ReasonOf(engine.status()), "DATABASE_DAMAGED");
    EXPECT_THAT(std::string(engine.status().message()),
                HasSubstr("write-ahead log (*.log) is missing"));
  }

  EXPECT_EQ(FilesOf(folder), before);
}

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

// Wherever the log is cut or damaged: the first commits without a hole, or a
// refusal, and never a crash.
TEST(RocksDbEngine, NeverOpensWithAHole) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  const std::string sound = KilledFolder("hole");
  const uint64_t log_bytes = fs::file_size(LogOf(sound));
  for (int image = 0; image < 40; ++image) {
    const std::string folder = EmptyFolder("hole_image");
    fs::copy(sound, folder);
    const uint64_t offset = random() % log_bytes;
    if (image % 2 == 0) {
      fs::resize_file(LogOf(folder), offset);
    } else {
      FlipByte(LogOf(folder), offset);
    }
    const auto engine = Open(folder);
    if (!engine.ok()) continue;
    EXPECT_NE(PrefixLength(**engine), -1)
        << "seed " << seed << " image " << image << " offset " << offset;
  }
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

TEST(RocksDbEngine, ReadsAKilledFolderWithoutTouchingIt) {
  const std::string folder = KilledFolder("read");
  const auto before = FilesOf(folder);
  {
    const auto engine = OpenReadOnly(folder);
    ASSERT_TRUE(engine.ok()) << engine.status();
    EXPECT_EQ(PrefixLength(**engine), kRows);
  }
  EXPECT_EQ(FilesOf(folder), before);
}

TEST(RocksDbEngine, DoesNotReadADamagedLog) {
  const std::string folder = KilledFolder("read_damaged");
  const fs::path log = LogOf(folder);
  FlipByte(log, fs::file_size(log) / 2);

  const absl::Status status = OpenReadOnly(folder).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(log.string()));
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
