#include "tools/cli/import/files/outputs.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::HasSubstr;

class OutputsTest : public testing::Test {
 protected:
  OutputsTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::ofstream(list_) << "name\nAwa\n";
  }

  const std::string folder_ = testing::TempDir() + "/outputs";
  const std::string list_ = folder_ + "/list.csv";
  const std::string other_ = folder_ + "/other.csv";
};

TEST_F(OutputsTest, AreOtherFilesThanTheOneThatIsRead) {
  EXPECT_TRUE(CheckOutputs(list_, {.rejects = other_}).ok());
  EXPECT_TRUE(
      CheckOutputs(list_, {.rejects = other_, .report = list_ + ".report"})
          .ok());
  const absl::Status rejects = CheckOutputs(list_, {.rejects = list_});
  const absl::Status report =
      CheckOutputs(list_, {.rejects = other_, .report = list_});

  EXPECT_TRUE(absl::IsInvalidArgument(rejects));
  EXPECT_THAT(std::string(rejects.message()),
              HasSubstr("is the file that is imported"));
  EXPECT_THAT(std::string(rejects.message()), HasSubstr("for the rejects"));
  EXPECT_THAT(std::string(report.message()), HasSubstr("for the report"));
}

TEST_F(OutputsTest, KnowTheFileByItsOtherNames) {
  std::filesystem::create_symlink(list_, folder_ + "/soft.csv");
  std::filesystem::create_hard_link(list_, folder_ + "/hard.csv");

  for (const std::string& name : {folder_ + "/soft.csv", folder_ + "/hard.csv",
                                  folder_ + "/../outputs/list.csv"}) {
    EXPECT_FALSE(CheckOutputs(list_, {.rejects = name}).ok()) << name;
  }
}

TEST_F(OutputsTest, AreTwo) {
  EXPECT_FALSE(
      CheckOutputs(list_, {.rejects = other_,
                           .report = folder_ + "/../outputs/other.csv"})
          .ok());
  std::ofstream(other_) << "x";
  EXPECT_FALSE(CheckOutputs(list_, {.rejects = other_, .report = other_}).ok());
}

}  // namespace
}  // namespace comptoir::cli
