// `comptoir duplicates`, against a real server.
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

class CliDuplicatesTest : public ShopTest {
 protected:
  // As the owner.
  static CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kComptoir);
    words.insert(words.end(),
                 {"--server", server().address(), "--token-file",
                  WriteTestFile("token", shop().api_key_token + "\n")});
    return RunCommand(words);
  }

  // The id in a text that has one after `start`.
  static std::string IdAfter(const std::string& start,
                             const std::string& text) {
    const size_t at = text.find(start);
    EXPECT_NE(at, std::string::npos) << text;
    if (at == std::string::npos) return "";
    const size_t begin = at + start.size();
    return text.substr(begin, text.find('"', begin) - begin);
  }
  static std::string NewCustomer(const std::string& given,
                                 const std::string& email) {
    const CommandResult made = Run({"customers", "create", "--given-name",
                                    given, "--email-address", email, "--json"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return IdAfter("\"id\": \"", made.out);
  }
};

TEST_F(CliDuplicatesTest, ShowsIgnoresAndSuggestsAgain) {
  const std::string one = NewCustomer("Anna", "anna@example.com");
  EXPECT_THAT(
      Run({"duplicates", "check", "--given-name", "Anna", "--email-address",
           "ANNA@example.com"})
          .out,
      AllOf(HasSubstr(one), HasSubstr("same name (100), same email_address")));
  const std::string other = NewCustomer("ANNA", "anna@example.com");

  const CommandResult listed = Run({"duplicates", "list", "--all"});

  ASSERT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, ContainsRegex(one + "[^\n]*Anna[^\n]*\n[^\n]*" +
                                        other + "[^\n]*ANNA[^\n]*certain"));
  EXPECT_THAT(listed.err, HasSubstr("1 suggestions"));
  EXPECT_THAT(Run({"duplicates", "list", "--json"}).out,
              HasSubstr("matchingFields"));

  ASSERT_EQ(Run({"duplicates", "ignore", one, other}).exit_code, 0);
  EXPECT_THAT(Run({"duplicates", "list"}).out, Not(HasSubstr(one)));
  EXPECT_THAT(Run({"duplicates", "ignored"}).out,
              ContainsRegex(one + " +" + other));
  ASSERT_EQ(Run({"duplicates", "unignore", one, other}).exit_code, 0);
  EXPECT_THAT(Run({"duplicates", "list"}).out, HasSubstr(one));
}

TEST_F(CliDuplicatesTest, MergesAllAndTakesThatBack) {
  const std::string one = NewCustomer("Zoé", "zoe@example.com");
  const std::string other = NewCustomer("Zoe", "zoe@example.com");

  const CommandResult merged = Run({"duplicates", "merge-all", "--wait"});

  ASSERT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_THAT(Run({"customers", "get", other, "--json"}).out, HasSubstr(one));
  const std::string history = Run({"customers", "merges", one, "--json"}).out;
  const std::string operation = IdAfter("\"operationId\": \"", history);
  const CommandResult undone = Run({"duplicates", "undo", operation, "--wait"});
  ASSERT_EQ(undone.exit_code, 0) << undone.err;
  EXPECT_THAT(undone.err, HasSubstr("ignored as a duplicate"));
  EXPECT_THAT(Run({"duplicates", "ignored"}).out,
              ContainsRegex(one + " +" + other));
  EXPECT_THAT(Run({"customers", "get", other, "--json"}).out,
              Not(HasSubstr(one)));
}

TEST_F(CliDuplicatesTest, SaysWhoConflictsWithWhom) {
  const auto create = [](const std::vector<std::string>& birthday) {
    std::vector<std::string> words = {
        "customers",         "create", "--given-name", "Ines", "--phone-number",
        "+33 6 88 00 07 77", "--json"};
    words.insert(words.end(), birthday.begin(), birthday.end());
    return IdAfter("\"id\": \"", Run(words).out);
  };
  const std::string undated = create({});
  const std::string one = create({"--birthday", "1950-01-02"});
  const std::string other = create({"--birthday", "1980-01-02"});

  const std::string listed = Run({"duplicates", "list", "--all"}).out;

  EXPECT_THAT(listed, ContainsRegex(one + "[^\n]*possible[^\n]*not " + other +
                                    ": other birthday"));
  EXPECT_THAT(listed, ContainsRegex(other + "[^\n]*possible[^\n]*not " + one +
                                    ": other birthday"));
  ASSERT_EQ(Run({"customers", "merge", undated, one, "--yes"}).exit_code, 0);
  const CommandResult unmerged = Run({"customers", "unmerge", one});
  EXPECT_EQ(unmerged.exit_code, 0) << unmerged.err;
  EXPECT_THAT(unmerged.err, HasSubstr("ignored as duplicates"));
  for (const std::string& id : {undated, one, other}) {
    EXPECT_EQ(Run({"customers", "delete", id, "--yes"}).exit_code, 0);
  }
}

// Nobody is there to be asked.
TEST_F(CliDuplicatesTest, IsAskedBeforeACustomerIsMade) {
  const std::string one = NewCustomer("Lou", "lou@example.com");
  const std::vector<std::string> create = {
      "customers", "create",          "--given-name",   "Lou",
      "--check",   "--email-address", "lou@example.com"};

  const CommandResult refused = Run(create);

  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.err, AllOf(HasSubstr(one), HasSubstr("--yes")));
  std::vector<std::string> for_programs = create;
  for_programs.emplace_back("--json");
  const CommandResult told = Run(for_programs);
  EXPECT_EQ(told.exit_code, 5);
  EXPECT_THAT(told.out, AllOf(HasSubstr("\"matches\""), HasSubstr(one)));
  EXPECT_THAT(told.err, Not(HasSubstr(one)));
  std::vector<std::string> confirmed = create;
  confirmed.emplace_back("--yes");
  EXPECT_EQ(Run(confirmed).exit_code, 0);
  EXPECT_EQ(Run({"customers", "create", "--given-name", "Max", "--check",
                 "--email-address", "max@example.com"})
                .exit_code,
            0);
}

TEST_F(CliDuplicatesTest, SaysWhatIsWrong) {
  EXPECT_EQ(Run({"duplicates", "ignore", "cus_00000000000000000000000000",
                 "cus_00000000000000000000000001"})
                .exit_code,
            3);
  EXPECT_EQ(
      Run({"duplicates", "undo", "ope_00000000000000000000000000"}).exit_code,
      3);
  EXPECT_EQ(
      Run({"duplicates", "check", "--email-address", "nonsense"}).exit_code, 2);
}

}  // namespace
}  // namespace comptoir::testing
