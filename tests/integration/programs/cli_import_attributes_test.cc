// `comptoir customers import` with columns of custom attributes.
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

class CliImportAttributesTest : public ShopTest {
 protected:
  static CommandResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), kComptoir);
    words.insert(words.end(),
                 {"--server", server().address(), "--token-file",
                  WriteTestFile("token", shop().api_key_token + "\n")});
    return RunCommand(words);
  }
  static CommandResult Import(const std::string& content,
                              std::vector<std::string> words = {}) {
    words.insert(words.begin(),
                 {"customers", "import", WriteTestFile("list.csv", content)});
    return Run(std::move(words));
  }
  static void Define(const std::string& name, const std::string& type,
                     std::vector<std::string> words = {}) {
    words.insert(words.begin(), {"attributes", "create", "--display-name", name,
                                 "--type", type});
    const CommandResult defined = Run(std::move(words));
    EXPECT_EQ(defined.exit_code, 0) << defined.err;
  }
  // Who has a value of the attribute, by a filter.
  static std::string With(const std::string& key) {
    return Run({"customers", "list", "--attribute.key", key,
                "--attribute.exists", "yes", "--order", "name"})
        .out;
  }
};

TEST_F(CliImportAttributesTest, SetsWhatColumnsAreNamedFor) {
  Define("Import size", "number");
  Define("Import wine", "multiple-selection",
         {"--option", "display_name=Red", "--option", "display_name=White"});
  const std::string list =
      "given_name,email,IMPORT SIZE,Weine\n"
      "Ida,ida@import.example,38.5,\"red, White\"\n"
      "Jan,jan@import.example,,\n";
  const std::vector<std::string> mapping = {"--column",
                                            "Weine=attribute:import_wine"};

  const CommandResult dry = Import(list, {mapping[0], mapping[1], "--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_THAT(With("import_size"), Not(HasSubstr("Ida")));

  const CommandResult first = Import(list, mapping);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("2 created, 0 updated"));
  EXPECT_THAT(With("import_size"),
              AllOf(HasSubstr("Ida"), Not(HasSubstr("Jan"))));
  EXPECT_THAT(With("import_wine"), HasSubstr("Ida"));

  EXPECT_THAT(Import(list, mapping).out,
              HasSubstr("0 created, 0 updated, 2 unchanged"));
  std::string corrected = list;
  corrected.replace(corrected.find("38.5"), 4, "39");
  const CommandResult second = Import(corrected, mapping);
  EXPECT_THAT(second.out, HasSubstr("0 created, 1 updated, 1 unchanged"));
  EXPECT_THAT(second.err,
              ContainsRegex("line 2: attributes.import_size of cus_[^\n]*"
                            "\"38.5\" becomes \"39\""));
}

TEST_F(CliImportAttributesTest, SaysWhatIsWrongByRowAndColumn) {
  Define("Import height", "number", {"--maximum", "250"});
  const std::string list =
      "given_name,email,Height\n"
      "Kai,kai@import.example,tall\n"
      "Lea,lea@import.example,251\n"
      "Mia,mia@import.example,170\n";
  const std::string rejects = WriteTestFile("rejects.csv", "");
  const CommandResult result = Import(
      list,
      {"--column", "Height=attribute:import_height", "--rejects", rejects});
  EXPECT_THAT(result.out, HasSubstr("1 created, 0 updated, 0 unchanged, "
                                    "2 rejected"));
  const CommandResult read = RunCommand({"/bin/cat", rejects});
  EXPECT_THAT(
      read.out,
      AllOf(ContainsRegex("Kai[^\n]*,2,[^\n]*column Height: must be a decimal"),
            ContainsRegex("Lea[^\n]*,3,[^\n]*column Height: must be at most "
                          "250")));
  EXPECT_THAT(With("import_height"),
              AllOf(HasSubstr("Mia"), Not(HasSubstr("Lea"))));

  const CommandResult unknown =
      Import(list, {"--column", "Height=attribute:import_depth"});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_THAT(unknown.err,
              HasSubstr("column Height: there is no attribute import_depth"));
}

}  // namespace
}  // namespace comptoir::testing
