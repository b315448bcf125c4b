#include "server/values/birthday.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

bool IsBirthday(std::string_view text) { return BirthdayProblem(text).empty(); }

TEST(Birthday, HasAYearOrNot) {
  EXPECT_TRUE(IsBirthday("1987-06-05"));
  EXPECT_TRUE(IsBirthday("06-05"));
  EXPECT_TRUE(IsBirthday("2000-02-29"));
  EXPECT_TRUE(IsBirthday("02-29"));
  EXPECT_TRUE(IsBirthday("1800-01-01"));
}

TEST(Birthday, OfAnUnknownYearIsWrittenInManyWays) {
  for (const char* text : {"12-31", "--12-31", "0000-12-31", "1604-12-31"}) {
    EXPECT_TRUE(IsBirthday(text)) << text;
    EXPECT_EQ(PlainBirthday(text), "12-31") << text;
  }
  EXPECT_TRUE(IsBirthday("0000-02-29"));
  EXPECT_EQ(PlainBirthday("1987-06-05"), "1987-06-05");
  EXPECT_EQ(PlainBirthday("no date"), "no date");
}

TEST(Birthday, IsADayThatExists) {
  EXPECT_FALSE(IsBirthday(""));
  EXPECT_FALSE(IsBirthday("1900-02-29"));
  EXPECT_FALSE(IsBirthday("02-30"));
  EXPECT_FALSE(IsBirthday("13-01"));
  EXPECT_FALSE(IsBirthday("00-01"));
  EXPECT_FALSE(IsBirthday("01-00"));
  EXPECT_FALSE(IsBirthday("0000-13-01"));
  EXPECT_FALSE(IsBirthday("1799-12-31"));
  EXPECT_FALSE(IsBirthday("1987/06/05"));
  EXPECT_FALSE(IsBirthday("5-6-1987"));
  EXPECT_FALSE(IsBirthday("1987-6-5"));
  EXPECT_FALSE(IsBirthday("-1-01"));
}

TEST(Birthday, SaysWhatIsWrong) {
  EXPECT_EQ(BirthdayProblem("1983-02-29"),
            "must be a day that exists: there is no February 29 in 1983");
  EXPECT_EQ(BirthdayProblem("02-30"),
            "must be a day that exists: there is no February 30");
  EXPECT_EQ(BirthdayProblem("1983-13-01"),
            "must be a day that exists: there is no month 13");
  EXPECT_EQ(BirthdayProblem("1799-12-31"), "must be of the year 1800 or later");
  EXPECT_EQ(BirthdayProblem("soon"), "must be YYYY-MM-DD or MM-DD");
}

TEST(Birthday, IsNotToCome) {
  const absl::CivilDay today(2026, 3, 1);
  EXPECT_FALSE(IsBirthdayAfter("2026-03-01", today));
  EXPECT_TRUE(IsBirthdayAfter("2026-03-02", today));
  EXPECT_TRUE(IsBirthdayAfter("9999-12-31", today));
  EXPECT_FALSE(IsBirthdayAfter("12-31", today));
}

}  // namespace
}  // namespace comptoir
