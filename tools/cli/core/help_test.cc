#include "tools/cli/core/help.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class HelpTest : public testing::Test {
 protected:
  HelpTest() : app_("The customer book.") {
    app_.add_flag("--json");
    CLI::App* customers = app_.add_subcommand("customers", "The book");
    CLI::App* create = customers->add_subcommand("create", "Create one");
    create->add_option("--given-name", name_, "name");
    create->footer("comptoir customers create --given-name Zoë");
    create->formatter(std::make_shared<HelpFormatter>());
    app_.add_subcommand("sales", "The sales");
    app_.add_subcommand("__complete", "")->group("");
  }

  std::string name_;
  CLI::App app_;
};

TEST_F(HelpTest, SuggestsTheNearestCommand) {
  EXPECT_EQ(Suggest(app_, {"custmers", "list"}), "customers");
  EXPECT_EQ(Suggest(app_, {"customers", "craete"}), "create");
}

TEST_F(HelpTest, SuggestsTheNearestFlag) {
  EXPECT_EQ(Suggest(app_, {"customers", "create", "--givenname=Zoë"}),
            "--given-name");
  EXPECT_EQ(Suggest(app_, {"customers", "create", "--jsno"}), "--json");
}

TEST_F(HelpTest, SuggestsNothingFarAway) {
  EXPECT_EQ(Suggest(app_, {"refund"}), "");
  EXPECT_EQ(Suggest(app_, {"customers", "create"}), "");
}

TEST_F(HelpTest, CompletesCommandsAndFlags) {
  EXPECT_THAT(Complete(app_, {}), ElementsAre("customers", "sales"));
  EXPECT_THAT(Complete(app_, {"cu"}), ElementsAre("customers"));
  EXPECT_THAT(Complete(app_, {"customers", ""}), ElementsAre("create"));
  EXPECT_THAT(Complete(app_, {"customers", "create", "--g"}),
              ElementsAre("--given-name"));
  EXPECT_THAT(Complete(app_, {"customers", "x"}), IsEmpty());
}

TEST_F(HelpTest, ShowsExamplesBeforeFlags) {
  const std::string help =
      app_.get_subcommand("customers")->get_subcommand("create")->help();

  EXPECT_LT(help.find("Examples:"), help.find("--given-name TEXT"));
  EXPECT_THAT(help, HasSubstr("  comptoir customers create"));
  EXPECT_THAT(help, Not(HasSubstr("__complete")));
}

TEST(CompletionScript, KnowsThreeShells) {
  EXPECT_THAT(CompletionScript("bash"), HasSubstr("complete -F"));
  EXPECT_THAT(CompletionScript("zsh"), HasSubstr("#compdef"));
  EXPECT_THAT(CompletionScript("fish"), HasSubstr("complete -c comptoir"));
  EXPECT_THAT(CompletionScript("csh"), IsEmpty());
}

TEST(Distance, CountsSwappedNeighboursOnce) {
  EXPECT_EQ(Distance("", "abc"), 3);
  EXPECT_EQ(Distance("slaes", "sales"), 1);
  EXPECT_EQ(Distance("sales", "sales"), 0);
}

}  // namespace
}  // namespace comptoir::cli
