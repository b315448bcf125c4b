#include "server/customers/import/customer_row.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/csv/csv_reader.h"
#include "server/customers/import/columns.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Customer;

absl::StatusOr<Customer> Read(std::vector<std::string> fields,
                              std::vector<std::string> cells,
                              const RowOptions& options = {}) {
  const ColumnPlan plan = {.fields = std::move(fields), .ignored = {}};
  return CustomerFromRow({.line = 2, .cells = std::move(cells)}, plan, options);
}

TEST(CustomerFromRow, FillsTheFields) {
  const auto customer = Read(
      {"given_name", "", "address.lines", "address.lines.2", "address.country"},
      {"Hélène", "42", "3 rue des Cascades", "Bât. B", "France"});

  ASSERT_TRUE(customer.ok());
  EXPECT_EQ(customer->given_name(), "Hélène");
  EXPECT_THAT(customer->address().lines(),
              ElementsAre("3 rue des Cascades", "Bât. B"));
  EXPECT_EQ(customer->address().country(), "FR");
  EXPECT_EQ(customer->creation_source(), v1::CREATION_SOURCE_IMPORT);
}

TEST(CustomerFromRow, SplitsAWholeName) {
  EXPECT_EQ(Read({"full_name"}, {"Hélène de la Tour"})->family_name(),
            "de la Tour");
  EXPECT_EQ(Read({"full_name"}, {"Roux, Hélène"})->given_name(), "Hélène");
  EXPECT_EQ(Read({"full_name"}, {"Madonna"})->given_name(), "Madonna");
}

TEST(CustomerFromRow, GivesTheDefaultCountry) {
  const auto customer = Read({"given_name", "phone_number"},
                             {"Zoë", "06 12 34 56 78"}, {.country = "FR"});

  EXPECT_EQ(customer->address().country(), "FR");
}

TEST(CustomerFromRow, StripsTheGuardOfExports) {
  EXPECT_EQ(Read({"phone_number"}, {"'+1 514 555 0123"})->phone_number(),
            "+1 514 555 0123");
  EXPECT_EQ(Read({"given_name"}, {"'t Hooft"})->given_name(), "'t Hooft");
}

TEST(CustomerFromRow, StripsNoBreakSpaces) {
  EXPECT_EQ(Read({"given_name"}, {"\u00a0Zoë \u00a0"})->given_name(), "Zoë");
}

TEST(CustomerFromRow, TakesShortRowsAndEmptyCellsAtTheEnd) {
  EXPECT_TRUE(Read({"given_name", "note"}, {"Zoë"}).ok());
  EXPECT_TRUE(Read({"given_name"}, {"Zoë", "", ""}).ok());
}

TEST(CustomerFromRow, RefusesFieldsThatCustomersHaveNot) {
  for (const char* field : {"color", "address.color", "given_name.more",
                            "address", "create_time.seconds"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Read({field}, {"a"}).status()))
        << field;
  }
}

TEST(CustomerFromRow, RefusesRowsThatDoNotFit) {
  EXPECT_THAT(std::string(Read({"given_name"}, {"a", "b"}).status().message()),
              HasSubstr("2 cells"));
  EXPECT_THAT(std::string(Read({"note"}, {"a"}).status().message()),
              HasSubstr("no name"));
}

TEST(ReadDate, KnowsUsualSpellings) {
  constexpr DateOrder kDay = DateOrder::kDayFirst;

  EXPECT_EQ(*ReadDate("1990-04-03", kDay), "1990-04-03");
  EXPECT_EQ(*ReadDate("1990/4/3", kDay), "1990-04-03");
  EXPECT_EQ(*ReadDate("3/4/1990", kDay), "1990-04-03");
  EXPECT_EQ(*ReadDate("3.4.1990", kDay), "1990-04-03");
  EXPECT_EQ(*ReadDate("3/4/1990", DateOrder::kMonthFirst), "1990-03-04");
  EXPECT_EQ(*ReadDate("03/31/1990", kDay), "1990-03-31");
  EXPECT_EQ(*ReadDate("04-03", kDay), "04-03");
  EXPECT_EQ(*ReadDate("31/12", kDay), "12-31");
}

TEST(ReadDate, RefusesToGuess) {
  for (const char* text : {"", "1990", "3/4/90", "13/13/1990", "3 avril 1990",
                           "0/0/1990", "1990-04-03T00:00"}) {
    EXPECT_FALSE(ReadDate(text, DateOrder::kDayFirst).ok()) << text;
  }
}

TEST(ReadDate, NamesTheDayThatDoesNotExist) {
  EXPECT_THAT(
      std::string(
          ReadDate("29/02/1983", DateOrder::kDayFirst).status().message()),
      HasSubstr("there is no February 29 in 1983"));
  EXPECT_EQ(*ReadDate("29/02", DateOrder::kDayFirst), "02-29");
  EXPECT_EQ(*ReadDate("0000-12-31", DateOrder::kDayFirst), "12-31");
  EXPECT_EQ(*ReadDate("31/12/1604", DateOrder::kDayFirst), "12-31");
}

TEST(ReadCountry, KnowsCodesAndNames) {
  EXPECT_EQ(*ReadCountry("fr"), "FR");
  EXPECT_EQ(*ReadCountry("UK"), "GB");
  EXPECT_EQ(*ReadCountry("États-Unis"), "US");
  EXPECT_EQ(*ReadCountry("España"), "ES");
  EXPECT_EQ(*ReadCountry("Deutschland"), "DE");
  EXPECT_EQ(*ReadCountry("Maroc"), "MA");
  EXPECT_EQ(*ReadCountry("Poland"), "PL");
  EXPECT_FALSE(ReadCountry("Atlantis").ok());
}

}  // namespace
}  // namespace comptoir::customers
