// What becomes of a database whose log is torn, damaged, cut or gone.
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "server/base/files/durable_file.h"
#include "server/base/status.h"
#include "server/kv/rocksdb/rocksdb_engine.h"
#include "server/kv/rocksdb/testing/killed_folder.h"

namespace comptoir::kv {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::HasSubstr;

absl::StatusOr<std::unique_ptr<Engine>> Open(const std::string& folder) {
  return OpenRocksDb({.folder = folder});
}

absl::StatusOr<std::unique_ptr<Engine>> OpenReadOnly(
    const std::string& folder) {
  return OpenRocksDb({.folder = folder, .read_only = true});
}

// By whoever looks and whoever serves. Whoever is told knows what is missing
// and what to do.
void ExpectRefused(const std::string& folder, const std::string& why) {
  for (const auto& open : {OpenReadOnly, Open}) {
    const absl::Status status = open(folder).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_EQ(ReasonOf(status), "DATABASE_DAMAGED");
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr(why), HasSubstr("restore the newest")));
  }
}

std::string Copy(const std::string& folder, const std::string& name) {
  const std::string copy = EmptyFolder(name);
  fs::copy(folder, copy);
  return copy;
}

// A killed folder whose newest log has the rows from kRows on.
std::string KilledAgain(const std::string& name) {
  const std::string folder = KilledFolder(name);
  const auto engine = Open(folder);
  EXPECT_TRUE(engine.ok()) << engine.status();
  CommitRows(**engine, kRows, 2 * kRows);
  return Copy(folder, name + "_again");
}

std::string NewestMarkedIn(const std::string& folder) {
  const std::string mark = ReadFile(folder + "/WRITTEN").value();
  const size_t name = mark.find(": ") + 2;
  return folder + "/" + mark.substr(name, mark.size() - 1 - name);
}

TEST(LogRecovery, OpensAKilledFolderWithEveryCommit) {
  const std::string folder = KilledFolder("killed");

  const auto engine = Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows);
}

TEST(LogRecovery, DropsATornRecordThatWasNeverAcknowledged) {
  const std::string folder = KilledFolder("torn");
  const fs::path log = LogOf(folder);
  const std::string begun = ReadFile(log).value().substr(0, 20);
  std::ofstream(log, std::ios::binary | std::ios::app) << begun;

  const auto engine = Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows);
}

TEST(LogRecovery, RefusesALogThatEndsBeforeWhatWasAcknowledged) {
  const std::string folder = KilledFolder("cut");
  const fs::path log = LogOf(folder);
  fs::resize_file(log, fs::file_size(log) - 20);

  for (int tries = 0; tries < 2; ++tries) {
    ExpectRefused(folder, "ends at change 199, but change 200 was committed");
  }
}

TEST(LogRecovery, RefusesALogThatWasEmptied) {
  const std::string folder = KilledFolder("emptied");
  fs::resize_file(LogOf(folder), 0);

  ExpectRefused(folder, "ends at change 0, but change 200 was committed");
}

// How far was committed is not synced: a power failure may take the mark back
// by seconds, and then a cut cannot be told from what the failure itself tore.
TEST(LogRecovery, AnOlderMarkIsAsTrue) {
  const std::string folder = KilledFolder("older_mark");
  const fs::path log = LogOf(folder);
  fs::resize_file(log, fs::file_size(log) - 20);
  std::ofstream(folder + "/COMMITTED") << "00000000000000000199\n";

  const auto engine = Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows - 1);
}

TEST(LogRecovery, RefusesAFolderWithADamagedLog) {
  const std::string folder = KilledFolder("damaged");
  const fs::path log = LogOf(folder);
  FlipByte(log, fs::file_size(log) / 2);

  ExpectRefused(folder, log.string());
}

TEST(LogRecovery, DoesNotBeginAnewWhereADatabaseHasLostItsHead) {
  const std::string folder = KilledFolder("headless");
  fs::remove(folder + "/CURRENT");
  const auto before = FilesOf(folder);

  ExpectRefused(folder, "no file CURRENT");

  EXPECT_EQ(FilesOf(folder), before);
}

TEST(LogRecovery, RefusesAFolderThatHasLostItsListOfFiles) {
  const std::string folder = KilledFolder("listless");
  std::string list;
  for (const auto& [name, bytes] : FilesOf(folder)) {
    if (name.starts_with("MANIFEST-")) list = name;
  }
  ASSERT_TRUE(fs::remove(folder + "/" + list));
  const auto before = FilesOf(folder);

  ExpectRefused(folder,
                "the file " + list + ", which CURRENT names, is missing");

  EXPECT_EQ(FilesOf(folder), before);
}

TEST(LogRecovery, DoesNotBeginAnewWhereNothingButMarksIsLeft) {
  const std::string folder = KilledFolder("marks");
  for (const auto& [name, bytes] : FilesOf(folder)) {
    if (name != "WRITTEN") fs::remove(folder + "/" + name);
  }

  ExpectRefused(folder, "no file CURRENT");
}

TEST(LogRecovery, RefusesAFolderThatHasLostItsLog) {
  const std::string folder = KilledFolder("logless");
  const fs::path log = LogOf(folder);
  fs::remove(log);
  const auto before = FilesOf(folder);

  ExpectRefused(folder, "(" + log.filename().string() + ") is missing");

  EXPECT_EQ(FilesOf(folder), before);
}

// RocksDB itself misses only logs that were followed by another one. Also after
// a power failure, which leaves no more than the name of the log.
TEST(LogRecovery, RefusesAFolderThatHasLostTheNewestOfItsLogs) {
  const std::string older = LogOf(KilledFolder("newest"));
  const std::string folder = KilledAgain("newest_lost");
  const fs::path newest = LogOf(folder);
  fs::remove(newest);
  fs::copy(older, folder);
  ASSERT_LT(LogOf(folder), newest);
  fs::remove(folder + "/COMMITTED");
  const auto before = FilesOf(folder);

  ExpectRefused(folder, "(" + newest.filename().string() + ") is missing");

  EXPECT_EQ(FilesOf(folder), before);
}

TEST(LogRecovery, ALogIsMarkedBeforeItIsWrittenTo) {
  const std::string folder = EmptyFolder("marked");
  const auto engine = Open(folder);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const std::string first = NewestMarkedIn(folder);
  EXPECT_TRUE(fs::exists(first));

  // More than a memtable holds: RocksDB goes on in another log.
  std::string newest = first;
  for (int row = 0; newest == first; ++row) {
    ASSERT_LT(row, 1000);
    Batch batch;
    batch.Put(KeyOf(row), std::string(kValueBytesMax, 'v'));
    ASSERT_TRUE((*engine)->Commit(batch).ok());
    newest = NewestMarkedIn(folder);
  }

  EXPECT_TRUE(fs::exists(newest));
  EXPECT_GT(newest, first);
}

// Its mark said that there is a log, and nothing of which.
TEST(LogRecovery, OpensWhatAServerLeftThatNamedNoLogs) {
  const std::string folder = KilledFolder("nameless");
  fs::remove(folder + "/COMMITTED");
  std::ofstream(folder + "/WRITTEN") << "This database has a log (*.log).\n";
  const std::string logless = Copy(folder, "nameless_logless");
  fs::remove(LogOf(logless));

  const auto engine = Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows);
  ExpectRefused(logless, "(*.log) is missing");
}

// A server that names no logs has gone on in newer ones than the mark's.
TEST(LogRecovery, OpensAFolderWithNewerLogsThanTheMarked) {
  const std::string folder = KilledAgain("newer_logs");
  std::ofstream(folder + "/WRITTEN") << "newest log: 000002.log\n";

  const auto engine = Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), 2 * kRows);
}

// Wherever the log is cut or damaged: all commits or a refusal; without the
// mark of how many there were, the first ones without a hole; never a crash.
TEST(LogRecovery, NeverOpensWithAHole) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  const std::string sound = KilledFolder("hole");
  const uint64_t log_bytes = fs::file_size(LogOf(sound));
  for (int image = 0; image < 40; ++image) {
    const uint64_t offset = random() % log_bytes;
    SCOPED_TRACE("seed " + std::to_string(seed) + " image " +
                 std::to_string(image) + " offset " + std::to_string(offset));
    const std::string folder = Copy(sound, "hole_image");
    if (image % 2 == 0) {
      fs::resize_file(LogOf(folder), offset);
    } else {
      FlipByte(LogOf(folder), offset);
    }
    const std::string unmarked = Copy(folder, "hole_unmarked");
    fs::remove(unmarked + "/COMMITTED");
    const auto marked_engine = Open(folder);
    const auto engine = Open(unmarked);

    EXPECT_TRUE(!marked_engine.ok() || PrefixLength(**marked_engine) == kRows);
    EXPECT_TRUE(!engine.ok() || PrefixLength(**engine) != -1);
  }
}

TEST(LogRecovery, ReadsAKilledFolderWithoutTouchingIt) {
  const std::string folder = KilledFolder("read");
  const auto before = FilesOf(folder);
  {
    const auto engine = OpenReadOnly(folder);
    ASSERT_TRUE(engine.ok()) << engine.status();
    EXPECT_EQ(PrefixLength(**engine), kRows);
  }
  EXPECT_EQ(FilesOf(folder), before);
}

}  // namespace
}  // namespace comptoir::kv
