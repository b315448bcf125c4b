// `comptoir` with customers, sales and events, against a real server.
#include <cstdlib>
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
using ::testing::ContainsRegex;
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
};

TEST_F(CliCustomersTest, FindsWhomItCreated) {
  const std::string id = Create("Zéphyrine");

  const CommandResult result = Run({"customers", "suggest", "zephyr"});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr(id), HasSubstr("Zéphyrine")));
}

TEST_F(CliCustomersTest, NamesTheIdsThatNobodyHas) {
  const std::string id = Create("Awa");
  const std::string missing = "cus_" + std::string(26, '0');

  const CommandResult result = Run({"customers", "batch-get", id, missing});

  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr(id), Not(HasSubstr(missing))));
  EXPECT_THAT(result.err, HasSubstr("missing customer ids: " + missing));
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

TEST_F(CliCustomersTest, MergesAndTakesItBack) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_EQ(Run({"customers", "update", ann, "--note", "Tea"}).exit_code, 0);
  const CommandResult preview = Run({"customers", "preview-merge", anna, ann});
  EXPECT_EQ(preview.exit_code, 0) << preview.err;
  EXPECT_THAT(preview.out,
              AllOf(ContainsRegex("given_name +Anna +" + anna + " +Ann"),
                    ContainsRegex("note +Tea +" + ann)));
  EXPECT_THAT(preview.err, HasSubstr("a profile of 2 customers"));

  const CommandResult merged =
      Run({"customers", "merge", anna, ann, "--choice",
           "path=given_name,customer_id=" + ann, "--json"});

  EXPECT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_EQ(Field(merged.out, "id"), anna);
  EXPECT_EQ(Field(merged.out, "givenName"), "Ann");
  const CommandResult again = Run({"customers", "preview-merge", anna, ann});
  EXPECT_THAT(again.out, HasSubstr("ALREADY_MERGED"));
  EXPECT_THAT(again.err, HasSubstr("cannot be merged"));
  EXPECT_EQ(Run({"customers", "merge", anna, ann}).exit_code, 5);
  const CommandResult unmerged = Run({"customers", "unmerge", ann, "--json"});
  EXPECT_EQ(unmerged.exit_code, 0) << unmerged.err;
  EXPECT_THAT(Run({"customers", "get", anna}).out, Not(HasSubstr("Tea")));
  const CommandResult merges = Run({"customers", "merges", anna});
  EXPECT_EQ(merges.exit_code, 0) << merges.err;
  EXPECT_THAT(merges.out, AllOf(HasSubstr("unmerged"), HasSubstr(ann)));
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
