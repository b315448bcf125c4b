#include "server/kv/rocksdb/testing/killed_folder.h"

#include <fstream>
#include <iterator>

#include "gtest/gtest.h"
#include "server/kv/rocksdb/rocksdb_engine.h"

namespace comptoir::kv {

namespace fs = std::filesystem;

std::string EmptyFolder(const std::string& name) {
  const std::string folder = testing::TempDir() + "/" + name;
  fs::remove_all(folder);
  return folder;
}

std::string KeyOf(int row) { return "key" + std::to_string(1000 + row); }

void CommitRows(Engine& engine, int first, int limit) {
  for (int row = first; row < limit; ++row) {
    Batch batch;
    batch.Put(KeyOf(row), std::string(50, 'v'));
    const absl::Status status = engine.Commit(batch);
    ASSERT_TRUE(status.ok()) << status;
  }
}

std::string KilledFolder(const std::string& name) {
  const std::string folder = EmptyFolder(name);
  const std::string killed = EmptyFolder(name + "_killed");
  const auto engine = OpenRocksDb({.folder = folder});
  EXPECT_TRUE(engine.ok()) << engine.status();
  if (!engine.ok()) return killed;
  CommitRows(**engine, 0, kRows);
  fs::copy(folder, killed);
  return killed;
}

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

int PrefixLength(const Engine& engine) {
  const auto snapshot = engine.GetSnapshot();
  int rows = 0;
  for (auto walk = snapshot->Scan({}); walk->Valid(); walk->Next(), ++rows) {
    if (walk->key() != KeyOf(rows)) return -1;
  }
  return rows;
}

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

}  // namespace comptoir::kv
