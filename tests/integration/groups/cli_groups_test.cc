// `comptoir groups`, against a real server.
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/shop_test.h"
#include "tests/support/comptoir.h"

namespace comptoir::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class CliGroupsTest : public ShopTest {
 protected:
  static CommandResult Run(std::vector<std::string> words) {
    return TheOwner().Run(std::move(words));
  }
  static std::string NewCustomer(const std::string& given_name) {
    return TheOwner().Made({"customers", "create", "--given-name", given_name});
  }
  static std::string NewGroup(const std::string& name) {
    return TheOwner().Made({"groups", "create", "--display-name", name});
  }

 private:
  static Comptoir TheOwner() {
    return Comptoir(server().address(), shop().api_key_token);
  }
};

TEST_F(CliGroupsTest, PutsCustomersInAndTakesThemOut) {
  const std::string anna = NewCustomer("Anna");
  const std::string zoe = NewCustomer("Zoé");
  const std::string group = NewGroup("Regulars");

  const CommandResult added = Run({"groups", "add-members", group, anna, zoe});
  ASSERT_EQ(added.exit_code, 0) << added.err;
  EXPECT_THAT(added.out,
              AllOf(ContainsRegex("added +2"), ContainsRegex("members +2")));
  EXPECT_THAT(Run({"groups", "members", group}).out,
              ContainsRegex("Anna[^\n]*\n[^\n]*Zoé"));
  EXPECT_THAT(Run({"customers", "groups", anna}).out, HasSubstr("Regulars"));

  const CommandResult removed = Run({"groups", "remove-members", group, anna});
  ASSERT_EQ(removed.exit_code, 0) << removed.err;
  EXPECT_THAT(removed.out,
              AllOf(ContainsRegex("removed +1"), ContainsRegex("members +1")));
  EXPECT_THAT(Run({"groups", "list"}).out, HasSubstr("Regulars"));
  EXPECT_EQ(Run({"groups", "delete", group, "--yes"}).exit_code, 0);
  EXPECT_EQ(Run({"groups", "members", group}).exit_code, 3);
}

TEST_F(CliGroupsTest, ReadsIdsFromAFile) {
  const std::string anna = NewCustomer("Anna");
  const std::string missing = "cus_" + std::string(26, '0');
  const std::string group = NewGroup("Listed");
  const std::string file =
      WriteTestFile("ids.txt", anna + "\r\n\n  " + missing + "\n" + anna);

  const CommandResult result =
      Run({"groups", "add-members", group, "--file", file});

  ASSERT_EQ(result.exit_code, 7) << result.err;
  EXPECT_THAT(result.out, AllOf(ContainsRegex("added +1"),
                                ContainsRegex("already-member +1"),
                                ContainsRegex("unknown-customer +1")));
  EXPECT_THAT(result.err, HasSubstr("unknown customer: " + missing));
}

TEST_F(CliGroupsTest, TakesMoreIdsThanOneCall) {
  const std::string anna = NewCustomer("Anna");
  const std::string zoe = NewCustomer("Zoé");
  const std::string group = NewGroup("Many");
  std::string ids;
  for (int i = 0; i < 1000; ++i) ids += anna + "\n";

  const CommandResult result = Run({"groups", "add-members", group, "--file",
                                    WriteTestFile("many.txt", ids + zoe)});

  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(ContainsRegex("added +2"),
                                ContainsRegex("already-member +999"),
                                ContainsRegex("members +2")));
}

TEST_F(CliGroupsTest, NamesTheFileOfAWrongLine) {
  const std::string group = NewGroup("Wrong");
  const std::string file = WriteTestFile(
      "wrong.txt", NewCustomer("Anna") + "\nsal_" + std::string(26, '0'));

  const CommandResult wrong =
      Run({"groups", "add-members", group, "--file", file});
  const CommandResult nobody = Run({"groups", "add-members", group});

  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("wrong.txt:2: is no customer's id"));
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("no customers"));
  EXPECT_THAT(Run({"groups", "get", group}).out, Not(HasSubstr("member_count")))
      << "nothing was done of either";
}

}  // namespace
}  // namespace comptoir::testing
