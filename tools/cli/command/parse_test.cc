#include "tools/cli/command/parse.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/command/command.h"

namespace comptoir::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ParseTest : public testing::Test {
 protected:
  ParseTest() {
    program_ = {
        .root = {.name = "comptoir", .about = "The customer book."},
        .globals = {SwitchArgument("-q,--quiet", "say less", &quiet_),
                    TextArgument("--server", "where", "ADDRESS", &server_)},
        .version = "comptoir 1.2.3"};
    program_.globals[1].variable = "COMPTOIR_PARSE_TEST_SERVER";
    program_.root.Group("sales", "The sales").commands = {
        {.name = "add",
         .about = "Adds lines.",
         .examples = "comptoir sales add sal_1 --line tea",
         .make = [this] { return AddLines(); }},
        {.name = "list", .about = "Lists.", .make = [] {
           ADD_FAILURE() << "made though it was not chosen";
           return Action{};
         }}};
  }

  Action AddLines() {
    Argument word = TextArgument("sale_id", "sal_...", "", &sale_id_);
    word.is_required = true;
    return {
        .arguments = {word, TextsArgument("--line", "a line", "TEXT", &lines_),
                      TextArgument("--note", "a note", "TEXT", &note_),
                      CountArgument("--count", "how many", "N", 9, &count_)},
        .run = [this] {
          has_run_ = true;
          return absl::OkStatus();
        }};
  }

  bool quiet_ = false;
  std::string server_;
  std::string sale_id_;
  std::string note_ = "as before";
  std::vector<std::string> lines_;
  int count_ = 0;
  bool has_run_ = false;
  Program program_;
};

TEST_F(ParseTest, TakesWordsAndFlagsInAnyOrder) {
  const Parsed parsed =
      Parse(program_, {"--quiet", "sales", "add", "--line", "tea", "sal_1",
                       "--line=cake", "--server", "here", "--count", "9"});

  ASSERT_EQ(parsed.error, "");
  EXPECT_TRUE(quiet_);
  EXPECT_EQ(server_, "here");
  EXPECT_EQ(sale_id_, "sal_1");
  EXPECT_THAT(lines_, ElementsAre("tea", "cake"));
  EXPECT_EQ(count_, 9);
  EXPECT_FALSE(has_run_);
  ASSERT_TRUE(parsed.run().ok());
  EXPECT_TRUE(has_run_);
}

TEST_F(ParseTest, TakesAnEmptyValue) {
  ASSERT_EQ(Parse(program_, {"sales", "add", "sal_1", "--note", ""}).error, "");

  EXPECT_EQ(note_, "");
}

TEST_F(ParseTest, TakesWhatTheEnvironmentSays) {
  setenv("COMPTOIR_PARSE_TEST_SERVER", "there", /*overwrite=*/1);

  ASSERT_EQ(Parse(program_, {"sales", "add", "sal_1"}).error, "");
  EXPECT_EQ(server_, "there");
  ASSERT_EQ(Parse(program_, {"sales", "add", "sal_1", "--server=x"}).error, "");
  EXPECT_EQ(server_, "x");

  unsetenv("COMPTOIR_PARSE_TEST_SERVER");
}

TEST_F(ParseTest, RefusesWhatAnArgumentRefuses) {
  EXPECT_THAT(Parse(program_, {"sales", "add", "sal_1", "--count", "10"}).error,
              AllOf(HasSubstr("--count"),
                    HasSubstr("10 is no whole number from 0 to 9"),
                    HasSubstr("see: comptoir sales add --help")));
  for (const char* count : {"-1", "", "1x", "99999999999"}) {
    EXPECT_NE(Parse(program_, {"sales", "add", "s", "--count", count}).error,
              "")
        << count;
  }
}

TEST_F(ParseTest, SaysThatAValueIsMissingOrOneTooMuch) {
  EXPECT_THAT(Parse(program_, {"sales", "add", "sal_1", "--note"}).error,
              StartsWith("--note needs a value: TEXT\n"));
  EXPECT_THAT(Parse(program_, {"sales", "add", "sal_1", "--server"}).error,
              StartsWith("--server needs a value: ADDRESS\n"));
  EXPECT_THAT(
      Parse(program_, {"sales", "add", "sal_1", "--note", "a", "--note", "b"})
          .error,
      StartsWith("--note is given more than once\n"));
}

TEST_F(ParseTest, NamesTheWordThatIsMissing) {
  EXPECT_THAT(Parse(program_, {"sales", "add"}).error, HasSubstr("sale_id"));
}

TEST_F(ParseTest, NamesTheWordThatIsNoCommand) {
  EXPECT_EQ(Parse(program_, {"sales", "ad"}).error,
            "ad is no command\ndid you mean add?\nsee: comptoir sales --help");
  EXPECT_EQ(Parse(program_, {}).error,
            "a command is missing\ncommands: sales\nsee: comptoir --help");
}

TEST_F(ParseTest, ShowsExamplesBeforeFlags) {
  const std::string help = Parse(program_, {"sales", "add", "--help"}).text;

  EXPECT_LT(help.find("Examples:\n  comptoir sales add sal_1"),
            help.find("--line TEXT"));
  EXPECT_THAT(help,
              AllOf(HasSubstr("Adds lines."), Not(HasSubstr("--server"))));
}

TEST_F(ParseTest, ShowsTheCommandsOfAGroup) {
  EXPECT_THAT(Parse(program_, {"sales", "--help"}).text,
              AllOf(HasSubstr("add"), HasSubstr("Lists.")));
}

TEST_F(ParseTest, TellsTheVersion) {
  EXPECT_EQ(Parse(program_, {"--version"}).text, "comptoir 1.2.3\n");
}

TEST_F(ParseTest, RunsNothingForHelp) {
  EXPECT_FALSE(Parse(program_, {"--help"}).run);
  EXPECT_THAT(Parse(program_, {"--help"}).error, IsEmpty());
}

}  // namespace
}  // namespace comptoir::cli
