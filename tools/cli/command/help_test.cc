#include "tools/cli/command/help.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/command/command.h"

namespace comptoir::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HelpTest : public testing::Test {
 protected:
  HelpTest() {
    program_.globals = {SwitchArgument("--json", "", &json_),
                        TextArgument("--server", "", "ADDRESS", &text_)};
    Command& customers = program_.root.Group("customers", "The book");
    customers.commands = {
        {.name = "create",
         .make =
             [this] {
               return Action{{TextArgument("--given-name", "", "TEXT", &text_)},
                             {}};
             }},
        {.name = "delete", .make = [] { return Action{}; }},
        {.name = "search",
         .make =
             [this] {
               return Action{
                   {TextArgument("--email-address.exact", "", "", &text_),
                    TextArgument("--email-address.prefix", "", "", &text_),
                    TextArgument("--name.prefix", "", "", &text_)},
                   {}};
             }},
    };
    program_.root.Group("sales", "The sales");
  }

  std::string HintFor(const std::vector<std::string>& words) {
    return Hint(program_, FindPlace(program_, words));
  }
  std::vector<std::string> CompletionOf(const std::vector<std::string>& words) {
    return Complete(program_, words);
  }

  bool json_ = false;
  std::string text_;
  Program program_;
};

TEST_F(HelpTest, NamesTheNearestCommand) {
  EXPECT_EQ(HintFor({"custmers", "list"}), "did you mean customers?");
  EXPECT_EQ(HintFor({"customers", "craete"}), "did you mean create?");
}

TEST_F(HelpTest, NamesTheCommandsWhenNoneIsNear) {
  EXPECT_EQ(HintFor({"refund"}), "commands: customers, sales");
  EXPECT_EQ(HintFor({"customers"}), "commands: create, delete, search");
  // "helene" is near to "delete", but names no command.
  EXPECT_EQ(HintFor({"customers", "find", "helene"}),
            "commands: create, delete, search");
}

TEST_F(HelpTest, TakesNoValueOfAFlagForACommand) {
  EXPECT_EQ(HintFor({"--server", "custmers", "--json", "custmers"}),
            "did you mean customers?");
}

TEST_F(HelpTest, NamesTheNearestFlag) {
  EXPECT_EQ(HintFor({"customers", "create", "--givenname=Zoë"}),
            "did you mean --given-name?");
  EXPECT_EQ(HintFor({"customers", "create", "--jsno"}), "did you mean --json?");
}

TEST_F(HelpTest, NamesTheFlagsThatBeginSo) {
  EXPECT_EQ(HintFor({"customers", "search", "--email", "a@example.com"}),
            "did you mean --email-address.exact or --email-address.prefix?");
}

TEST_F(HelpTest, NamesTheFlagsWhereWordsAreNotTaken) {
  EXPECT_EQ(HintFor({"customers", "search", "helene"}),
            "it takes flags: --email-address.exact, --email-address.prefix, "
            "--name.prefix");
}

TEST_F(HelpTest, SaysNothingAboutWhatIsFarAway) {
  EXPECT_EQ(HintFor({"customers", "create", "--refund"}), "");
  EXPECT_EQ(HintFor({"customers", "create", "--given-name", "Zoë"}), "");
}

TEST_F(HelpTest, CompletesCommandsAndFlags) {
  EXPECT_THAT(CompletionOf({}), ElementsAre("customers", "sales"));
  EXPECT_THAT(CompletionOf({"cu"}), ElementsAre("customers"));
  EXPECT_THAT(CompletionOf({"customers", ""}),
              ElementsAre("create", "delete", "search"));
  EXPECT_THAT(CompletionOf({"customers", "create", "--g"}),
              ElementsAre("--given-name"));
  EXPECT_THAT(CompletionOf({"customers", "create", "--j"}),
              ElementsAre("--json"));
  EXPECT_THAT(CompletionOf({"customers", "x"}), IsEmpty());
  EXPECT_THAT(CompletionOf({"customers", "x", "c"}), IsEmpty());
}

TEST(CompletionScript, KnowsThreeShells) {
  EXPECT_THAT(CompletionScript("bash"), HasSubstr("complete -F"));
  EXPECT_THAT(CompletionScript("zsh"), HasSubstr("#compdef"));
  EXPECT_THAT(CompletionScript("fish"), HasSubstr("complete -c comptoir"));
  EXPECT_THAT(CompletionScript("csh"), IsEmpty());
}

}  // namespace
}  // namespace comptoir::cli
