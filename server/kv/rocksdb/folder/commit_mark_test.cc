#include "server/kv/rocksdb/folder/commit_mark.h"

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace comptoir::kv {
namespace {

class CommitMarkTest : public testing::Test {
 protected:
  CommitMarkTest() : folder_(testing::TempDir() + "/commit_mark") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }

  void Write(const std::string& text) {
    std::ofstream(folder_ + "/COMMITTED") << text;
  }

  const std::string folder_;
};

TEST_F(CommitMarkTest, IsKeptAndOnlyGrows) {
  EXPECT_EQ(CommitMark::Read(folder_), 0u);
  {
    const auto mark = CommitMark::Open(folder_);
    ASSERT_TRUE(mark.ok()) << mark.status();
    (*mark)->Raise(7);
    EXPECT_EQ(CommitMark::Read(folder_), 7u);
    (*mark)->Raise(5);
    EXPECT_EQ(CommitMark::Read(folder_), 7u);
  }
  const auto mark = CommitMark::Open(folder_);
  ASSERT_TRUE(mark.ok()) << mark.status();
  EXPECT_EQ(CommitMark::Read(folder_), 7u);
  (*mark)->Raise(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(CommitMark::Read(folder_), std::numeric_limits<uint64_t>::max());
}

TEST_F(CommitMarkTest, ADamagedMarkSaysNothingAndIsMended) {
  for (const std::string text :
       {"", "12\n", "0000000000000000001x\n", "00000000000000000012\nmore"}) {
    Write(text);
    EXPECT_EQ(CommitMark::Read(folder_), 0u) << text;
    const auto mark = CommitMark::Open(folder_);
    ASSERT_TRUE(mark.ok()) << mark.status();
    (*mark)->Raise(3);
    EXPECT_EQ(CommitMark::Read(folder_), 3u) << text;
  }
}

TEST_F(CommitMarkTest, IsNotWrittenThroughALink) {
  std::ofstream(folder_ + "/other") << "kept";
  std::filesystem::create_symlink(folder_ + "/other", folder_ + "/COMMITTED");

  EXPECT_FALSE(CommitMark::Open(folder_).ok());

  EXPECT_EQ(std::filesystem::file_size(folder_ + "/other"), 4u);
}

}  // namespace
}  // namespace comptoir::kv
