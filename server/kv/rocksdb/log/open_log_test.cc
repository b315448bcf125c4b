#include "server/kv/rocksdb/log/open_log.h"

#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::kv {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class OpenLogTest : public ::testing::Test {
 protected:
  OpenLogTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  std::string Read(const std::string& name) const {
    std::ifstream file(folder_ + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string folder_ = ::testing::TempDir() + "/open_log";
};

TEST_F(OpenLogTest, WritesLinesWithTheirTime) {
  OpenLog log(folder_);

  rocksdb::Warn(&log, "stalled for %d ms", 12);

  EXPECT_THAT(Read("LOG"),
              ContainsRegex("^20..-..-..T..:..:...* stalled for 12 ms\n"));
}

TEST_F(OpenLogTest, KeepsTheLogOfTheRunBefore) {
  for (const char* run : {"first", "second"}) {
    OpenLog log(folder_);
    rocksdb::Warn(&log, "%s", run);
  }

  EXPECT_THAT(Read("LOG"), HasSubstr("second"));
  EXPECT_THAT(Read("LOG"), Not(HasSubstr("first")));
  EXPECT_THAT(Read("LOG.old"), HasSubstr("first"));
}

TEST_F(OpenLogTest, KeepsTheFirstLineOfDamage) {
  OpenLog log("");

  rocksdb::Warn(&log, "opening");
  rocksdb::Warn(&log, "000012.log: dropping 7 bytes; Corruption: checksum");
  rocksdb::Warn(&log, "Corruption: again");

  EXPECT_THAT(log.damage(), HasSubstr("000012.log"));
}

TEST_F(OpenLogTest, KeepsTwoFilesOfLimitedSize) {
  OpenLog log(folder_);
  const std::string text(1000, 'x');

  for (int i = 0; i < 3 * 4200; ++i) rocksdb::Warn(&log, "%s", text.c_str());

  EXPECT_LE(Read("LOG").size(), size_t{4} << 20);
  EXPECT_GT(Read("LOG.old").size(), size_t{3} << 20);
  EXPECT_LE(Read("LOG.old").size(), size_t{4} << 20);
}

// RocksDB's own writer of such a file aborts at the second line.
TEST_F(OpenLogTest, DropsWhatAFullDiskDoesNotTake) {
  struct rlimit before {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  OpenLog log(folder_);
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit full = before;
  full.rlim_cur = 0;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);

  rocksdb::Warn(&log, "first");
  rocksdb::Warn(&log, "Corruption: second");

  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  rocksdb::Warn(&log, "third");
  EXPECT_THAT(log.damage(), HasSubstr("second"));
  EXPECT_THAT(Read("LOG"), HasSubstr("third"));
  EXPECT_THAT(Read("LOG"), Not(HasSubstr("first")));
}

TEST_F(OpenLogTest, IsSilentWhereNoFileCanBeMade) {
  std::filesystem::create_directories(folder_ + "/LOG/in the way");
  OpenLog log(folder_);

  rocksdb::Warn(&log, "Corruption: line");

  EXPECT_THAT(log.damage(), HasSubstr("line"));
}

}  // namespace
}  // namespace comptoir::kv
