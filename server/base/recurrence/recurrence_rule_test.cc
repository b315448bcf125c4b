#include "server/base/recurrence/recurrence_rule.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RecurrenceRule Parsed(const std::string& text) {
  const auto rule = ParseRecurrenceRule(text);
  EXPECT_TRUE(rule.ok()) << text << ": " << rule.status();
  return rule.value_or(RecurrenceRule());
}

std::string ReasonFor(const std::string& text) {
  const absl::Status status = ParseRecurrenceRule(text).status();
  EXPECT_TRUE(status.ok() ||
              status.code() == absl::StatusCode::kInvalidArgument);
  return ReasonOf(status);
}

TEST(ParseRecurrenceRule, ReadsEveryPart) {
  const RecurrenceRule rule = Parsed(
      "FREQ=MONTHLY;INTERVAL=2;COUNT=10;WKST=SU;BYMONTH=12,3;"
      "BYDAY=-1FR,MO,2SU;BYHOUR=18,9,9;BYMINUTE=30");
  EXPECT_EQ(rule.frequency, Frequency::kMonthly);
  EXPECT_EQ(rule.interval, 2);
  EXPECT_EQ(rule.count, 10);
  EXPECT_EQ(rule.week_start, absl::Weekday::sunday);
  EXPECT_THAT(rule.by_month, ElementsAre(3, 12));
  EXPECT_THAT(rule.by_day, ElementsAre(NthWeekday{absl::Weekday::sunday, 2},
                                       NthWeekday{absl::Weekday::monday, 0},
                                       NthWeekday{absl::Weekday::friday, -1}));
  EXPECT_THAT(rule.by_hour, ElementsAre(9, 18));
  EXPECT_THAT(rule.by_minute, ElementsAre(30));
  EXPECT_THAT(rule.by_month_day, IsEmpty());
}

TEST(ParseRecurrenceRule, ReadsLettersOfEitherCase) {
  const RecurrenceRule rule = Parsed("freq=weekly;byday=tu");
  EXPECT_EQ(rule.frequency, Frequency::kWeekly);
  EXPECT_THAT(rule.by_day, ElementsAre(NthWeekday{absl::Weekday::tuesday}));
}

TEST(ParseRecurrenceRule, ReadsTheThreeFormsOfUntil) {
  EXPECT_EQ(
      Parsed("FREQ=DAILY;UNTIL=20310504T090000Z").until_time,
      absl::FromCivil(absl::CivilSecond(2031, 5, 4, 9), absl::UTCTimeZone()));
  EXPECT_EQ(Parsed("FREQ=DAILY;UNTIL=20310504T090000").until_local,
            absl::CivilSecond(2031, 5, 4, 9));
  EXPECT_EQ(Parsed("FREQ=DAILY;UNTIL=20310504").until_local,
            absl::CivilSecond(2031, 5, 4, 23, 59, 59));
}

TEST(ParseRecurrenceRule, RefusesWhatIsNotInTheFormOfTheRfc) {
  for (const char* text : {
           "",
           "DAILY",
           "FREQ=",
           "FREQ=DAILY;",
           ";FREQ=DAILY",
           "FREQ=FORTNIGHTLY",
           "INTERVAL=2",
           "RRULE:FREQ=DAILY",
           "FREQ=DAILY;FREQ=DAILY",
           "FREQ=DAILY;INTERVAL=1;INTERVAL=1",
           "FREQ=DAILY;COUNT=3;UNTIL=20310504",
           "FREQ=DAILY;INTERVAL=0",
           "FREQ=DAILY;INTERVAL=-1",
           "FREQ=DAILY;INTERVAL= 1",
           "FREQ=DAILY;INTERVAL=1.5",
           "FREQ=DAILY;COUNT=0",
           "FREQ=DAILY;COUNT=99999999999999999999",
           "FREQ=DAILY;UNTIL=2031-05-04",
           "FREQ=DAILY;UNTIL=20310431",
           "FREQ=DAILY;UNTIL=20310504T250000Z",
           "FREQ=DAILY;UNTIL=20310504X090000",
           "FREQ=DAILY;UNTIL=20310504T090000X",
           "FREQ=DAILY;BYHOUR=24",
           "FREQ=DAILY;BYHOUR=-1",
           "FREQ=DAILY;BYHOUR=",
           "FREQ=DAILY;BYHOUR=9,",
           "FREQ=DAILY;BYMINUTE=60",
           "FREQ=WEEKLY;BYDAY=XX",
           "FREQ=WEEKLY;BYDAY=M",
           "FREQ=WEEKLY;BYDAY=MO TU",
           "FREQ=MONTHLY;BYDAY=0MO",
           "FREQ=YEARLY;BYDAY=54MO",
           "FREQ=MONTHLY;BYMONTHDAY=0",
           "FREQ=MONTHLY;BYMONTHDAY=32",
           "FREQ=MONTHLY;BYMONTHDAY=-32",
           "FREQ=YEARLY;BYMONTH=0",
           "FREQ=YEARLY;BYMONTH=13",
           "FREQ=YEARLY;BYMONTH=5L",
           "FREQ=YEARLY;BYYEARDAY=367",
           "FREQ=WEEKLY;WKST=1",
           "FREQ=DAILY;X-OTHER=1",
           "FREQ=DAILY;RSCALE=HEBREW",
           "FREQ=DAILY;SKIP=FORWARD",
       }) {
    EXPECT_EQ(ReasonFor(text), "RECURRENCE_MALFORMED") << text;
  }
}

TEST(ParseRecurrenceRule, RefusesWhatIsNotTaken) {
  for (const char* text : {
           "FREQ=SECONDLY",
           "FREQ=SECONDLY;INTERVAL=60",
           "FREQ=DAILY;BYSECOND=0",
           "FREQ=HOURLY;BYHOUR=9",
           "FREQ=MINUTELY;BYMINUTE=0",
           "FREQ=WEEKLY;BYMONTHDAY=13",
           "FREQ=DAILY;BYMONTHDAY=-1",
           "FREQ=YEARLY;BYMONTHDAY=1",
           "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
           "FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31",
           "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-30",
           "FREQ=WEEKLY;BYDAY=1MO",
           "FREQ=DAILY;BYDAY=-1MO",
           "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31",
           "FREQ=MONTHLY;BYDAY=6MO",
           "FREQ=YEARLY;BYMONTH=1;BYDAY=6MO",
           "FREQ=MONTHLY;BYYEARDAY=1",
           "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=1",
           "FREQ=YEARLY;BYYEARDAY=1;BYDAY=MO",
           "FREQ=YEARLY;BYWEEKNO=20",
           "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
           "FREQ=YEARLY;BYWEEKNO=1;WKST=SU",
           "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
           "FREQ=DAILY;BYSETPOS=1",
           "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1",
           "FREQ=MONTHLY;BYSETPOS=1",
           "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1",
           "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=13;BYSETPOS=1",
           "FREQ=MONTHLY;BYDAY=MO;BYHOUR=9,10;BYSETPOS=1",
           "FREQ=YEARLY;BYYEARDAY=20;BYSETPOS=1",
       }) {
    EXPECT_EQ(ReasonFor(text), "RECURRENCE_UNSUPPORTED") << text;
  }
}

TEST(ParseRecurrenceRule, TakesWhatIsAtALimitAndNothingPastIt) {
  struct Limit {
    const char* at;
    const char* past;
  };
  for (const Limit& limit : std::vector<Limit>{
           {"FREQ=DAILY;INTERVAL=1000", "FREQ=DAILY;INTERVAL=1001"},
           {"FREQ=DAILY;COUNT=1000", "FREQ=DAILY;COUNT=1001"},
           {"FREQ=DAILY;BYHOUR=8,9,10,11,12,13,14,15;BYMINUTE=0,20,40",
            "FREQ=DAILY;BYHOUR=8,9,10,11,12;BYMINUTE=0,10,20,30,40"},
           {"FREQ=MONTHLY;BYDAY=5MO", "FREQ=MONTHLY;BYDAY=6MO"},
           {"FREQ=MONTHLY;BYDAY=-5MO", "FREQ=MONTHLY;BYDAY=-6MO"},
           {"FREQ=YEARLY;BYDAY=53MO", "FREQ=YEARLY;BYDAY=54MO"},
           {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
           // Every month has four of each weekday.
           {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=4",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5"},
           {"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-8",
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-9"},
           {"FREQ=YEARLY;BYDAY=MO;BYSETPOS=52",
            "FREQ=YEARLY;BYDAY=MO;BYSETPOS=53"},
           {"FREQ=YEARLY;BYMONTH=1,2;BYDAY=MO;BYSETPOS=8",
            "FREQ=YEARLY;BYMONTH=1,2;BYDAY=MO;BYSETPOS=9"},
           // And a 28th, but not a 29th.
           {"FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "FREQ=MONTHLY;BYMONTHDAY=29,30,31;BYSETPOS=-1"},
           {"FREQ=MONTHLY;BYMONTHDAY=-1,-2,1;BYSETPOS=2",
            "FREQ=MONTHLY;BYMONTHDAY=-1,-2,1;BYSETPOS=3"},
           {"FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=1;BYSETPOS=2",
            "FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=1;BYSETPOS=3"},
       }) {
    EXPECT_EQ(ReasonFor(limit.at), "") << limit.at;
    EXPECT_NE(ReasonFor(limit.past), "") << limit.past;
  }
}

TEST(ParseRecurrenceRule, TakesTextUpToItsLimit) {
  std::string text = "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1";
  while (text.size() + 2 <= RecurrenceRule::kTextMax) text += ",1";
  if (text.size() < RecurrenceRule::kTextMax) text += "1";
  ASSERT_EQ(text.size(), RecurrenceRule::kTextMax);
  EXPECT_EQ(ReasonFor(text), "");
  EXPECT_EQ(ReasonFor(text + ",1"), "RECURRENCE_MALFORMED");
}

TEST(ParseRecurrenceRule, SaysWhatToUseInstead) {
  EXPECT_THAT(ParseRecurrenceRule("FREQ=SECONDLY").status().message(),
              HasSubstr("use MINUTELY or longer"));
  EXPECT_THAT(ParseRecurrenceRule("FREQ=DAILY;COUNT=5000").status().message(),
              HasSubstr("COUNT needs a number from 1 to 1000"));
  EXPECT_THAT(
      ParseRecurrenceRule("FREQ=YEARLY;BYWEEKNO=20;WKST=SU").status().message(),
      HasSubstr("name days by BYMONTH and BYDAY"));
}

}  // namespace
}  // namespace comptoir
