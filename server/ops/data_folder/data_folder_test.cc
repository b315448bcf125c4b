#include "server/ops/data_folder/data_folder.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "server/base/status.h"

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

TEST(DataFolder, ForgetsThePortOfAServerThatWasKilled) {
  const std::string path = FreshPath("killed");
  fs::create_directory(path);
  std::ofstream(path + "/http.port") << "4242\n";

  const auto folder = DataFolder::Open(path);

  ASSERT_TRUE(folder.ok()) << folder.status();
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

TEST(DataFolder, IsReadWithoutAChange) {
  const std::string path = FreshPath("read");
  EXPECT_EQ(DataFolder::OpenForReading(path).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(path));
  ASSERT_EQ(mkdir(path.c_str(), 0700), 0);
  ASSERT_EQ(chmod(path.c_str(), 0755), 0);

  ASSERT_TRUE(DataFolder::OpenForReading(path).ok());

  EXPECT_EQ(ModeOf(path), 0755u);
  EXPECT_TRUE(fs::is_empty(path));
}

TEST(DataFolder, IsReadByManyButNotWhileItIsServed) {
  const std::string path = FreshPath("shared");
  auto served = DataFolder::Open(path);
  ASSERT_TRUE(served.ok()) << served.status();
  EXPECT_EQ(ReasonOf(DataFolder::OpenForReading(path).status()),
            "DATA_DIR_LOCKED");
  served->reset();

  const auto one = DataFolder::OpenForReading(path);
  const auto other = DataFolder::OpenForReading(path);

  EXPECT_TRUE(one.ok()) << one.status();
  EXPECT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(ReasonOf(DataFolder::Open(path).status()), "DATA_DIR_LOCKED");
}

TEST(DataFolder, MayBeALink) {
  const std::string path = FreshPath("behind");
  const std::string link = FreshPath("before");
  fs::create_directory(path);
  fs::create_symlink(path, link);

  EXPECT_TRUE(DataFolder::Open(link).ok());
}

}  // namespace
}  // namespace comptoir::ops
