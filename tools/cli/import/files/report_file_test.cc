#include "tools/cli/import/files/report_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/import/list.h"

namespace comptoir::cli {
namespace {

using customers::List;
using customers::ReadList;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHeading[] =
    "\xEF\xBB\xBFline,outcome,customer_id,changed,before,left_out,message\r\n";

class ReportFileTest : public testing::Test {
 protected:
  ReportFileTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string Read() const { return Read(path_); }

  absl::Status Add(ReportFile& report, size_t row, RowOutcome outcome) {
    return report.Add(row, Result(outcome));
  }
  static RowResult Result(RowOutcome outcome) {
    return {.outcome = outcome,
            .customer_id = "cus_1",
            .changed = {{.path = "note", .before = "Tea", .after = "Milk"}}};
  }

  const std::string folder_ = testing::TempDir() + "/report_file";
  const std::string path_ = folder_ + "/report.csv";
  const List list_ = *ReadList("name,note\nAwa,Milk\nIda,Milk\n", {});
};

TEST_F(ReportFileTest, HasEachRowAsSoonAsItIsAdded) {
  const auto report = ReportFile::Open(path_, list_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(Read(), kHeading);
  struct stat facts {};
  ASSERT_EQ(stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600u);

  ASSERT_TRUE(Add(**report, 1, RowOutcome::kPerhapsUpdated).ok());
  EXPECT_EQ(Read(), std::string(kHeading) +
                        "3,perhaps updated,cus_1,note,note: Tea,,\r\n");
  ASSERT_TRUE(Add(**report, 1, RowOutcome::kUpdated).ok());
  EXPECT_THAT(Read(), EndsWith("\r\n3,updated,cus_1,note,note: Tea,,\r\n"));
}

TEST_F(ReportFileTest, HasTheOrderOfTheListInTheEnd) {
  const auto report = ReportFile::Open(path_, list_);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_TRUE(Add(**report, 1, RowOutcome::kPerhapsUpdated).ok());

  ASSERT_TRUE((*report)
                  ->Finish({.rows = {Result(RowOutcome::kNotReached),
                                     Result(RowOutcome::kUpdated)}})
                  .ok());

  EXPECT_EQ(Read(), std::string(kHeading) +
                        "2,not reached,cus_1,note,note: Tea,,\r\n"
                        "3,updated,cus_1,note,note: Tea,,\r\n");
}

TEST_F(ReportFileTest, KeepsAnEarlierReport) {
  for (const std::string& content :
       {std::string(kHeading) + "2", std::string("x")}) {
    std::ofstream(path_) << content;

    const absl::Status refused = ReportFile::Open(path_, list_).status();

    EXPECT_TRUE(absl::IsAlreadyExists(refused)) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr("name another file"));
    EXPECT_EQ(Read(), content);
  }
}

TEST_F(ReportFileTest, TakesAFileWithoutRowsAndLeavesNone) {
  for (const std::string& content : {std::string(), std::string(kHeading)}) {
    std::ofstream(path_) << content;
    {
      const auto report = ReportFile::Open(path_, list_);
      ASSERT_TRUE(report.ok()) << report.status();
      EXPECT_EQ(Read(), kHeading);
      // Another import, at the same time.
      EXPECT_THAT(
          std::string(ReportFile::Open(path_, list_).status().message()),
          HasSubstr("an import that runs"));
      ASSERT_TRUE((*report)->Finish({.rows = {{}, {}}}).ok());
    }
    EXPECT_FALSE(std::filesystem::exists(path_));
  }
}

TEST_F(ReportFileTest, IsRefusedWhereNoneCanBe) {
  EXPECT_TRUE(absl::IsNotFound(
      ReportFile::Open(folder_ + "/missing/report.csv", list_).status()));
  EXPECT_TRUE(
      absl::IsFailedPrecondition(ReportFile::Open(folder_, list_).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      ReportFile::Open("/dev/null", list_).status()));
  std::filesystem::create_symlink(folder_ + "/elsewhere", path_);
  EXPECT_TRUE(
      absl::IsFailedPrecondition(ReportFile::Open(path_, list_).status()));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/elsewhere"));
}

// As on a full disk: what fits of a row is written before the error is seen.
TEST_F(ReportFileTest, EndsWithAWholeRowWhenThereIsNoRoom) {
  const auto report = ReportFile::Open(path_, list_);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_TRUE(Add(**report, 0, RowOutcome::kUpdated).ok());
  const std::string before = Read();
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  struct rlimit limit {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlim_t soft = limit.rlim_cur;
  limit.rlim_cur = before.size() + 5;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);

  const absl::Status full = Add(**report, 1, RowOutcome::kPerhapsUpdated);

  limit.rlim_cur = soft;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  signal(SIGXFSZ, handler);
  EXPECT_THAT(std::string(full.message()),
              HasSubstr("nothing more is replaced"));
  EXPECT_EQ(Read(), before);
  // Nor is there anything later, which would hide what is missing.
  EXPECT_EQ(Add(**report, 1, RowOutcome::kUpdated), full);
  EXPECT_EQ((*report)->Finish({.rows = {{}, {}}}), full);
  EXPECT_EQ(Read(), before);
}

}  // namespace
}  // namespace comptoir::cli
