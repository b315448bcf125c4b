#include "server/ops/backup/backup.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/files/durable_file.h"
#include "server/base/files/private_file.h"
#include "server/base/status.h"
#include "server/kv/open.h"

namespace comptoir::ops {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::Status Whole(const std::string&) { return absl::OkStatus(); }

// The names in a folder.
std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A folder with one row and one secret, and a place for copies of it.
class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(place_);
    fs::create_directories(path_);
    {
      auto engine = kv::Open({.folder = database_});
      ASSERT_TRUE(engine.ok()) << engine.status();
      kv::Batch batch;
      batch.Put("key", "value");
      ASSERT_TRUE((*engine)->Commit(batch).ok());
    }
    ASSERT_TRUE(
        WritePrivateFile(path_ + "/a.key", "secret", Existing::kRefuse).ok());
    fs::create_directory(copies_);
  }

  absl::Status BackUp(const CheckDatabase& check = Whole) {
    return Backup(path_, database_, backup_, check);
  }
  absl::Status BringBack(const CheckDatabase& check = Whole) {
    return Restore(backup_, restored_, check);
  }

  const std::string place_ = ::testing::TempDir() + "/backup_test";
  const std::string path_ = place_ + "/data";
  const std::string database_ = path_ + "/db";
  const std::string copies_ = place_ + "/copies";
  const std::string backup_ = copies_ + "/backup";
  const std::string restored_ = copies_ + "/restored";
};

TEST_F(BackupTest, BringsBackRowsAndSecrets) {
  ASSERT_TRUE(BackUp().ok());

  const absl::Status status = BringBack();

  ASSERT_TRUE(status.ok()) << status;
  auto engine = kv::Open({.folder = restored_ + "/db"});
  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(**(*engine)->GetSnapshot()->Get("key"), "value");
  EXPECT_EQ(ReadFile(restored_ + "/a.key").value(), "secret");
  EXPECT_THAT(NamesIn(copies_), ElementsAre("backup", "restored"));
}

TEST_F(BackupTest, StandsInNoFolderThatItCopies) {
  fs::create_directories(path_ + "/checkpoints/deep");
  fs::create_directory_symlink(path_ + "/checkpoints", copies_ + "/link");
  for (const std::string& place :
       {path_ + "/mine", path_ + "/checkpoints/mine", database_ + "/mine",
        path_ + "/checkpoints/deep/../mine", copies_ + "/link/mine"}) {
    const absl::Status status = Backup(path_, database_, place, Whole);

    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << place;
    EXPECT_FALSE(fs::exists(place)) << place;
  }
  ASSERT_TRUE(BackUp().ok());
  EXPECT_EQ(Restore(backup_, backup_ + "/mine", Whole).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(BackupTest, IsACopyOfItsOwn) {
  ASSERT_TRUE(BackUp().ok());
  ASSERT_TRUE(BringBack().ok());

  int files = 0;
  for (const std::string& folder : {backup_, restored_}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      struct stat facts {};
      ASSERT_EQ(lstat(entry.path().c_str(), &facts), 0);
      if (!S_ISREG(facts.st_mode)) continue;
      ++files;
      EXPECT_EQ(facts.st_nlink, 1u) << entry.path();
      EXPECT_EQ(facts.st_mode & 0777, 0600u) << entry.path();
      // Whatever is done to a copy, the next one still is what it was.
      std::ofstream(entry.path(), std::ios::binary) << "damage";
    }
  }
  EXPECT_GE(files, 6);
  auto engine = kv::Open({.folder = database_});
  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(**(*engine)->GetSnapshot()->Get("key"), "value");
}

TEST_F(BackupTest, HasTheRowsAndTheSecretsAlone) {
  std::ofstream(path_ + "/http.port") << "1\n";
  std::ofstream(path_ + "/lock");
  fs::create_directory(path_ + "/checkpoints");

  ASSERT_TRUE(BackUp().ok());

  EXPECT_THAT(NamesIn(backup_), ElementsAre("a.key", "db"));
  EXPECT_EQ(fs::status(backup_).permissions(), fs::perms(0700));
  for (const std::string& name : NamesIn(backup_ + "/db")) {
    EXPECT_NE(name, "LOCK");
    EXPECT_NE(name, "LOG");
  }
}

TEST_F(BackupTest, CopiesNoSecretThatOthersMayRead) {
  ASSERT_EQ(chmod((path_ + "/a.key").c_str(), 0644), 0);

  EXPECT_EQ(BackUp().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(NamesIn(copies_), IsEmpty());
}

TEST_F(BackupTest, OverwritesNothing) {
  fs::create_directory(backup_);
  EXPECT_EQ(ReasonOf(BackUp()), "BACKUP_EXISTS");
  fs::remove(backup_);
  ASSERT_TRUE(BackUp().ok());

  EXPECT_EQ(ReasonOf(BackUp()), "BACKUP_EXISTS");
  EXPECT_EQ(ReasonOf(Restore(backup_, path_, Whole)), "DATA_DIR_IN_USE");
  std::ofstream(restored_) << "a file";
  EXPECT_EQ(ReasonOf(BringBack()), "DATA_DIR_IN_USE");
}

TEST_F(BackupTest, ComesBackInPlaceOfAnEmptyFolder) {
  ASSERT_TRUE(BackUp().ok());
  fs::create_directory(restored_);

  const absl::Status status = BringBack();

  EXPECT_TRUE(status.ok()) << status;
  // It may be a copy of what is still served.
  EXPECT_THAT(NamesIn(restored_), ElementsAre("a.key", "db", "webhooks.held"));
}

TEST_F(BackupTest, LeavesWhatOthersCallUnfinished) {
  const std::string theirs = backup_ + ".unfinished";
  fs::create_directory(theirs);
  std::ofstream(theirs + "/precious") << "keep me";

  ASSERT_TRUE(BackUp().ok());

  EXPECT_TRUE(fs::exists(theirs + "/precious"));
}

TEST_F(BackupTest, FollowsNoLinkAtItsDestination) {
  const std::string elsewhere = place_ + "/elsewhere";
  fs::create_directory(elsewhere);
  for (const std::string& target : {elsewhere, place_ + "/nowhere"}) {
    fs::create_directory_symlink(target, backup_);

    EXPECT_EQ(ReasonOf(BackUp()), "BACKUP_EXISTS");

    EXPECT_THAT(NamesIn(elsewhere), IsEmpty());
    fs::remove(backup_);
  }
}

TEST_F(BackupTest, IsNotPutWhereOthersCouldReplaceIt) {
  // Open to all, without the bit by which everybody's names stay theirs.
  for (const mode_t mode : {0777, 0770, 0775}) {
    ASSERT_EQ(chmod(copies_.c_str(), mode), 0);
    const absl::Status status = BackUp();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << mode;
    EXPECT_THAT(std::string(status.message()), HasSubstr("open to others"));
  }
  EXPECT_THAT(NamesIn(copies_), IsEmpty());

  ASSERT_EQ(chmod(copies_.c_str(), 01777), 0);
  EXPECT_TRUE(BackUp().ok());
}

TEST_F(BackupTest, FollowsNoLinkInABackup) {
  ASSERT_TRUE(BackUp().ok());
  const std::string secret = place_ + "/shadow";
  std::ofstream(secret) << "of the system";

  for (const char* name : {"/b.key", "/db/000099.sst"}) {
    fs::create_symlink(secret, backup_ + name);
    EXPECT_EQ(BringBack().code(), absl::StatusCode::kFailedPrecondition)
        << name;
    fs::remove(backup_ + name);
  }
  const std::string link = copies_ + "/link";
  fs::create_directory_symlink(backup_, link);
  EXPECT_EQ(Restore(link, restored_, Whole).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Restore(link + "/", restored_, Whole).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(fs::exists(restored_));
}

TEST_F(BackupTest, LeavesNothingOfWhatFails) {
  const CheckDatabase damaged = [](const std::string& folder) {
    EXPECT_TRUE(fs::exists(folder + "/CURRENT"));
    return absl::DataLossError("damaged");
  };
  EXPECT_EQ(BackUp(damaged).code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(NamesIn(copies_), IsEmpty());
  ASSERT_TRUE(BackUp().ok());

  EXPECT_EQ(BringBack(damaged).code(), absl::StatusCode::kDataLoss);

  EXPECT_THAT(NamesIn(copies_), ElementsAre("backup"));
}

TEST_F(BackupTest, NamesTheFilesOfTheBackupNotThoseOfItsDraft) {
  ASSERT_TRUE(BackUp().ok());
  const CheckDatabase damaged = [](const std::string& folder) {
    return Error(absl::StatusCode::kDataLoss, "DAMAGED",
                 folder + "/000009.sst is damaged");
  };

  const absl::Status status = BringBack(damaged);

  EXPECT_EQ(ReasonOf(status), "DAMAGED");
  EXPECT_EQ(status.message(), backup_ + "/db/000009.sst is damaged");
}

TEST_F(BackupTest, RefusesWhatIsNoBackup) {
  fs::create_directory(backup_);
  EXPECT_EQ(ReasonOf(BringBack()), "NOT_A_BACKUP");
  fs::remove(backup_);
  EXPECT_EQ(BringBack().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace comptoir::ops
