#include "server/base/calendar/recurrence.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/calendar/time_zone.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::TimeZone Zone(const std::string& name) {
  return FindTimeZone(name).value();
}

absl::CivilSecond Local(const std::string& text) {
  absl::CivilSecond local;
  EXPECT_TRUE(absl::ParseLenientCivilTime(text, &local)) << text;
  return local;
}

Recurrence Parsed(const std::string& rule, const std::string& start,
                  const std::string& zone = "America/New_York") {
  const auto recurrence = Recurrence::Parse(rule, Local(start), Zone(zone));
  EXPECT_TRUE(recurrence.ok()) << rule << ": " << recurrence.status();
  return *recurrence;
}

// The first `limit` occurrences as the local clock shows them.
std::vector<std::string> First(const Recurrence& recurrence, int limit) {
  const auto times = Occurrences(recurrence, absl::InfinitePast(),
                                 absl::InfiniteFuture(), limit);
  EXPECT_TRUE(times.ok()) << times.status();
  std::vector<std::string> texts;
  for (absl::Time time : *times) {
    texts.push_back(
        absl::FormatTime("%Y-%m-%d %H:%M", time, recurrence.zone()));
  }
  return texts;
}

// The days of them.
std::vector<std::string> FirstDays(const Recurrence& recurrence, int limit) {
  std::vector<std::string> days = First(recurrence, limit);
  for (std::string& day : days) day.resize(10);
  return days;
}

std::string ReasonFor(const std::string& rule, const std::string& start) {
  return ReasonOf(
      Recurrence::Parse(rule, Local(start), absl::UTCTimeZone()).status());
}

struct Example {
  const char* rule;
  const char* start;
  const char* days;
};

// The examples of RFC 5545 section 3.8.5.3, all of which are in New York.
constexpr Example kExamplesOfTheRfc[] = {
    {"FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02T09:00",
     "1997-09-02 1997-09-03 1997-09-04"},
    {"FREQ=DAILY;INTERVAL=2", "1997-09-02T09:00",
     "1997-09-02 1997-09-04 1997-09-06"},
    {"FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02T09:00",
     "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"},
    {"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02T09:00",
     "1997-09-02 1997-09-16 1997-09-30"},
    {"FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
     "1997-09-02T09:00",
     "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 "
     "1997-09-18 1997-09-23 1997-09-25 1997-09-30 1997-10-02"},
    {"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;"
     "BYDAY=MO,WE,FR",
     "1997-09-01T09:00", "1997-09-01 1997-09-03 1997-09-05 1997-09-15"},
    {"FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05T09:00",
     "1997-09-05 1997-10-03 1997-11-07 1997-12-05"},
    {"FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07T09:00",
     "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04"},
    {"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22T09:00",
     "1997-09-22 1997-10-20 1997-11-17"},
    {"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28T09:00",
     "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 "
     "1998-02-26"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30T09:00",
     "1997-09-30 1997-10-01 1997-10-31 1997-11-01"},
    {"FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
     "1997-09-10T09:00",
     "1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 "
     "1997-09-15 1999-03-10 1999-03-11 1999-03-12 1999-03-13"},
    {"FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10T09:00",
     "1997-06-10 1997-07-10 1998-06-10"},
    {"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01T09:00",
     "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09"},
    {"FREQ=YEARLY;BYDAY=20MO", "1997-05-19T09:00",
     "1997-05-19 1998-05-18 1999-05-17"},
    {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12T09:00",
     "1997-05-12 1998-05-11 1999-05-17"},
    {"FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05T09:00",
     "1997-06-05 1997-06-12 1997-06-19"},
    // The RFC leaves its start out by EXDATE: 1997-09-02 is no Friday.
    {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02T09:00",
     "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"},
    {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;"
     "BYMONTHDAY=2,3,4,5,6,7,8",
     "1996-11-05T09:00", "1996-11-05 2000-11-07 2004-11-02"},
    {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04T09:00",
     "1997-09-04 1997-10-07 1997-11-06"},
    {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29T09:00",
     "1997-09-29 1997-10-30 1997-11-27 1997-12-30"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05T09:00",
     "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05T09:00",
     "1997-08-05 1997-08-17 1997-08-19 1997-08-31"},
    {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15T09:00",
     "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"},
};

TEST(Occurrences, AreThoseOfTheRfc) {
  for (const Example& example : kExamplesOfTheRfc) {
    const std::vector<std::string> days = absl::StrSplit(example.days, ' ');
    EXPECT_EQ(FirstDays(Parsed(example.rule, example.start),
                        static_cast<int>(days.size())),
              days)
        << example.rule;
  }
}

TEST(Occurrences, AreThoseOfTheRfcWithinADay) {
  EXPECT_THAT(
      First(Parsed("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
                   "1997-09-02T09:00"),
            10),
      ElementsAre("1997-09-02 09:00", "1997-09-02 12:00", "1997-09-02 15:00"));
  EXPECT_THAT(
      First(Parsed("FREQ=MINUTELY;INTERVAL=90;COUNT=4", "1997-09-02T09:00"),
            10),
      ElementsAre("1997-09-02 09:00", "1997-09-02 10:30", "1997-09-02 12:00",
                  "1997-09-02 13:30"));
  const auto by_day =
      First(Parsed("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
                   "1997-09-02T09:00"),
            100);
  EXPECT_THAT(by_day, SizeIs(100));
  EXPECT_EQ(by_day[23], "1997-09-02 16:40");
  EXPECT_EQ(by_day[24], "1997-09-03 09:00");
  EXPECT_EQ(First(Parsed("FREQ=MINUTELY;INTERVAL=20;"
                         "BYHOUR=9,10,11,12,13,14,15,16",
                         "1997-09-02T09:00"),
                  100),
            by_day);
}

TEST(Occurrences, StopAtCountAndUntil) {
  EXPECT_THAT(First(Parsed("FREQ=DAILY;COUNT=1000", "2026-01-01T09:00"), 1000),
              SizeIs(1000));
  EXPECT_THAT(First(Parsed("FREQ=DAILY;COUNT=2", "2026-01-01T09:00"), 10),
              ElementsAre("2026-01-01 09:00", "2026-01-02 09:00"));
  // A date means its whole day, a time itself, by the local clock or in UTC.
  for (const char* until :
       {"20260103", "20260103T090000", "20260103T140000Z"}) {
    EXPECT_THAT(First(Parsed(fmt::format("FREQ=DAILY;UNTIL={}", until),
                             "2026-01-01T09:00"),
                      10),
                SizeIs(3))
        << until;
  }
  for (const char* until :
       {"20260102", "20260103T085959", "20260103T135959Z"}) {
    EXPECT_THAT(First(Parsed(fmt::format("FREQ=DAILY;UNTIL={}", until),
                             "2026-01-01T09:00"),
                      10),
                SizeIs(2))
        << until;
  }
}

TEST(Occurrences, AreWithinTheirRangeAndLimit) {
  const Recurrence daily = Parsed("FREQ=DAILY", "2026-01-01T09:00", "UTC");
  const absl::Time day =
      absl::FromCivil(absl::CivilSecond(2026, 1, 5, 9), absl::UTCTimeZone());
  EXPECT_THAT(*Occurrences(daily, day, day + absl::Hours(48), 10),
              ElementsAre(day, day + absl::Hours(24)));
  EXPECT_THAT(*Occurrences(daily, day, day + absl::Hours(48), 1),
              ElementsAre(day));
  EXPECT_THAT(*Occurrences(daily, day, day, 10), IsEmpty());
  EXPECT_THAT(*Occurrences(daily, day, day + absl::Nanoseconds(1), 10),
              ElementsAre(day));
  EXPECT_THAT(
      *Occurrences(daily, absl::InfinitePast(), day - absl::Hours(96), 10),
      IsEmpty());
  EXPECT_THAT(*Occurrences(daily, day, absl::InfiniteFuture(),
                           Recurrence::kOccurrencesMax),
              SizeIs(Recurrence::kOccurrencesMax));
  for (int limit : {-1, 0, Recurrence::kOccurrencesMax + 1}) {
    EXPECT_EQ(Occurrences(daily, day, day, limit).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(NextOccurrence, IsAfterTheMomentGiven) {
  const Recurrence daily =
      Parsed("FREQ=DAILY;COUNT=3", "2026-01-01T09:00", "UTC");
  const absl::Time first =
      absl::FromCivil(absl::CivilSecond(2026, 1, 1, 9), absl::UTCTimeZone());
  EXPECT_EQ(*NextOccurrence(daily, absl::InfinitePast()), first);
  EXPECT_EQ(*NextOccurrence(daily, first - absl::Nanoseconds(1)), first);
  EXPECT_EQ(*NextOccurrence(daily, first), first + absl::Hours(24));
  EXPECT_EQ(*NextOccurrence(daily, first + absl::Hours(48)), std::nullopt);
  EXPECT_EQ(*NextOccurrence(daily, absl::InfiniteFuture()), std::nullopt);
}

TEST(NextOccurrence, FallsAfterAGapOnce) {
  // 02:15, 02:30 and 02:45 do not exist in Paris on 29 March 2026.
  EXPECT_THAT(
      First(Parsed("FREQ=DAILY;BYHOUR=2;BYMINUTE=15,30,45", "2026-03-29T00:00",
                   "Europe/Paris"),
            3),
      ElementsAre("2026-03-29 03:00", "2026-03-30 02:15", "2026-03-30 02:30"));
  EXPECT_THAT(
      First(Parsed("FREQ=HOURLY", "2026-03-29T01:00", "Europe/Paris"), 3),
      ElementsAre("2026-03-29 01:00", "2026-03-29 03:00", "2026-03-29 04:00"));
  // Samoa had no 30 December 2011.
  EXPECT_THAT(
      First(Parsed("FREQ=DAILY", "2011-12-29T09:00", "Pacific/Apia"), 4),
      ElementsAre("2011-12-29 09:00", "2011-12-31 00:00", "2011-12-31 09:00",
                  "2012-01-01 09:00"));
  EXPECT_THAT(
      First(Parsed("FREQ=DAILY", "2026-10-03T02:15", "Australia/Lord_Howe"), 3),
      ElementsAre("2026-10-03 02:15", "2026-10-04 02:30", "2026-10-05 02:15"));
}

TEST(NextOccurrence, FallsInAnOverlapOnce) {
  const Recurrence nightly = Parsed("FREQ=DAILY", "2026-10-31T01:30");
  const absl::TimeZone zone = nightly.zone();
  const absl::Time first = zone.At(absl::CivilSecond(2026, 11, 1, 1, 30)).pre;
  EXPECT_EQ(*NextOccurrence(nightly, first - absl::Hours(1)), first);
  EXPECT_EQ(*NextOccurrence(nightly, first), first + absl::Hours(25));
  // Also when asked in the middle of the hour that comes twice.
  EXPECT_EQ(*NextOccurrence(nightly, first + absl::Minutes(45)),
            first + absl::Hours(25));
}

TEST(NextOccurrence, KeepsItsLocalTimeThroughTheYear) {
  const Recurrence weekly =
      Parsed("FREQ=WEEKLY;BYDAY=MO", "2026-01-05T09:00", "Africa/Casablanca");
  absl::Time time = absl::InfinitePast();
  for (int week = 0; week < 52; ++week) {
    time = (*NextOccurrence(weekly, time)).value();
    EXPECT_EQ(absl::FormatTime("%a %H:%M", time, weekly.zone()), "Mon 09:00");
  }
}

TEST(NextOccurrence, KnowsTheLastDayOfEveryMonth) {
  EXPECT_THAT(
      FirstDays(Parsed("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
                       "2027-12-31T09:00"),
                4),
      ElementsAre("2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"));
  // A month without the day is left out.
  EXPECT_THAT(FirstDays(Parsed("FREQ=MONTHLY", "2027-12-31T09:00"), 3),
              ElementsAre("2027-12-31", "2028-01-31", "2028-03-31"));
  EXPECT_THAT(FirstDays(Parsed("FREQ=YEARLY", "2096-02-29T09:00"), 2),
              ElementsAre("2096-02-29", "2104-02-29"));
}

TEST(NextOccurrence, EndsItsSearch) {
  // Odd years have no 29 February, and no year is an odd number of steps of
  // 400 away from one that begins on another day: libical alone would search
  // for ever.
  for (const char* rule :
       {"FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;INTERVAL=400;BYDAY=53MO",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
        "FREQ=MONTHLY;INTERVAL=24;BYMONTHDAY=31;BYMONTH=2,7"}) {
    EXPECT_EQ(ReasonFor(rule, "2027-01-31T09:00"), "RECURRENCE_EMPTY") << rule;
  }
  // Every seventh day from a Sunday on is never a Monday; an hour of January is
  // more hours away than are looked at.
  for (const char* rule :
       {"FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=HOURLY;BYMONTH=1",
        "FREQ=MINUTELY;BYDAY=SA", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=WEEKLY;INTERVAL=1000;BYMONTH=2"}) {
    EXPECT_EQ(ReasonFor(rule, "2027-01-31T09:00"), "RECURRENCE_TOO_SPARSE")
        << rule;
  }
}

TEST(NextOccurrence, LooksAtSoManyStepsAndNoMore) {
  // 29 February 2104 is 2922 days after that of 2096. With several times a day
  // each day takes several steps.
  const auto from_2096 = [](const std::string& rule) {
    const Recurrence leap_days = Parsed(rule, "2096-02-29T09:00", "UTC");
    return NextOccurrence(
        leap_days,
        absl::FromCivil(absl::CivilSecond(2096, 3, 1), absl::UTCTimeZone()));
  };
  EXPECT_EQ(
      *from_2096("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29"),
      absl::FromCivil(absl::CivilSecond(2104, 2, 29, 9), absl::UTCTimeZone()));
  EXPECT_EQ(
      ReasonOf(
          from_2096("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=9,10").status()),
      "RECURRENCE_TOO_SPARSE");
}

TEST(Recurrence, TakesACountThatIsReachedInTime) {
  // 5000 steps are 208 days of hours.
  EXPECT_EQ(ReasonFor("FREQ=HOURLY;BYDAY=MO;COUNT=700", "2026-01-05T00:00"),
            "");
  EXPECT_EQ(ReasonFor("FREQ=HOURLY;BYDAY=MO;COUNT=750", "2026-01-05T00:00"),
            "RECURRENCE_UNSUPPORTED");
}

TEST(Recurrence, NamesAtLeastOneTime) {
  EXPECT_EQ(ReasonFor("FREQ=DAILY;UNTIL=20251231", "2026-01-01T09:00"),
            "RECURRENCE_EMPTY");
  EXPECT_EQ(ReasonFor("FREQ=DAILY;UNTIL=20251231T000000Z", "2026-01-01T09:00"),
            "RECURRENCE_EMPTY");
  EXPECT_EQ(ReasonFor("FREQ=DAILY;UNTIL=20260101", "2026-01-01T09:00"), "");
}

TEST(Recurrence, BeginsAndEndsWithinItsYears) {
  EXPECT_EQ(ReasonFor("FREQ=YEARLY", "1899-12-31T23:59:59"),
            "RECURRENCE_UNSUPPORTED");
  EXPECT_EQ(ReasonFor("FREQ=YEARLY", "1900-01-01T00:00:00"), "");
  EXPECT_EQ(ReasonFor("FREQ=YEARLY", "2401-01-01T00:00:00"),
            "RECURRENCE_UNSUPPORTED");
  EXPECT_THAT(FirstDays(Parsed("FREQ=YEARLY", "2399-12-31T09:00"), 10),
              ElementsAre("2399-12-31", "2400-12-31"));
}

TEST(Recurrence, IsSearchedByManyThreadsAtOnce) {
  const Recurrence monthly =
      Parsed("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01T09:00");
  const std::vector<std::string> expected = First(monthly, 50);
  std::vector<std::thread> threads;
  std::vector<std::vector<std::string>> found(8);
  for (auto& times : found) {
    threads.emplace_back([&] {
      const auto unsupported =
          Recurrence::Parse("FREQ=SECONDLY", monthly.start(), monthly.zone());
      EXPECT_FALSE(unsupported.ok());
      times = First(monthly, 50);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& times : found) EXPECT_EQ(times, expected);
}

}  // namespace
}  // namespace comptoir
