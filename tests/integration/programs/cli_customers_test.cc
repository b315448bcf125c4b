// `comptoir` with customers, sales and events, against a real server.
#include <cstdlib>
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

class CliCustomersTest : public ShopTest {
 protected:
  static CommandResult Run(std::vector<std::string> words) {
    return TheOwner().Run(std::move(words));
  }
  static std::string Create(const std::string& given_name) {
    return TheOwner().Made({"customers", "create", "--given-name", given_name});
  }
  // A coffee of 3.20 EUR for each of two, paid in cash.
  static void SellTo(const std::string& customer) {
    const std::string sale =
        TheOwner().Made({"sales", "create", "--location-id", shop().location_id,
                         "--customer-id", customer, "--line",
                         "name=Café crème,quantity=2,unit_price=3.20 EUR"});
    const CommandResult paid =
        Run({"sales", "pay", sale, "--method", "cash", "--amount", "6.40 EUR",
             "--tendered", "10 EUR"});
    ASSERT_EQ(paid.exit_code, 0) << paid.err;
  }

 private:
  static Comptoir TheOwner() {
    return Comptoir(server().address(), shop().api_key_token);
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

TEST_F(CliCustomersTest, ReplacesAndEmptiesLists) {
  const std::string id = Create("Awa");
  ASSERT_EQ(Run({"customers", "update", id, "--preference",
                 "name=milk,value=oat", "--preference", "name=nuts,value=none"})
                .exit_code,
            0);

  const CommandResult one =
      Run({"customers", "update", id, "--preference", "name=sugar,value=two"});
  const CommandResult none =
      Run({"customers", "update", id, "--preference", ""});

  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_THAT(one.out, AllOf(HasSubstr("sugar"), Not(HasSubstr("milk"))));
  EXPECT_EQ(none.exit_code, 0) << none.err;
  EXPECT_THAT(none.out, Not(HasSubstr("sugar")));
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
  SellTo(customer);

  const CommandResult profile = Run({"customers", "show", customer});

  EXPECT_EQ(profile.exit_code, 0) << profile.err;
  EXPECT_THAT(profile.out,
              AllOf(HasSubstr("Capucine"), HasSubstr("Café crème"),
                    HasSubstr("6.40 EUR"), HasSubstr("SaleCompleted")));
}

TEST_F(CliCustomersTest, ShowsAttributesByTheirNamesInOrder) {
  const std::string customer = Create("Dorothée");
  for (const char* name : {"Shown last", "Shown first"}) {
    const CommandResult defined =
        Run({"attributes", "create", "--display-name", name, "--type", "text",
             "--position", name == std::string("Shown first") ? "7" : "8"});
    ASSERT_EQ(defined.exit_code, 0) << defined.err;
  }
  const CommandResult set =
      Run({"customers", "set", customer, "shown_last=b", "shown_first=a"});
  ASSERT_EQ(set.exit_code, 0) << set.err;

  const CommandResult profile = Run({"customers", "show", customer});

  EXPECT_EQ(profile.exit_code, 0) << profile.err;
  EXPECT_THAT(profile.out,
              ContainsRegex("\nAttributes\nShown first +a\nShown last +b\n"));
  EXPECT_THAT(Run({"customers", "show", customer, "--json"}).out,
              ContainsRegex("\"displayName\": ?\"Shown first\"[^\n]*\n$"));
}

TEST_F(CliCustomersTest, SumsUpAndListsWhatHappened) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  SellTo(anna);
  SellTo(ann);
  ASSERT_EQ(Run({"customers", "merge", anna, ann}).exit_code, 0);

  const CommandResult summary = Run({"customers", "summary", ann});
  const CommandResult sales =
      Run({"customers", "activity", ann, "--type", "SaleCompleted"});

  EXPECT_EQ(summary.exit_code, 0) << summary.err;
  EXPECT_THAT(
      summary.out,
      AllOf(ContainsRegex("customer +Anna\n"), ContainsRegex("id +" + anna),
            ContainsRegex("merged +" + ann),
            ContainsRegex("visits +2 visits on 1 day\n"),
            ContainsRegex("spend +12.80 EUR, 6.40 EUR a visit\n"),
            ContainsRegex("favorites +Café crème .2 visits."),
            ContainsRegex("places +" + shop().location_id)));
  EXPECT_EQ(sales.exit_code, 0) << sales.err;
  EXPECT_THAT(sales.out, ContainsRegex("SaleCompleted [^\n]*, under " + ann +
                                       "\n[^\n]*SaleCompleted [^\n]*\n$"));
  EXPECT_THAT(Run({"customers", "summary", anna, "--json"}).out,
              HasSubstr("\"visitCount\":\"2\""));
  EXPECT_EQ(Run({"customers", "activity", ann, "--type", "SaleSold"}).exit_code,
            2);
  EXPECT_EQ(
      Run({"customers", "summary", "cus_" + std::string(26, '0')}).exit_code,
      3);
}

TEST_F(CliCustomersTest, MergesAndTakesItBack) {
  const std::string anna = Create("Anna");
  const std::string ann = Create("Ann");
  ASSERT_EQ(Run({"customers", "update", ann, "--note", "Tea", "--preference",
                 "name=milk,value=oat"})
                .exit_code,
            0);
  const CommandResult preview = Run({"customers", "preview-merge", anna, ann});
  EXPECT_EQ(preview.exit_code, 0) << preview.err;
  EXPECT_THAT(preview.out,
              AllOf(ContainsRegex("given_name +Anna +" + anna + " +Ann"),
                    ContainsRegex("note +Tea +" + ann),
                    ContainsRegex("preferences +name=milk value=oat +" + ann)));
  EXPECT_THAT(preview.err, HasSubstr("a profile of 2 customers"));

  const CommandResult merged =
      Run({"customers", "merge", anna, ann, "--choice",
           "path=given_name,customer_id=" + ann, "--json"});

  EXPECT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_EQ(JsonField(merged.out, "id"), anna);
  EXPECT_EQ(JsonField(merged.out, "givenName"), "Ann");
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
