// `comptoir` with customers, sales and events, against a real server.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/command.h"

namespace comptoir::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kComptoir[] = "tools/cli/comptoir";

class CliCustomersTest : public ShopTest {
 protected:
  // As the owner.
  static CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kComptoir);
    words.insert(words.end(),
                 {"--server", server().address(), "--token-file",
                  WriteTestFile("token", shop().api_key_token + "\n")});
    return RunCommand(words);
  }

  // The value of `"name": "value"` in JSON: ids need no more of a parser.
  static std::string Field(const std::string& json, const std::string& name) {
    const std::string start = "\"" + name + "\": \"";
    const size_t at = json.find(start);
    if (at == std::string::npos) return "";
    const size_t value = at + start.size();
    return json.substr(value, json.find('"', value) - value);
  }

  static std::string Create(const std::string& given_name) {
    const CommandResult result =
        Run({"customers", "create", "--given-name", given_name, "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return Field(result.out, "id");
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(CliCustomersTest, FindsWhomItCreated) {
  const std::string id = Create("Zéphyrine");

  const CommandResult result = Run({"customers", "suggest", "zephyr"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr(id), HasSubstr("Zéphyrine")));
}

TEST_F(CliCustomersTest, ClearsAFieldWithAnEmptyValue) {
  const std::string id = Create("Awa");
  ASSERT_EQ(Run({"customers", "update", id, "--note", "Tea"}).exit_code, 0);

  const CommandResult result = Run({"customers", "update", id, "--note", ""});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, Not(HasSubstr("Tea")));
}

TEST_F(CliCustomersTest, ExitsWith5WhenTheCustomerHasChanged) {
  const std::string id = Create("Awa");

  const CommandResult result =
      Run({"customers", "update", id, "--etag", "1", "--note", "Tea"});

  EXPECT_EQ(result.exit_code, 5) << result.err;
}

TEST_F(CliCustomersTest, ImportsATableOnce) {
  const std::string path = WriteTestFile(
      "clients.csv",
      "\xEF\xBB\xBFPrénom;Nom;Téléphone\r\nHélène;Roux;06 39 98 12 34\r\n"
      "\"Zoë\";Petit;\r\n");

  const CommandResult first =
      Run({"customers", "import", path, "--country", "FR", "--quiet"});
  const CommandResult second =
      Run({"customers", "import", path, "--country", "FR", "--quiet"});

  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.out, "2 created, 0 there already, 0 rejected\n");
  EXPECT_EQ(second.out, "0 created, 2 there already, 0 rejected\n");
}

TEST_F(CliCustomersTest, ExitsWith7AndSavesTheRowsItRejects) {
  const std::string path = WriteTestFile(
      "mixed.csv",
      "name,email,birthday\nAwa,not an email,\nNoé,,soon\nIda,,\n");

  const CommandResult result = Run({"customers", "import", path});

  EXPECT_EQ(result.exit_code, 7);
  EXPECT_THAT(result.out, HasSubstr("1 created, 0 there already, 2 rejected"));
  EXPECT_THAT(
      Read(path + ".rejects.csv"),
      AllOf(HasSubstr("Awa,not an email,,2,INVALID_ARGUMENT"),
            HasSubstr("Noé,,soon,3,INVALID_ARGUMENT"), Not(HasSubstr("Ida"))));
}

TEST_F(CliCustomersTest, CreatesNobodyInADryRun) {
  const std::string path = WriteTestFile("dry.csv", "name\nQuentin Dry\n");

  const CommandResult result = Run({"customers", "import", path, "--dry-run"});

  EXPECT_THAT(result.out, HasSubstr("1 would be created"));
  EXPECT_THAT(Run({"customers", "suggest", "quentin", "--json"}).out,
              Not(HasSubstr("Quentin")));
}

TEST_F(CliCustomersTest, SellsAndShowsTheProfile) {
  const std::string customer = Create("Capucine");
  const CommandResult sale =
      Run({"sales", "create", "--location-id", shop().location_id,
           "--customer-id", customer, "--line",
           "name=Café crème,quantity=2,unit_price=3.20 EUR", "--json"});
  ASSERT_EQ(sale.exit_code, 0) << sale.err;
  const CommandResult paid =
      Run({"sales", "pay", Field(sale.out, "id"), "--method", "cash",
           "--amount", "6.40 EUR", "--tendered", "10 EUR"});
  ASSERT_EQ(paid.exit_code, 0) << paid.err;

  const CommandResult profile = Run({"customers", "show", customer});

  EXPECT_EQ(profile.exit_code, 0) << profile.err;
  EXPECT_THAT(profile.out,
              AllOf(HasSubstr("Capucine"), HasSubstr("Café crème"),
                    HasSubstr("6.40 EUR"), HasSubstr("SaleCompleted")));
}

TEST_F(CliCustomersTest, WatchesFromARevision) {
  const std::string id = Create("Ondine");

  const CommandResult result =
      Run({"watch", "--customer", id, "--after", "0", "--count", "1"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("CustomerCreated"), HasSubstr(id)));
  EXPECT_THAT(result.err, HasSubstr("watching from #"));
}

}  // namespace
}  // namespace comptoir::testing
