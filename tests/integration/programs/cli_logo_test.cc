// A merchant's logo, put there and taken away from the command line.
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "comptoir/sdk/testing/in_process_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/values/images/example_images.h"
#include "tests/support/command.h"
#include "tests/support/comptoir.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

using sdk::testing::InProcessServer;
using ::testing::AllOf;
using ::testing::HasSubstr;

class CliLogoTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = InProcessServer::Start();
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  CommandResult Run(std::vector<std::string> words) {
    return Comptoir(server_->address(), server_->shop().api_key_token)
        .Run(std::move(words));
  }

  std::unique_ptr<InProcessServer> server_;
  const std::string folder_ = NewFolder("cli_logo");
};

TEST_F(CliLogoTest, UploadsDownloadsAndDeletes) {
  const std::string bytes = ExamplePng(300, 200, 600'000);
  const std::string logo = WriteTestFile("logo.png", bytes);
  const std::string copy = folder_ + "/copy.png";

  const CommandResult uploaded = Run({"merchants", "upload-logo", logo});

  EXPECT_EQ(uploaded.exit_code, 0) << uploaded.err;
  EXPECT_THAT(uploaded.out, AllOf(HasSubstr("image/png"), HasSubstr("300")));
  EXPECT_EQ(Run({"merchants", "upload-logo", logo}).exit_code, 0) << "again";
  ASSERT_EQ(Run({"merchants", "download-logo", copy}).exit_code, 0);
  std::ifstream file(copy, std::ios::binary);
  EXPECT_TRUE(std::string(std::istreambuf_iterator<char>(file), {}) == bytes);
  EXPECT_NE(Run({"merchants", "download-logo", copy}).exit_code, 0);
  EXPECT_EQ(Run({"merchants", "delete-logo", "--yes"}).exit_code, 0);
  EXPECT_THAT(Run({"merchants", "download-logo", folder_ + "/none"}).err,
              HasSubstr("logo"));
}

TEST_F(CliLogoTest, RefusesWhatIsTooLargeBeforeItReadsIt) {
  const std::string large =
      WriteTestFile("large.png", ExamplePng(3, 2, 1 << 20));

  const CommandResult result = Run({"merchants", "upload-logo", large});

  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("larger than 1048576 bytes"));
}

TEST_F(CliLogoTest, SaysWhatTheServerFoundWrong) {
  std::string page = ExamplePng(3, 2) + "<script>";
  const std::string logo = WriteTestFile("page.png", page);

  const CommandResult result = Run({"merchants", "upload-logo", logo});

  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("IMAGE_DAMAGED"));
}

TEST_F(CliLogoTest, RefusesWhatIsNoPicture) {
  const std::string page = WriteTestFile("page.html", "<!DOCTYPE html><html>");

  const CommandResult result = Run({"merchants", "upload-logo", page});

  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("neither a PNG"));
}

}  // namespace
}  // namespace comptoir::testing
