// Folders of several users, as root meets them.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "server/base/status.h"
#include "server/ops/backup/backup.h"
#include "server/ops/data_folder/data_folder.h"

namespace comptoir::ops {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kSomebody = 12345;

absl::Status Whole(const std::string&) { return absl::OkStatus(); }

void Give(const std::string& path, uid_t owner) {
  ASSERT_EQ(lchown(path.c_str(), owner, owner), 0) << path;
}

uid_t OwnerOf(const std::string& path) {
  struct stat facts {};
  return lstat(path.c_str(), &facts) == 0 ? facts.st_uid : -1;
}

class OwnersTest : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "only root gives files to others";
    fs::remove_all(place_);
    fs::create_directories(data_ + "/db");
    fs::create_directory(copies_);
    ASSERT_EQ(chmod(data_.c_str(), 0700), 0);
    std::ofstream(data_ + "/db/CURRENT") << "rows";
    std::ofstream(data_ + "/a.key") << "secret";
    ASSERT_EQ(chmod((data_ + "/a.key").c_str(), 0600), 0);
  }

  absl::Status BackUp() {
    return Backup(data_, data_ + "/db", copies_ + "/backup", Whole);
  }
  absl::Status BringBack() {
    return Restore(copies_ + "/backup", copies_ + "/restored", Whole);
  }

  const std::string place_ = testing::TempDir() + "/owners_test";
  const std::string data_ = place_ + "/data";
  const std::string copies_ = place_ + "/copies";
};

TEST_F(OwnersTest, ADataFolderIsServedByItsOwner) {
  Give(data_, kSomebody);

  EXPECT_EQ(ReasonOf(DataFolder::Open(data_).status()), "DATA_DIR_OWNER");
  EXPECT_FALSE(fs::exists(data_ + "/lock"));
}

TEST_F(OwnersTest, RootLooksAtADataFolderAndLeavesNothingThere) {
  Give(data_, kSomebody);

  EXPECT_TRUE(DataFolder::OpenForReading(data_).ok());

  EXPECT_FALSE(fs::exists(data_ + "/lock"));
}

TEST_F(OwnersTest, RootBacksUpWhatTheServersUserOwns) {
  for (const char* name : {"", "/db", "/db/CURRENT", "/a.key"}) {
    Give(data_ + name, kSomebody);
  }

  const absl::Status status = BackUp();

  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(OwnerOf(copies_ + "/backup/a.key"), 0u);
}

TEST_F(OwnersTest, NothingIsPutIntoTheFolderOfAnother) {
  Give(copies_, kSomebody);

  EXPECT_EQ(BackUp().code(), absl::StatusCode::kFailedPrecondition);

  EXPECT_TRUE(fs::is_empty(copies_));
}

TEST_F(OwnersTest, NothingIsBroughtBackThatAnotherCouldHaveMade) {
  ASSERT_TRUE(BackUp().ok());
  for (const char* name : {"", "/db", "/a.key", "/db/CURRENT"}) {
    const std::string path = copies_ + "/backup" + name;
    Give(path, kSomebody);

    EXPECT_EQ(BringBack().code(), absl::StatusCode::kPermissionDenied) << name;

    Give(path, 0);
  }
  EXPECT_TRUE(BringBack().ok());
}

TEST_F(OwnersTest, WhatComesBackIsOfWhoOwnedTheEmptyFolder) {
  ASSERT_TRUE(BackUp().ok());
  fs::create_directory(copies_ + "/restored");
  Give(copies_ + "/restored", kSomebody);

  ASSERT_TRUE(BringBack().ok());

  for (const char* name : {"", "/db", "/db/CURRENT", "/a.key"}) {
    EXPECT_EQ(OwnerOf(copies_ + "/restored" + name), kSomebody) << name;
  }
}

}  // namespace
}  // namespace comptoir::ops
