#include "server/ops/data_folder/data_folder.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "server/base/files/private_file.h"
#include "server/base/status.h"
#include "server/kv/memory/memory_engine.h"
#include "server/kv/open.h"

namespace comptoir::ops {
namespace {

namespace fs = std::filesystem;

std::string FreshPath(const std::string& name) {
  const std::string path = testing::TempDir() + "/" + name;
  fs::remove_all(path);
  return path;
}

TEST(DataFolder, IsOpenInOneProcessAtATime) {
  const std::string path = FreshPath("locked");
  const auto first = DataFolder::Open(path);
  ASSERT_TRUE(first.ok()) << first.status();

  const auto second = DataFolder::Open(path);

  EXPECT_EQ(ReasonOf(second.status()), "DATA_DIR_LOCKED");
}

TEST(DataFolder, PublishesItsPortWhileItIsOpen) {
  const std::string path = FreshPath("port");
  auto folder = DataFolder::Open(path);
  ASSERT_TRUE(folder.ok()) << folder.status();

  ASSERT_TRUE((*folder)->PublishHttpPort(4242).ok());

  EXPECT_EQ(PublishedHttpPort(path), 4242);
  folder->reset();
  EXPECT_EQ(PublishedHttpPort(path), std::nullopt);
}

TEST(DataFolder, WritesItsPortThroughNoLink) {
  const std::string path = FreshPath("link");
  const std::string precious = FreshPath("precious");
  std::ofstream(precious) << "keep me";
  auto folder = DataFolder::Open(path);
  ASSERT_TRUE(folder.ok()) << folder.status();
  fs::create_symlink(precious, path + "/http.port");

  ASSERT_TRUE((*folder)->PublishHttpPort(4242).ok());

  EXPECT_EQ(PublishedHttpPort(path), 4242);
  std::string content;
  std::getline(std::ifstream(precious), content);
  EXPECT_EQ(content, "keep me");
}

mode_t ModeOf(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

TEST(DataFolder, IsPrivateFromTheStart) {
  const std::string path = FreshPath("fresh");

  ASSERT_TRUE(DataFolder::Open(path).ok());

  EXPECT_EQ(ModeOf(path), 0700u);
  EXPECT_EQ(ModeOf(path + "/lock"), 0600u);
}

TEST(DataFolder, IsMadePrivateWhenOthersMayLookIntoIt) {
  for (const mode_t mode : {0755, 0750, 0711, 0777}) {
    const std::string path = FreshPath("open");
    ASSERT_EQ(mkdir(path.c_str(), 0700), 0);
    ASSERT_EQ(chmod(path.c_str(), mode), 0);

    ASSERT_TRUE(DataFolder::Open(path).ok());

    EXPECT_EQ(ModeOf(path), 0700u);
  }
}

TEST(DataFolder, MayBeALink) {
  const std::string path = FreshPath("behind");
  const std::string link = FreshPath("before");
  fs::create_directory(path);
  fs::create_symlink(path, link);

  EXPECT_TRUE(DataFolder::Open(link).ok());
}

absl::Status Whole(const std::string&) { return absl::OkStatus(); }

class BackupTest : public testing::Test {
 protected:
  // A folder with one row and one secret.
  void SetUp() override {
    auto folder = DataFolder::Open(path_);
    ASSERT_TRUE(folder.ok()) << folder.status();
    auto engine = kv::Open({.folder = (*folder)->database()});
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    kv::Batch batch;
    batch.Put("key", "value");
    ASSERT_TRUE(engine_->Commit(batch).ok());
    ASSERT_TRUE(WritePrivateFile(path_ + "/installation.key", "secret",
                                 Existing::kRefuse)
                    .ok());
  }

  const std::string path_ = FreshPath("data");
  const std::string backup_ = FreshPath("backup");
  const std::string restored_ = FreshPath("restored");
  std::unique_ptr<kv::Engine> engine_;
};

TEST_F(BackupTest, BringsBackRowsAndSecrets) {
  ASSERT_TRUE(Backup(*engine_, path_, backup_).ok());

  const absl::Status status = Restore(backup_, restored_, Whole);

  ASSERT_TRUE(status.ok()) << status;
  auto engine = kv::Open({.folder = restored_ + "/db"});
  ASSERT_TRUE(engine.ok()) << engine.status();
  EXPECT_EQ(**(*engine)->GetSnapshot()->Get("key"), "value");
  std::string secret;
  std::ifstream(restored_ + "/installation.key") >> secret;
  EXPECT_EQ(secret, "secret");
}

TEST_F(BackupTest, CopiesNoSecretThatOthersMayRead) {
  ASSERT_EQ(chmod((path_ + "/installation.key").c_str(), 0644), 0);

  EXPECT_EQ(Backup(*engine_, path_, backup_).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(fs::exists(backup_));
}

TEST_F(BackupTest, OverwritesNothing) {
  fs::create_directory(backup_);

  EXPECT_EQ(ReasonOf(Backup(*engine_, path_, backup_)), "BACKUP_EXISTS");
  EXPECT_EQ(ReasonOf(Restore(path_, path_, Whole)), "DATA_DIR_IN_USE");
}

TEST_F(BackupTest, SaysWhenTheEngineMakesNoCopies) {
  const kv::MemoryEngine engine;

  const absl::Status status = Backup(engine, path_, backup_);

  EXPECT_EQ(ReasonOf(status), "NO_CHECKPOINTS");
  EXPECT_NE(status.message().find("memory"), absl::string_view::npos);
  EXPECT_FALSE(fs::exists(backup_));
  EXPECT_FALSE(fs::exists(backup_ + ".unfinished"));
}

TEST_F(BackupTest, PutsNothingBackThatIsDamaged) {
  ASSERT_TRUE(Backup(*engine_, path_, backup_).ok());

  const absl::Status status = Restore(
      backup_, restored_,
      [](const std::string&) { return absl::DataLossError("damaged"); });

  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(fs::exists(restored_));
}

TEST_F(BackupTest, RefusesWhatIsNoBackup) {
  fs::create_directory(backup_);

  EXPECT_EQ(ReasonOf(Restore(backup_, restored_, Whole)), "NOT_A_BACKUP");
}

}  // namespace
}  // namespace comptoir::ops
