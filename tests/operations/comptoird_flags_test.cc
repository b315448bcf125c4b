// What comptoird makes of its command line.
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
using ::testing::StartsWith;

constexpr char kProgram[] = "server/comptoird";

class ComptoirdFlags : public ::testing::Test {
 protected:
  CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kProgram);
    words.push_back("--data_dir=" + folder_ + "/data");
    return RunCommand(words);
  }

  const std::string folder_ = NewFolder("comptoird_flags");
};

TEST_F(ComptoirdFlags, SaysWhatItNeeds) {
  const CommandResult result = Run({});

  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, StartsWith("comptoird: no TLS: set --tls_cert"));
}

TEST_F(ComptoirdFlags, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(Run({"frobnicate"}).exit_code, 2);
  EXPECT_EQ(Run({"backup"}).exit_code, 2);
  EXPECT_EQ(Run({"verify", "--data_dir=/nowhere"}).exit_code, 1);
}

TEST_F(ComptoirdFlags, NeedsADataFolder) {
  for (const char* word : {"verify", "new-keys", "--insecure_loopback"}) {
    const CommandResult result = RunCommand({kProgram, word});
    EXPECT_EQ(result.exit_code, 2) << word;
    EXPECT_THAT(result.err, HasSubstr("--data_dir")) << word;
  }
}

TEST_F(ComptoirdFlags, SaysWhatACommandLacks) {
  EXPECT_THAT(Run({"backup"}).err, HasSubstr("comptoird backup FOLDER"));
  EXPECT_THAT(Run({"verify", "folder"}).err,
              HasSubstr("verify does not take 'folder'"));
  EXPECT_THAT(Run({"frobnicate"}).err,
              HasSubstr("unknown command 'frobnicate'"));
}

TEST_F(ComptoirdFlags, ShowsItsFlagsAndCommands) {
  const CommandResult help = Run({"--help"});

  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out,
              AllOf(HasSubstr("--data_dir"), HasSubstr("--lanes"),
                    HasSubstr("backup FOLDER"), HasSubstr("Exit codes:")));
  EXPECT_EQ(Run({"--version"}).exit_code, 0);
}

TEST_F(ComptoirdFlags, ExitsWith2OnWrongFlags) {
  for (const char* flag :
       {"--insecure-loopback", "--http_port=abc", "--flagfile=/nowhere",
        "--http_port=-2", "--http_port=65536", "--block_cache_mb=-1",
        "--block_cache_mb=0", "--lanes=0", "--lanes=65", "--log_sample=-1",
        "--drain_seconds=-1", "--drain_seconds=3601",
        "--listen=127.0.0.1:99999"}) {
    const CommandResult result =
        Run({"--check_config", "--insecure_loopback", flag});

    EXPECT_EQ(result.exit_code, 2) << flag;
    EXPECT_FALSE(result.err.empty()) << flag;
  }
}

TEST_F(ComptoirdFlags, TakesTheLeastAndTheMostOfEachNumber) {
  for (const char* flag :
       {"--http_port=-1", "--http_port=65535", "--block_cache_mb=1",
        "--lanes=64", "--log_sample=0", "--drain_seconds=0",
        "--drain_seconds=3600", "--listen=127.0.0.1:65535"}) {
    EXPECT_EQ(Run({"--check_config", "--insecure_loopback", flag}).exit_code, 0)
        << flag;
  }
}

}  // namespace
}  // namespace comptoir::testing
