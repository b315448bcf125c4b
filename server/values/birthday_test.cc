#include "server/values/birthday.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

TEST(Birthday, HasAYearOrNot) {
  EXPECT_TRUE(IsBirthday("1987-06-05"));
  EXPECT_TRUE(IsBirthday("06-05"));
  EXPECT_TRUE(IsBirthday("2000-02-29"));
  EXPECT_TRUE(IsBirthday("02-29"));
}

TEST(Birthday, IsADayThatExists) {
  EXPECT_FALSE(IsBirthday(""));
  EXPECT_FALSE(IsBirthday("1900-02-29"));
  EXPECT_FALSE(IsBirthday("02-30"));
  EXPECT_FALSE(IsBirthday("13-01"));
  EXPECT_FALSE(IsBirthday("00-01"));
  EXPECT_FALSE(IsBirthday("01-00"));
  EXPECT_FALSE(IsBirthday("0000-01-01"));
  EXPECT_FALSE(IsBirthday("1799-12-31"));
  EXPECT_FALSE(IsBirthday("1987/06/05"));
  EXPECT_FALSE(IsBirthday("5-6-1987"));
  EXPECT_FALSE(IsBirthday("1987-6-5"));
  EXPECT_FALSE(IsBirthday("-1-01"));
}

}  // namespace
}  // namespace comptoir
