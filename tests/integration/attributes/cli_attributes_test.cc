// `comptoir attributes` and `comptoir customers set`, against a real server.
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

class CliAttributesTest : public ShopTest {
 protected:
  // As the owner.
  static CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kComptoir);
    words.insert(words.end(),
                 {"--server", server().address(), "--token-file",
                  WriteTestFile("token", shop().api_key_token + "\n")});
    return RunCommand(words);
  }

  // The id in the JSON of what a command made.
  static std::string Made(std::vector<std::string> words) {
    words.emplace_back("--json");
    const CommandResult result = Run(std::move(words));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const std::string start = "\"id\": \"";
    const size_t at = result.out.find(start) + start.size();
    return result.out.substr(at, result.out.find('"', at) - at);
  }
  static std::string NewCustomer(const std::string& given_name) {
    return Made({"customers", "create", "--given-name", given_name});
  }
};

TEST_F(CliAttributesTest, SetsAndClearsValuesByTheirKeys) {
  const std::string anna = NewCustomer("Anna");
  const std::string size = Made({"attributes", "create", "--display-name",
                                 "Shoe size", "--type", "number"});
  const std::string tier =
      Made({"attributes", "create", "--display-name", "Tier", "--type",
            "single-selection", "--option", "display_name=Silver", "--option",
            "display_name=Gold"});
  EXPECT_THAT(Run({"attributes", "list"}).out,
              AllOf(HasSubstr("shoe_size"), HasSubstr("tier")));

  const CommandResult set =
      Run({"customers", "set", anna, "shoe_size=038.50", "tier=gold"});
  ASSERT_EQ(set.exit_code, 0) << set.err;
  EXPECT_THAT(Run({"customers", "attributes", anna}).out,
              AllOf(ContainsRegex("shoe_size +Shoe size +38.5\n"),
                    ContainsRegex("tier +Tier +Gold\n")));

  const CommandResult wrong = Run({"customers", "set", anna, "tier=Bronze"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("has no option Bronze, but Silver, Gold"));
  EXPECT_EQ(Run({"customers", "set", anna, "shoe_size=big"}).exit_code, 2);
  EXPECT_EQ(Run({"customers", "unset", anna, "nothing"}).exit_code, 2);
  ASSERT_EQ(Run({"customers", "unset", anna, "shoe_size"}).exit_code, 0);
  EXPECT_THAT(Run({"customers", "attributes", anna}).out,
              Not(HasSubstr("shoe_size")));

  // Left out and not meant; then meant.
  EXPECT_EQ(
      Run({"attributes", "update", tier, "--option", "display_name=Silver"})
          .exit_code,
      5);
  EXPECT_EQ(Run({"attributes", "update", tier, "--option",
                 "display_name=Silver", "--remove-options", "yes"})
                .exit_code,
            0);
  EXPECT_THAT(Run({"customers", "attributes", anna}).out,
              Not(HasSubstr("Gold")));
  EXPECT_EQ(Run({"attributes", "delete", size, "--yes"}).exit_code, 0);
}

TEST_F(CliAttributesTest, SetsManyFromAFile) {
  const std::string anna = NewCustomer("Anna");
  const std::string zoe = NewCustomer("Zoé");
  Made({"attributes", "create", "--display-name", "Invited", "--type",
        "boolean"});
  const std::string file =
      WriteTestFile("ids", anna + "\n\ncus_00000000000000000000000000\n");

  const CommandResult set = Run({"attributes", "set-many", "invited=yes",
                                 "--customer", zoe, "--file", file});

  EXPECT_EQ(set.exit_code, 7) << set.err;
  EXPECT_THAT(set.out, AllOf(ContainsRegex("set +2"),
                             ContainsRegex("unknown-customer +1")));
  EXPECT_THAT(set.err, HasSubstr("unknown customer: cus_0000"));
  EXPECT_THAT(
      Run({"attributes", "set-many", "invited=yes", "--file", file}).out,
      ContainsRegex("unchanged +1"));
  EXPECT_EQ(Run({"attributes", "set-many", "invited=yes"}).exit_code, 2);
  const std::string bad = WriteTestFile("bad", "anna\n");
  EXPECT_THAT(Run({"attributes", "set-many", "invited=yes", "--file", bad}).err,
              HasSubstr("bad:1: is no customer's id"));
}

}  // namespace
}  // namespace comptoir::testing
