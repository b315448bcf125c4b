#include "server/kv/rocksdb/rocksdb_engine.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "server/kv/testing/conformance.h"

namespace comptoir::kv {
namespace {

namespace fs = std::filesystem;

INSTANTIATE_TEST_SUITE_P(
    RocksDb, Conformance,
    testing::Values(EngineUnderTest{
        .open = [](std::string folder) { return RocksDbEngine::Open(folder); },
        .persists = true,
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
  auto engine = RocksDbEngine::Open(folder);
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

void FlipByte(const fs::path& file, uint64_t offset) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const char byte = static_cast<char>(stream.get() ^ 0x10);
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(byte);
}

TEST(RocksDbEngine, OpensAKilledFolderWithEveryCommit) {
  const std::string folder = KilledFolder("killed");

  const auto engine = RocksDbEngine::Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows);
}

TEST(RocksDbEngine, DropsATornTailOnly) {
  const std::string folder = KilledFolder("torn");
  const fs::path log = LogOf(folder);
  fs::resize_file(log, fs::file_size(log) - 20);

  const auto engine = RocksDbEngine::Open(folder);

  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(PrefixLength(**engine), kRows - 1);
}

TEST(RocksDbEngine, RefusesAFolderWithADamagedLog) {
  const std::string folder = KilledFolder("damaged");
  const fs::path log = LogOf(folder);
  FlipByte(log, fs::file_size(log) / 2);

  const auto engine = RocksDbEngine::Open(folder);

  EXPECT_EQ(engine.status().code(), absl::StatusCode::kDataLoss)
      << engine.status();
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
    const auto engine = RocksDbEngine::Open(folder);
    if (!engine.ok()) continue;
    EXPECT_NE(PrefixLength(**engine), -1)
        << "seed " << seed << " image " << image << " offset " << offset;
  }
}

TEST(RocksDbEngine, RefusesAFolderThatIsOpen) {
  const std::string folder = EmptyFolder("open_twice");
  const auto engine = RocksDbEngine::Open(folder);
  ASSERT_TRUE(engine.ok()) << engine.status();

  EXPECT_EQ(RocksDbEngine::Open(folder).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(RocksDbEngine, DoesNotMakeAFolderUnlessAsked) {
  const std::string folder = EmptyFolder("absent");

  EXPECT_EQ(
      RocksDbEngine::Open(folder, {.create_if_missing = false}).status().code(),
      absl::StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(folder));
}

TEST(RocksDbEngine, ReportsItsMemory) {
  const auto engine = RocksDbEngine::Open(EmptyFolder("stats"));
  ASSERT_TRUE(engine.ok()) << engine.status();

  EXPECT_GT((*engine)->Stats().memtable_bytes, 0u);
}

}  // namespace
}  // namespace comptoir::kv
