#include "tools/cli/core/profile.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ProfileTest : public testing::Test {
 protected:
  ProfileTest() : folder_(testing::TempDir() + "/" + TestName()) {
    setenv("XDG_CONFIG_HOME", folder_.c_str(), /*overwrite=*/1);
  }

  static std::string TestName() {
    return testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  const std::string folder_;
};

TEST_F(ProfileTest, IsReadAsItWasWritten) {
  const Profile profile = {.server = "unix:/run/comptoir.sock",
                           .token_file = "/etc/till.token",
                           .root_certificates = "",
                           .tls = TlsChoice::kNever};

  ASSERT_TRUE(WriteProfile("shop-2", profile).ok());

  EXPECT_EQ(*ReadProfile("shop-2"), profile);
  EXPECT_THAT(ListProfiles(), ElementsAre("shop-2"));
}

TEST_F(ProfileTest, IsEmptyWhenNeverWritten) {
  EXPECT_EQ(*ReadProfile("default"), Profile());
  EXPECT_THAT(ListProfiles(), ElementsAre());
}

TEST_F(ProfileTest, NamesTheFileOfAWrongLine) {
  ASSERT_TRUE(WriteProfile("default", {}).ok());
  std::ofstream(ProfileFolder() + "/default.conf") << "color = red\n";

  EXPECT_THAT(std::string(ReadProfile("default").status().message()),
              HasSubstr("default.conf: unknown setting color"));
}

TEST_F(ProfileTest, KnowsThreeChoicesOfTls) {
  for (const TlsChoice choice :
       {TlsChoice::kByAddress, TlsChoice::kAlways, TlsChoice::kNever}) {
    ASSERT_TRUE(WriteProfile("default", {.tls = choice}).ok());
    EXPECT_EQ(ReadProfile("default")->tls, choice);
  }
  std::ofstream(ProfileFolder() + "/default.conf") << "tls = perhaps\n";
  EXPECT_THAT(std::string(ReadProfile("default").status().message()),
              HasSubstr("tls is by-address, yes or no, not perhaps"));
}

TEST_F(ProfileTest, RefusesNamesThatArePaths) {
  EXPECT_FALSE(ReadProfile("../secret").ok());
  EXPECT_FALSE(WriteProfile("", {}).ok());
}

}  // namespace
}  // namespace comptoir::cli
