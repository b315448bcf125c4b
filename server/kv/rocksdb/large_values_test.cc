// Large values: where they are kept, and that damage to them is found.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "server/kv/rocksdb/rocksdb_engine.h"

namespace comptoir::kv {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargeBytes = 256 * 1024;
constexpr int kLargeValues = 6;

std::string LargeKey(int number) { return "large" + std::to_string(number); }

std::string LargeValue(int number) {
  return std::string(kLargeBytes, static_cast<char>('a' + number));
}

std::vector<fs::path> FilesOf(const std::string& folder,
                              std::string_view extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  return files;
}

uintmax_t BytesOf(const std::vector<fs::path>& files) {
  uintmax_t bytes = 0;
  for (const fs::path& file : files) bytes += fs::file_size(file);
  return bytes;
}

class LargeValuesTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    auto engine = OpenRocksDb({.folder = data_});
    ASSERT_TRUE(engine.ok()) << engine.status();
    for (int number = 0; number < kLargeValues; ++number) {
      Batch batch;
      batch.Put(LargeKey(number), LargeValue(number));
      batch.Put("small" + std::to_string(number), "small");
      ASSERT_TRUE((*engine)->Commit(batch).ok());
    }
    ASSERT_TRUE((*engine)->Checkpoint(copy_).ok());
  }

  // What opening the copy and reading all large values gives: OK, or the first
  // error. A value that is another than was put, or absent, fails the test.
  absl::Status ReadCopy(bool read_only) {
    const auto engine = OpenRocksDb({.folder = copy_, .read_only = read_only});
    if (!engine.ok()) return engine.status();
    const auto snapshot = (*engine)->GetSnapshot();
    for (int number = 0; number < kLargeValues; ++number) {
      const auto value = snapshot->Get(LargeKey(number));
      if (!value.ok()) return value.status();
      EXPECT_TRUE(*value == LargeValue(number)) << number;
    }
    return absl::OkStatus();
  }

  const std::string folder_ = testing::TempDir() + "/large_values";
  const std::string data_ = folder_ + "/data";
  const std::string copy_ = folder_ + "/copy";
};

// So that compaction does not write chunks of blobs again and again.
TEST_F(LargeValuesTest, StandInFilesOfTheirOwn) {
  EXPECT_GE(BytesOf(FilesOf(copy_, ".blob")), kLargeValues * kLargeBytes);
  EXPECT_LT(BytesOf(FilesOf(copy_, ".sst")), kLargeBytes);
}

TEST_F(LargeValuesTest, AreReadFromACopyHoweverItIsOpened) {
  for (const bool read_only : {true, false}) {
    const absl::Status status = ReadCopy(read_only);
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST_F(LargeValuesTest, AreDataLossWhenOneByteOfThemIsDamaged) {
  const std::vector<fs::path> files = FilesOf(copy_, ".blob");
  ASSERT_EQ(files.size(), 1u);
  std::fstream file(files[0], std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(3 * kLargeBytes + kLargeBytes / 2);
  file.put('X');
  file.close();

  for (const bool read_only : {true, false}) {
    const absl::Status status = ReadCopy(read_only);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  }
}

TEST_F(LargeValuesTest, AreAnErrorWhenTheirFileIsGoneOrCutOff) {
  const std::vector<fs::path> files = FilesOf(copy_, ".blob");
  ASSERT_EQ(files.size(), 1u);

  fs::resize_file(files[0], fs::file_size(files[0]) - 1);
  EXPECT_FALSE(ReadCopy(/*read_only=*/true).ok());
  fs::remove(files[0]);
  EXPECT_FALSE(ReadCopy(/*read_only=*/true).ok());
}

// As a crash leaves them that comes before they are named.
TEST_F(LargeValuesTest, LeaveNoFileBehindThatNobodyNames) {
  const std::string stray = copy_ + "/000001.blob";
  std::ofstream(stray) << "half a file";

  EXPECT_TRUE(ReadCopy(/*read_only=*/false).ok());

  EXPECT_FALSE(fs::exists(stray));
}

TEST_F(LargeValuesTest, GiveTheirSpaceBackWhenTheyAreDeleted) {
  Batch batch;
  for (int number = 0; number < kLargeValues; ++number) {
    batch.Delete(LargeKey(number));
  }
  std::unique_ptr<Engine> engine;
  // Opening writes what is in the log to a file, and some files are compacted.
  for (int opened = 0; opened < 5; ++opened) {
    engine.reset();
    auto made = OpenRocksDb({.folder = data_});
    ASSERT_TRUE(made.ok()) << made.status();
    engine = *std::move(made);
    ASSERT_TRUE(engine->Commit(batch).ok());
    batch = Batch();
    batch.Put("small", "another");
  }

  // Compaction is under way; the test's own limit ends a wait for ever.
  while (!FilesOf(data_, ".blob").empty()) std::this_thread::yield();
}

}  // namespace
}  // namespace comptoir::kv
