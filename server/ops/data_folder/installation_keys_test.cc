#include "server/ops/data_folder/installation_keys.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir::ops {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class InstallationKeysTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }

  const std::string folder_ = testing::TempDir() + "/keys";
};

TEST_F(InstallationKeysTest, AreMadeWithTheDataAndThenStay) {
  const auto made = LoadKeys(folder_, /*is_new=*/true);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_NE(made->installation, made->passcode);

  const auto kept = LoadKeys(folder_, /*is_new=*/false);

  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->installation, made->installation);
  EXPECT_EQ(kept->passcode, made->passcode);
}

TEST_F(InstallationKeysTest, AreNotMadeForDataThatHadOthers) {
  ASSERT_TRUE(LoadKeys(folder_, /*is_new=*/true).ok());
  for (const std::string_view name : {kInstallationKey, kPasscodeKey}) {
    const std::string path = folder_ + "/" + std::string(name);
    const std::string aside = path + ".aside";
    std::filesystem::rename(path, aside);

    const auto keys = LoadKeys(folder_, /*is_new=*/false);

    EXPECT_EQ(ReasonOf(keys.status()), "KEY_MISSING");
    EXPECT_NE(keys.status().message().find(std::string(name)),
              absl::string_view::npos);
    EXPECT_FALSE(std::filesystem::exists(path));
    std::filesystem::rename(aside, path);
  }
  EXPECT_TRUE(LoadKeys(folder_, /*is_new=*/false).ok());
}

TEST_F(InstallationKeysTest, AreNotReplacedWhenTheyCannotBeRead) {
  ASSERT_TRUE(LoadKeys(folder_, /*is_new=*/true).ok());
  const std::string path = folder_ + "/passcode.key";
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);

  EXPECT_FALSE(LoadKeys(folder_, /*is_new=*/true).ok());
  EXPECT_THAT(MissingKeys(folder_), IsEmpty());
}

TEST_F(InstallationKeysTest, AreNamedWhenTheyAreMissing) {
  EXPECT_THAT(MissingKeys(folder_),
              ElementsAre(kInstallationKey, kPasscodeKey));
  EXPECT_TRUE(HasNoKeys(folder_));
  ASSERT_TRUE(LoadKeys(folder_, /*is_new=*/true).ok());
  EXPECT_THAT(MissingKeys(folder_), IsEmpty());

  std::filesystem::remove(folder_ + "/passcode.key");

  EXPECT_THAT(MissingKeys(folder_), ElementsAre(kPasscodeKey));
  EXPECT_FALSE(HasNoKeys(folder_));
}

}  // namespace
}  // namespace comptoir::ops
