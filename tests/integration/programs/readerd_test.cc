// comptoir-readerd as an operator starts it.
#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kReaderd[] = "hardware/daemon/comptoir-readerd";

class ReaderdTest : public ::testing::Test {
 protected:
  // A daemon that looks paired.
  void Pair(const std::string& token) {
    std::filesystem::rename(WriteTestFile("token", token), folder_ + "/token");
    std::filesystem::rename(WriteTestFile("epoch_min", "1\n"),
                            folder_ + "/epoch_min");
  }

  CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kReaderd);
    words.push_back("--data_dir=" + folder_);
    return RunCommand(words);
  }

  const std::string folder_ = NewFolder("readerd");
};

TEST_F(ReaderdTest, ShowsItsFlags) {
  const CommandResult help = Run({"--help"});

  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("--spool_mib_max"),
                              HasSubstr("comptoir-readerd pair")));
  EXPECT_THAT(Run({"--version"}).out, StartsWith("comptoir-readerd 0."));
}

TEST_F(ReaderdTest, ExitsWith2OnWrongFlags) {
  for (const char* word :
       {"--no-such-flag", "--spool_mib_max=x", "--spool_mib_max=7",
        "--spool_mib_max=1048577", "--drain_seconds=-1", "--drain_seconds=3601",
        "--server=127.0.0.1:99999", "--server=127.0.0.1", "frobnicate"}) {
    EXPECT_EQ(Run({word}).exit_code, 2) << word;
  }
}

TEST_F(ReaderdTest, SaysThatItIsNotPaired) {
  const CommandResult result = Run({});

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("holds no pairing"));
}

TEST_F(ReaderdTest, ChecksItsToken) {
  Pair("\ufeffcmp_rdr_1\r\n");
  EXPECT_EQ(Run({"--check_config"}).exit_code, 0);

  Pair("cmp_hunter\u00a0two");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--check_config"}, {}}) {
    const CommandResult result = Run(words);

    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("plain text"), Not(HasSubstr("hunter"))));
  }
}

TEST_F(ReaderdTest, RefusesATokenThatOthersMayRead) {
  Pair("cmp_rdr_1\n");
  std::filesystem::permissions(folder_ + "/token",
                               std::filesystem::perms(0644));

  const CommandResult result = Run({});

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("token is open to others"));
}

}  // namespace
}  // namespace comptoir::testing
