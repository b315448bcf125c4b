// The examples of RFC 5545 section 3.8.5.3, in its order: all of them, each as
// far as the RFC writes it out. All are in New York.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/calendar/time_zone.h"
#include "server/base/recurrence/recurrence.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

absl::StatusOr<Recurrence> Parse(const std::string& rule,
                                 const std::string& day) {
  absl::CivilSecond start;
  EXPECT_TRUE(absl::ParseLenientCivilTime(day + "T09:00", &start)) << day;
  return Recurrence::Parse(rule, start,
                           FindTimeZone("America/New_York").value());
}

// The first `limit` occurrences as the local clock shows them.
std::vector<std::string> First(const std::string& rule, const std::string& day,
                               size_t limit) {
  const auto recurrence = Parse(rule, day);
  if (!recurrence.ok()) return {recurrence.status().ToString()};
  const auto times =
      Occurrences(*recurrence, absl::InfinitePast(), absl::InfiniteFuture(),
                  static_cast<int>(limit));
  EXPECT_TRUE(times.ok()) << times.status();
  std::vector<std::string> texts;
  for (absl::Time time : *times) {
    texts.push_back(
        absl::FormatTime("%Y-%m-%d %H:%M", time, recurrence->zone()));
  }
  return texts;
}

// Nine o'clock of the days in a text such as "1997 9/2,4 10/1-3": of the year,
// each month's days.
std::vector<std::string> NineOn(const std::string& days) {
  std::vector<std::string> texts;
  int year = 0;
  const std::vector<std::string> words = absl::StrSplit(days, ' ');
  for (const std::string& word : words) {
    const std::pair<std::string, std::string> month = absl::StrSplit(word, '/');
    if (month.second.empty()) {
      year = std::stoi(word);
      continue;
    }
    const std::vector<std::string> ranges = absl::StrSplit(month.second, ',');
    for (const std::string& range : ranges) {
      const std::pair<std::string, std::string> ends =
          absl::StrSplit(range, '-');
      const int first = std::stoi(ends.first);
      const int last = ends.second.empty() ? first : std::stoi(ends.second);
      for (int day = first; day <= last; ++day) {
        texts.push_back(fmt::format("{}-{:02}-{:02} 09:00", year,
                                    std::stoi(month.first), day));
      }
    }
  }
  return texts;
}

struct Example {
  const char* rule;
  const char* start;
  const char* days;
};

constexpr Example kThatEnd[] = {
    {"FREQ=DAILY;COUNT=10", "1997-09-02", "1997 9/2-11"},
    {"FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02",
     "1997 9/2-30 10/1-31 11/1-30 12/1-23"},
    {"FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "1997 9/2,12,22 10/2,12"},
    {"FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;"
     "BYDAY=SU,MO,TU,WE,TH,FR,SA",
     "1998-01-01", "1998 1/1-31 1999 1/1-31 2000 1/1-31"},
    {"FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "1998-01-01",
     "1998 1/1-31 1999 1/1-31 2000 1/1-31"},
    {"FREQ=WEEKLY;COUNT=10", "1997-09-02",
     "1997 9/2,9,16,23,30 10/7,14,21,28 11/4"},
    {"FREQ=WEEKLY;UNTIL=19971224T000000Z", "1997-09-02",
     "1997 9/2,9,16,23,30 10/7,14,21,28 11/4,11,18,25 12/2,9,16,23"},
    {"FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997 9/2,4,9,11,16,18,23,25,30 10/2"},
    {"FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997 9/2,4,9,11,16,18,23,25,30 10/2"},
    {"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
     "1997-09-01",
     "1997 9/1,3,5,15,17,19,29 10/1,3,13,15,17,27,29,31 11/10,12,14,24,26,28 "
     "12/8,10,12,22"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997 9/2,4,16,18,30 10/2,14,16"},
    {"FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05",
     "1997 9/5 10/3 11/7 12/5 1998 1/2 2/6 3/6 4/3 5/1 6/5"},
    {"FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09-05",
     "1997 9/5 10/3 11/7 12/5"},
    {"FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07",
     "1997 9/7,28 11/2,30 1998 1/4,25 3/1,29 5/3,31"},
    {"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22",
     "1997 9/22 10/20 11/17 12/22 1998 1/19 2/16"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02",
     "1997 9/2,15 10/2,15 11/2,15 12/2,15 1998 1/2,15"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30",
     "1997 9/30 10/1,31 11/1,30 12/1,31 1998 1/1,31 2/1"},
    {"FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
     "1997-09-10", "1997 9/10-15 1999 3/10-13"},
    {"FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10",
     "1997 6/10 7/10 1998 6/10 7/10 1999 6/10 7/10 2000 6/10 7/10 "
     "2001 6/10 7/10"},
    {"FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03-10",
     "1997 3/10 1999 1/10 2/10 3/10 2001 1/10 2/10 3/10 2003 1/10 2/10 3/10"},
    {"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01",
     "1997 1/1 4/10 7/19 2000 1/1 4/9 7/18 2003 1/1 4/10 7/19 2006 1/1"},
    {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04",
     "1997 9/4 10/7 11/6"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05",
     "1997 8/5,10,19,24"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05",
     "1997 8/5,17,19,31"},
    {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15",
     "2007 1/15,30 2/15 3/15,30"},
};

constexpr Example kForEver[] = {
    {"FREQ=DAILY;INTERVAL=2", "1997-09-02",
     "1997 9/2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 "
     "10/2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 11/1,3,5,7"},
    {"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02",
     "1997 9/2,16,30 10/14,28 11/11,25 12/9,23 1998 1/6,20 2/3,17"},
    {"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28",
     "1997 9/28 10/29 11/28 12/29 1998 1/29 2/26"},
    {"FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997-09-02",
     "1997 9/2,9,16,23,30 11/4,11,18,25 1998 1/6,13,20,27 3/3,10,17,24,31"},
    {"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997 5/19 1998 5/18 1999 5/17"},
    {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13",
     "1997 3/13,20,27 1998 3/5,12,19,26 1999 3/4,11,18,25"},
    {"FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05",
     "1997 6/5,12,19,26 7/3,10,17,24,31 8/7,14,21,28 "
     "1998 6/4,11,18,25 7/2,9,16,23,30 8/6,13,20,27 "
     "1999 6/3,10,17,24 7/1,8,15,22,29 8/5,12,19,26"},
    // The RFC leaves its start out by EXDATE: 1997-09-02 is no Friday.
    {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02",
     "1998 2/13 3/13 11/13 1999 8/13 2000 10/13"},
    {"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13",
     "1997 9/13 10/11 11/8 12/13 1998 1/10 2/7 3/7 4/11 5/9 6/13"},
    {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
     "1996-11-05", "1996 11/5 2000 11/7 2004 11/2"},
    {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29",
     "1997 9/29 10/30 11/27 12/30 1998 1/29 2/26 3/30"},
};

TEST(ExamplesOfTheRfc, ThatEnd) {
  for (const Example& example : kThatEnd) {
    const std::vector<std::string> expected = NineOn(example.days);
    EXPECT_EQ(First(example.rule, example.start, expected.size() + 1), expected)
        << example.rule;
  }
}

TEST(ExamplesOfTheRfc, ThatGoOnForEver) {
  for (const Example& example : kForEver) {
    const std::vector<std::string> expected = NineOn(example.days);
    EXPECT_EQ(First(example.rule, example.start, expected.size()), expected)
        << example.rule;
  }
}

TEST(ExamplesOfTheRfc, WithinADay) {
  // Erratum 3883: the RFC ends it at 17:00 in UTC and means New York.
  EXPECT_THAT(
      First("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", "1997-09-02", 10),
      ElementsAre("1997-09-02 09:00", "1997-09-02 12:00", "1997-09-02 15:00"));
  EXPECT_THAT(
      First("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", "1997-09-02", 10),
      ElementsAre("1997-09-02 09:00", "1997-09-02 12:00"));
  EXPECT_THAT(
      First("FREQ=MINUTELY;INTERVAL=15;COUNT=6", "1997-09-02", 10),
      ElementsAre("1997-09-02 09:00", "1997-09-02 09:15", "1997-09-02 09:30",
                  "1997-09-02 09:45", "1997-09-02 10:00", "1997-09-02 10:15"));
  EXPECT_THAT(First("FREQ=MINUTELY;INTERVAL=90;COUNT=4", "1997-09-02", 10),
              ElementsAre("1997-09-02 09:00", "1997-09-02 10:30",
                          "1997-09-02 12:00", "1997-09-02 13:30"));
  const auto by_day =
      First("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
            "1997-09-02", 100);
  EXPECT_THAT(by_day, SizeIs(100));
  EXPECT_EQ(by_day[23], "1997-09-02 16:40");
  EXPECT_EQ(by_day[24], "1997-09-03 09:00");
  EXPECT_EQ(First("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
                  "1997-09-02", 100),
            by_day);
}

TEST(ExamplesOfTheRfc, OfANumberedWeekIsNotTaken) {
  const absl::Status status =
      Parse("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12").status();
  EXPECT_EQ(ReasonOf(status), "RECURRENCE_UNSUPPORTED");
}

}  // namespace
}  // namespace comptoir
