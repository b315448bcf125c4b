// What an import replaces is in its report, however the import ends.
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "comptoir/annotations.pb.h"
#include "comptoir/customers/v1/customer_service.client.h"
#include "comptoir/merchants/v1/api_key_service.client.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/command.h"
#include "tests/support/process.h"

namespace comptoir::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kRows = 1000;
// In KiB.
constexpr int kLittleRoom = 4;

class CliImportReportTest : public ShopTest {
 protected:
  std::vector<std::string> Words(const std::string& token,
                                 std::vector<std::string> words) const {
    words.insert(words.begin(), {"tools/cli/comptoir", "customers", "import"});
    words.insert(words.end(), {"--server", server().address(), "--token-file",
                               WriteTestFile("token", token + "\n")});
    return words;
  }

  CommandResult Import(const std::string& list,
                       std::vector<std::string> words = {}) const {
    words.insert(words.begin(), {list, "-q"});
    return RunCommand(Words(shop().api_key_token, std::move(words)));
  }

  // Where no file can get larger than kLittleRoom, as on a disk that is full.
  CommandResult ImportWithLittleRoom(const std::string& list,
                                     std::vector<std::string> words) const {
    words.insert(words.begin(), {list, "-q"});
    words = Words(shop().api_key_token, std::move(words));
    words.insert(
        words.begin(),
        {"/bin/bash", "-c",
         fmt::format("trap '' XFSZ; ulimit -f {}; exec \"$@\"", kLittleRoom),
         "bash"});
    return RunCommand(words);
  }

  // Everybody by id, with the note.
  static std::map<std::string, std::string> Notes() {
    customers::v1::ListCustomersRequest request;
    request.set_page_size(200);
    std::map<std::string, std::string> notes;
    for (const auto& customer :
         customers::v1::CustomerServiceClient(owner()).ListCustomersAll(
             request)) {
      EXPECT_TRUE(customer.ok()) << customer.status();
      if (!customer.ok()) break;
      notes[customer->id()] = customer->note();
    }
    return notes;
  }

  static int CountOf(const std::string& note) {
    int count = 0;
    for (const auto& [id, has] : Notes()) count += has == note ? 1 : 0;
    return count;
  }

  static std::string List(const std::string& note, int rows = kRows) {
    std::string list = "given_name,email,note\n";
    for (int i = 0; i < rows; ++i) {
      list += fmt::format("Awa{},a{}@example.com,{}\n", i, i, note);
    }
    return WriteTestFile(note + ".csv", list);
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string folder_ = NewFolder("reports");
};

TEST_F(CliImportReportTest, HasWhatAnImportReplacedThatWasStopped) {
  std::string before = "tea";
  ASSERT_EQ(Import(List(before)).exit_code, 0);
  for (const auto& [signal, after] :
       {std::pair(SIGKILL, "milk"), std::pair(SIGINT, "rum")}) {
    const std::string path = folder_ + "/" + after + ".csv";
    auto process = Process::Start(
        Words(shop().api_key_token, {List(after), "-q", "--report", path}),
        folder_ + "/output");
    ASSERT_TRUE(process.ok()) << process.status();
    while ((*process)->Running() && CountOf(after) == 0) {
    }
    (*process)->Stop(signal);

    const std::string report = Read(path);
    int replaced = 0;
    for (const auto& [id, note] : Notes()) {
      if (note != after) continue;
      ++replaced;
      EXPECT_THAT(report, HasSubstr("updated," + id + ",note,note: " + before));
    }
    EXPECT_GT(replaced, 0);
    // Who goes on needs another report.
    EXPECT_EQ(Import(List(after), {"--report", path}).exit_code, 5);
    EXPECT_EQ(Read(path), report);
    ASSERT_EQ(Import(List(after), {"--report", path + ".2"}).exit_code, 0);
    ASSERT_EQ(CountOf(after), kRows);
    before = after;
  }
}

TEST_F(CliImportReportTest, IsOpenedBeforeAnythingIsReplaced) {
  ASSERT_EQ(Import(List("beer", 3)).exit_code, 0);
  const std::string list = List("wine", 3);
  for (const char* output : {"--report", "--rejects"}) {
    const CommandResult refused =
        Import(list, {output, folder_ + "/missing/file.csv"});

    EXPECT_EQ(refused.exit_code, 3);
    EXPECT_THAT(refused.out, IsEmpty());
    EXPECT_THAT(refused.err, HasSubstr("missing"));
    EXPECT_EQ(CountOf("wine"), 0);
  }
  EXPECT_FALSE(std::filesystem::exists(list + ".rejects.csv"));
}

TEST_F(CliImportReportTest, NothingIsReplacedThatItHasNoRoomFor) {
  ASSERT_EQ(Import(List("cider")).exit_code, 0);
  const std::string path = folder_ + "/report.csv";

  const CommandResult stopped =
      ImportWithLittleRoom(List("perry"), {"--report", path});

  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_THAT(stopped.err, HasSubstr("the report cannot be written"));
  EXPECT_THAT(stopped.err, HasSubstr("with another --report, to go on"));
  const std::string report = Read(path);
  int replaced = 0;
  for (const auto& [id, note] : Notes()) {
    if (note != "perry") continue;
    ++replaced;
    EXPECT_THAT(report, HasSubstr("updated," + id + ",note,note: cider"));
  }
  EXPECT_LT(replaced, kRows / 2);
}

TEST_F(CliImportReportTest, IsSavedAlsoWhereTheRejectsCannotBe) {
  const std::string list = WriteTestFile(
      "long.csv", "name,email,note\nEve,not an@email," +
                      std::string(2 * kLittleRoom * 1024, 'x') + "\n");
  const std::string path = folder_ + "/report.csv";

  const CommandResult result = ImportWithLittleRoom(list, {"--report", path});

  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("long.csv.rejects.csv"));
  EXPECT_THAT(Read(path), HasSubstr("\r\n2,rejected,"));
}

TEST_F(CliImportReportTest, AsksForItsRightsFirst) {
  ASSERT_EQ(Import(List("ale", 2)).exit_code, 0);
  merchants::v1::CreateApiKeyRequest request;
  request.mutable_api_key()->set_display_name("Editor");
  for (const Permission permission :
       {PERMISSION_CUSTOMERS_VIEW, PERMISSION_CUSTOMERS_VIEW_CONTACT,
        PERMISSION_CUSTOMERS_EDIT}) {
    request.mutable_api_key()->add_permissions(permission);
  }
  const auto key =
      merchants::v1::ApiKeyServiceClient(owner()).CreateApiKey(request);
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string path = folder_ + "/report.csv";

  const CommandResult refused = RunCommand(
      Words(key->api_key_token(), {List("gin", 3), "-q", "--report", path}));

  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("PERMISSION_CUSTOMERS_CREATE"));
  // Nothing is to be gone on with.
  EXPECT_THAT(refused.err, Not(HasSubstr("run the same import again")));
  EXPECT_EQ(CountOf("gin"), 0);
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace comptoir::testing
