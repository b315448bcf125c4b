// `comptoir customers list` and `explain-filter`, against a real server.
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

class CliFiltersTest : public ShopTest {
 protected:
  // As the owner.
  static CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kComptoir);
    words.insert(words.end(),
                 {"--server", server().address(), "--token-file",
                  WriteTestFile("token", shop().api_key_token + "\n")});
    return RunCommand(words);
  }
  static void New(const std::string& given_name,
                  const std::string& family_name) {
    const CommandResult made = Run({"customers", "create", "--given-name",
                                    given_name, "--family-name", family_name});
    EXPECT_EQ(made.exit_code, 0) << made.err;
  }
};

TEST_F(CliFiltersTest, ListsWhomAConditionLeaves) {
  New("Anna", "Lefiltre");
  New("Zoé", "Lefiltre");
  New("Bob", "Dehors");

  const CommandResult by_flags =
      Run({"customers", "list", "--text.field", "family-name", "--text.is",
           "lefiltre", "--order", "name", "--all"});
  ASSERT_EQ(by_flags.exit_code, 0) << by_flags.err;
  EXPECT_THAT(by_flags.out, AllOf(ContainsRegex("Anna[^\n]*\n[^\n]*Zoé"),
                                  Not(HasSubstr("Bob"))));

  const CommandResult by_json = Run(
      {"customers", "list", "--filter",
       R"({"all": {"parts": [)"
       R"({"text": {"field": "TEXT_FIELD_FAMILY_NAME", "is": "Lefiltre"}},)"
       R"({"none": {"parts": [)"
       R"({"text": {"field": "TEXT_FIELD_GIVEN_NAME", "is": "anna"}}]}}]}})",
       "--json"});
  ASSERT_EQ(by_json.exit_code, 0) << by_json.err;
  EXPECT_THAT(by_json.out, AllOf(HasSubstr("Zoé"), Not(HasSubstr("Anna")),
                                 ContainsRegex("\"totalSize\": \"1\"")));
}

TEST_F(CliFiltersTest, WantsAllConditionsThatAreGiven) {
  New("Ana", "Deuxfois");
  New("Bea", "Deuxfois");
  New("Ana", "Ailleurs");

  const CommandResult both =
      Run({"customers", "list", "--text.field", "family-name", "--text.is",
           "deuxfois", "--all.part", "text.field=given-name,text.is=ana"});
  const CommandResult never =
      Run({"customers", "list", "--text.field", "family-name", "--text.is",
           "deuxfois", "--visits.minimum", "1"});
  const CommandResult unclear =
      Run({"customers", "list", "--text.field", "family-name", "--text.is",
           "deuxfois", "--text.starts", "ail"});

  ASSERT_EQ(both.exit_code, 0) << both.err;
  EXPECT_THAT(both.out, AllOf(HasSubstr("Deuxfois"), Not(HasSubstr("Bea")),
                              Not(HasSubstr("Ailleurs"))));
  EXPECT_THAT(both.err, HasSubstr("1 of 1 customers"));
  EXPECT_THAT(never.err, HasSubstr("no customers"));
  EXPECT_EQ(unclear.exit_code, 2);
  EXPECT_THAT(unclear.err, HasSubstr("contradicts --text.is"));
}

TEST_F(CliFiltersTest, ExplainsAFilter) {
  New("Anna", "Explique");
  const CommandResult explained =
      Run({"customers", "explain-filter", "--all.part",
           R"({"text": {"field": "TEXT_FIELD_FAMILY_NAME", "is": "Explique"}})",
           "--all.part", R"({"visits": {"minimum": 1}})"});
  ASSERT_EQ(explained.exit_code, 0) << explained.err;
  EXPECT_THAT(explained.out, AllOf(ContainsRegex("filter.all.parts.0. +1 +1"),
                                   ContainsRegex("filter.all.parts.1. +0 +0")));
}

TEST_F(CliFiltersTest, KnowsAttributes) {
  const CommandResult defined = Run({"attributes", "create", "--display-name",
                                     "Cli shoe size", "--type", "number"});
  ASSERT_EQ(defined.exit_code, 0) << defined.err;
  const CommandResult listed =
      Run({"customers", "list", "--attribute.key", "cli_shoe_size",
           "--attribute.number", "minimum=38"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  const CommandResult refused =
      Run({"customers", "list", "--attribute.key", "cli_shoe_size",
           "--attribute.text", "is=38"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("set number or exists instead"));
}

TEST_F(CliFiltersTest, SaysWhatIsWrongWithAFilter) {
  const CommandResult refused =
      Run({"customers", "list", "--filter", R"({"visits": {}})"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("filter.visits"));
  EXPECT_NE(Run({"customers", "list", "--filter", "{"}).exit_code, 0);
}

}  // namespace
}  // namespace comptoir::testing
