#include "server/customers/import/spelling/dates.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::HasSubstr;

std::string Read(const std::string& text,
                 DateOrder order = DateOrder::kDayFirst) {
  const auto date = ReadDate(text, order);
  return date.ok() ? *date : "error: " + std::string(date.status().message());
}

TEST(ReadDate, KnowsUsualSpellings) {
  EXPECT_EQ(Read("1990-04-03"), "1990-04-03");
  EXPECT_EQ(Read("1990/4/3"), "1990-04-03");
  EXPECT_EQ(Read("3/4/1990"), "1990-04-03");
  EXPECT_EQ(Read("3.4.1990"), "1990-04-03");
  EXPECT_EQ(Read("3/4/1990", DateOrder::kMonthFirst), "1990-03-04");
  EXPECT_EQ(Read("03/31/1990"), "1990-03-31");
  EXPECT_EQ(Read("04-03"), "04-03");
  EXPECT_EQ(Read("31/12"), "12-31");
  EXPECT_EQ(Read("1990年4月3日"), "1990-04-03");
}

TEST(ReadDate, LeavesOutTheTime) {
  EXPECT_EQ(Read("1990-04-03T00:00:00Z"), "1990-04-03");
  EXPECT_EQ(Read("1990-04-03 00:00:00"), "1990-04-03");
  EXPECT_EQ(Read("3/4/1990 12:30"), "1990-04-03");
}

TEST(ReadDate, KnowsMonthsByName) {
  EXPECT_EQ(Read("3 avril 1990"), "1990-04-03");
  EXPECT_EQ(Read("April 3, 1990"), "1990-04-03");
  EXPECT_EQ(Read("3-Apr-1990"), "1990-04-03");
  EXPECT_EQ(Read("1er août 1990"), "1990-08-01");
  EXPECT_EQ(Read("3. März 1990"), "1990-03-03");
  EXPECT_EQ(Read("3 de abril de 1990"), "1990-04-03");
  EXPECT_EQ(Read("May 3rd 1990"), "1990-05-03");
  EXPECT_EQ(Read("3 April"), "04-03");
}

TEST(ReadDate, KnowsDaysOfNoYear) {
  EXPECT_EQ(Read("--05-12"), "05-12");
  EXPECT_EQ(Read("0000-12-31"), "12-31");
  EXPECT_EQ(Read("1604-05-12"), "05-12");
  EXPECT_EQ(Read("02-29"), "02-29");
}

TEST(ReadDate, KnowsWhatProgramsWriteForNoDate) {
  for (const char* text : {"0/0/00", "0000-00-00", "00/00/0000", "4501-01-01",
                           "1/0/1900", "1899-12-30"}) {
    EXPECT_EQ(Read(text), "") << text;
  }
}

TEST(ReadDate, SaysWhichDayDoesNotExist) {
  EXPECT_THAT(Read("29/02/1983"), HasSubstr("there is no February 29 in 1983"));
  EXPECT_THAT(Read("31/04"), HasSubstr("there is no April 31"));
  EXPECT_THAT(Read("13/13/1990"), HasSubstr("there is no month 13"));
  EXPECT_THAT(Read("0/4/1990"), HasSubstr("there is no April 0"));
  EXPECT_THAT(Read("1799-01-01"), HasSubstr("of the year 1800 or later"));
  EXPECT_EQ(Read("1800-01-01"), "1800-01-01");
}

TEST(ReadDate, RefusesToGuess) {
  EXPECT_THAT(Read("3/4/90"), HasSubstr("two centuries"));
  for (const char* text : {"", "1990", "32966", "soon", "3/4/5/1990", "a/b/c",
                           "123/4/1990", "12:30"}) {
    EXPECT_THAT(Read(text), HasSubstr("no date")) << text;
  }
}

TEST(ReadDate, TakesNothingEitherWayWhereTheOrderIsNotKnown) {
  EXPECT_THAT(Read("3/4/1990", DateOrder::kUncertain), HasSubstr("either"));
  EXPECT_EQ(Read("4/4/1990", DateOrder::kUncertain), "1990-04-04");
  EXPECT_EQ(Read("31/12/1990", DateOrder::kUncertain), "1990-12-31");
  EXPECT_EQ(Read("12/31/1990", DateOrder::kUncertain), "1990-12-31");
  EXPECT_EQ(Read("1990-04-03", DateOrder::kUncertain), "1990-04-03");
  EXPECT_EQ(Read("04-03", DateOrder::kUncertain), "04-03");
  EXPECT_EQ(Read("3 avril 1990", DateOrder::kUncertain), "1990-04-03");
}

TEST(ProvenOrder, IsWhatADateCanOnlyMean) {
  EXPECT_EQ(ProvenOrder("31/12/1990"), DateOrder::kDayFirst);
  EXPECT_EQ(ProvenOrder("12/31/1990 00:00"), DateOrder::kMonthFirst);
  EXPECT_EQ(ProvenOrder("31.12."), DateOrder::kDayFirst);
  for (const char* text :
       {"3/4/1990", "1990-12-31", "12-31", "31 dec 1990", "32/12/1990",
        "31/13/1990", "0/31/1990", "25/12/31", "soon", ""}) {
    EXPECT_EQ(ProvenOrder(text), std::nullopt) << text;
  }
}

TEST(ReadDateParts, PutsThemTogether) {
  EXPECT_EQ(*ReadDateParts("3", "4", "1990"), "1990-04-03");
  EXPECT_EQ(*ReadDateParts("3", "avril", ""), "04-03");
  EXPECT_FALSE(ReadDateParts("", "4", "1990").ok());
  EXPECT_FALSE(ReadDateParts("31", "4", "1990").ok());
}

}  // namespace
}  // namespace comptoir::customers
