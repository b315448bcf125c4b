#include "server/base/files/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DurableFileTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directory(folder_);
  }

  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

  static mode_t ModeOf(const std::string& path) {
    struct stat facts {};
    return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
  }

  const std::string folder_ =
      std::string(getenv("TEST_TMPDIR")) + "/durable_file";
  const std::string path_ = folder_ + "/file";
};

TEST_F(DurableFileTest, IsReplacedAsAWhole) {
  ASSERT_TRUE(ReplaceFile(path_, "a longer one").ok());

  ASSERT_TRUE(ReplaceFile(path_, "short").ok());

  EXPECT_EQ(*ReadFile(path_), "short");
  EXPECT_THAT(Names(), ElementsAre("file"));
}

TEST_F(DurableFileTest, HasTheModeAskedForWhateverTheUmask) {
  const mode_t before = umask(0277);
  EXPECT_TRUE(ReplaceFile(path_, "").ok());
  EXPECT_TRUE(ReplaceFile(folder_ + "/open", "", 0644).ok());
  umask(before);

  EXPECT_EQ(ModeOf(path_), 0600u);
  EXPECT_EQ(ModeOf(folder_ + "/open"), 0644u);
}

TEST_F(DurableFileTest, ReplacesALinkAndNotWhatItNames) {
  const std::string precious = folder_ + "/precious";
  ASSERT_TRUE(ReplaceFile(precious, "keep me").ok());
  fs::create_symlink(precious, path_);

  ASSERT_TRUE(ReplaceFile(path_, "new").ok());

  EXPECT_EQ(*ReadFile(precious), "keep me");
  EXPECT_FALSE(fs::is_symlink(path_));
}

TEST_F(DurableFileTest, LeavesFoldersAndDevicesAlone) {
  fs::create_directory(path_);
  ASSERT_EQ(mkfifo((folder_ + "/pipe").c_str(), 0600), 0);

  EXPECT_TRUE(absl::IsFailedPrecondition(ReplaceFile(path_, "")));
  EXPECT_TRUE(absl::IsFailedPrecondition(ReplaceFile(folder_ + "/pipe", "")));
  EXPECT_THAT(Names(), ElementsAre("file", "pipe"));
}

TEST_F(DurableFileTest, TellsWhatItCannotDo) {
  EXPECT_TRUE(absl::IsNotFound(ReadFile(path_).status()));
  const absl::Status status = ReplaceFile(folder_ + "/absent/file", "");
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("/absent: No such"));
}

TEST_F(DurableFileTest, IsWrittenInTheFolderOfTheWorkingDirectoryToo) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  EXPECT_TRUE(ReplaceFile("here", "content").ok());
  fs::current_path(before);

  EXPECT_EQ(*ReadFile(folder_ + "/here"), "content");
}

TEST_F(DurableFileTest, ReadsNoMoreThanTheLimit) {
  ASSERT_TRUE(ReplaceFile(path_, "12345").ok());
  const auto read = [&](size_t bytes_max) {
    const FileDescriptor fd(open(path_.c_str(), O_RDONLY));
    return ReadAll(fd.get(), path_, bytes_max);
  };

  EXPECT_EQ(*read(5), "12345");
  EXPECT_TRUE(absl::IsFailedPrecondition(read(4).status()));
}

TEST_F(DurableFileTest, MakesFoldersForTheirOwnerAlone) {
  ASSERT_TRUE(MakeFolder(folder_ + "/a/b").ok());

  EXPECT_EQ(ModeOf(folder_ + "/a"), 0700u);
  EXPECT_EQ(ModeOf(folder_ + "/a/b"), 0700u);
  EXPECT_TRUE(MakeFolder(folder_ + "/a/b").ok());
  ASSERT_TRUE(ReplaceFile(path_, "").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(MakeFolder(path_)));
  EXPECT_FALSE(MakeFolder(path_ + "/below").ok());
}

class FileDraftTest : public DurableFileTest {};

TEST_F(FileDraftTest, LeavesNothingWithoutACommit) {
  {
    const auto draft = FileDraft::Create(path_, Existing::kRefuse);
    ASSERT_TRUE(draft.ok()) << draft.status();
    EXPECT_FALSE(fs::exists(path_));
  }

  EXPECT_THAT(Names(), IsEmpty());
}

TEST_F(FileDraftTest, RefusesWhatIsThereBeforeAnythingIsDone) {
  ASSERT_TRUE(ReplaceFile(path_, "old").ok());
  fs::create_symlink("nowhere", folder_ + "/dangling");

  EXPECT_TRUE(absl::IsAlreadyExists(
      FileDraft::Create(path_, Existing::kRefuse).status()));
  EXPECT_TRUE(absl::IsAlreadyExists(
      FileDraft::Create(folder_ + "/dangling", Existing::kRefuse).status()));
  EXPECT_EQ(*ReadFile(path_), "old");
}

TEST_F(FileDraftTest, RefusesWhatCameMeanwhile) {
  auto first = FileDraft::Create(path_, Existing::kRefuse);
  auto second = FileDraft::Create(path_, Existing::kRefuse);
  ASSERT_TRUE(first.ok() && second.ok());

  EXPECT_TRUE(first->Commit("first").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(second->Commit("second")));

  EXPECT_EQ(*ReadFile(path_), "first");
  EXPECT_THAT(Names(), testing::Contains("file"));
}

TEST_F(FileDraftTest, StaysInTheFolderThatItBeganIn) {
  const std::string folder = folder_ + "/mine";
  const std::string others = folder_ + "/others";
  fs::create_directory(folder);
  fs::create_directory(others);
  auto draft = FileDraft::Create(folder + "/file", Existing::kRefuse);
  ASSERT_TRUE(draft.ok()) << draft.status();
  fs::rename(folder, folder_ + "/moved");
  fs::create_symlink(others, folder);

  ASSERT_TRUE(draft->Commit("secret").ok());

  EXPECT_TRUE(fs::is_empty(others));
  EXPECT_EQ(*ReadFile(folder_ + "/moved/file"), "secret");
}

}  // namespace
}  // namespace comptoir
