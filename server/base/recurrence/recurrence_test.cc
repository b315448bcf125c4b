#include "server/base/recurrence/recurrence.h"

#include <string>
#include <thread>
#include <vector>

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

TEST(Occurrences, CountWeeksFromTheFirstDayOfTheWeek) {
  // Wednesday to Tuesday: the first Sunday is in the week of the start.
  EXPECT_THAT(FirstDays(Parsed("FREQ=WEEKLY;INTERVAL=2;WKST=WE;BYDAY=SU",
                               "1998-05-06T09:00"),
                        3),
              ElementsAre("1998-05-10", "1998-05-24", "1998-06-07"));
}

TEST(Occurrences, KeepMinutesInTheirHoursOnTheirInterval) {
  EXPECT_THAT(
      First(Parsed("FREQ=MINUTELY;INTERVAL=50;BYHOUR=9", "2026-01-01T08:10"),
            3),
      ElementsAre("2026-01-01 09:00", "2026-01-01 09:50", "2026-01-02 09:10"));
  // Of an evening the next minute is a night away, not too far.
  EXPECT_THAT(First(Parsed("FREQ=MINUTELY;BYHOUR=9,10,11,12,13,14,15,16",
                           "2026-01-01T17:00"),
                    1),
              ElementsAre("2026-01-02 09:00"));
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

TEST(Occurrences, FollowEachZonesOwnClocks) {
  struct Case {
    const char* zone;
    const char* start;
    std::vector<std::string> times;
  };
  for (const Case& c : std::vector<Case>{
           // A gap at midnight, one after Ramadan, one of an hour at 01:00.
           {"Africa/Cairo",
            "2026-04-23T00:00",
            {"2026-04-23 00:00", "2026-04-24 01:00", "2026-04-25 00:00"}},
           {"Africa/Casablanca",
            "2026-03-21T02:30",
            {"2026-03-21 02:30", "2026-03-22 03:00", "2026-03-23 02:30"}},
           {"Europe/London",
            "2026-03-28T01:15",
            {"2026-03-28 01:15", "2026-03-29 02:00", "2026-03-30 01:15"}},
           // Clocks that do not change.
           {"Asia/Kathmandu",
            "2026-03-28T02:30",
            {"2026-03-28 02:30", "2026-03-29 02:30", "2026-03-30 02:30"}},
       }) {
    EXPECT_EQ(First(Parsed("FREQ=DAILY;COUNT=3", c.start, c.zone), 10), c.times)
        << c.zone;
  }
  // Newfoundland's clocks went back over midnight: an evening came twice.
  const Recurrence evening =
      Parsed("FREQ=DAILY;COUNT=3", "2010-11-05T23:30", "America/St_Johns");
  const auto times =
      *Occurrences(evening, absl::InfinitePast(), absl::InfiniteFuture(), 10);
  ASSERT_THAT(times, SizeIs(3));
  EXPECT_EQ(times[1] - times[0], absl::Hours(24));
  EXPECT_EQ(times[2] - times[1], absl::Hours(25));
}

TEST(Occurrences, AreCountedByTheClockOnTheWall) {
  // Both times of the gap, which are one moment.
  EXPECT_THAT(First(Parsed("FREQ=DAILY;COUNT=5;BYHOUR=2;BYMINUTE=15,45",
                           "2026-03-28T02:00", "Europe/Paris"),
                    10),
              ElementsAre("2026-03-28 02:15", "2026-03-28 02:45",
                          "2026-03-29 03:00", "2026-03-30 02:15"));
}

TEST(Occurrences, EndWhereClocksJump) {
  const auto days_until = [](const char* until, const char* start) {
    return First(Parsed(fmt::format("FREQ=DAILY;UNTIL={}", until), start,
                        "Europe/Paris"),
                 10)
        .size();
  };
  // By the local clock, which never shows 02:30 on that night.
  EXPECT_EQ(days_until("20260329T023000", "2026-03-28T02:30"), 2u);
  EXPECT_EQ(days_until("20260329T023000", "2026-03-28T02:31"), 1u);
  // In UTC: the moment after the gap.
  EXPECT_EQ(days_until("20260329T010000Z", "2026-03-28T02:30"), 2u);
  EXPECT_EQ(days_until("20260329T005959Z", "2026-03-28T02:30"), 1u);
  // Between the two 01:30 of New York on 1 November 2026, of which the first
  // is meant.
  EXPECT_THAT(
      First(Parsed("FREQ=MINUTELY;INTERVAL=30;UNTIL=20261101T062900Z",
                   "2026-11-01T00:30"),
            10),
      ElementsAre("2026-11-01 00:30", "2026-11-01 01:00", "2026-11-01 01:30"));
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
