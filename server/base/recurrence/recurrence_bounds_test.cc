// No rule keeps a thread busy, whoever wrote it.
#include <time.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/base/calendar/time_zone.h"
#include "server/base/recurrence/recurrence.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

// Ten times what a question takes at most, for slow machines and sanitizers.
constexpr absl::Duration kCpuMax = absl::Seconds(1);

// What this thread has used, however busy the machine is.
absl::Duration CpuTime() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

absl::CivilSecond Local(const std::string& text) {
  absl::CivilSecond local;
  EXPECT_TRUE(absl::ParseLenientCivilTime(text, &local)) << text;
  return local;
}

std::string ReasonFor(const std::string& rule, const std::string& start) {
  return ReasonOf(
      Recurrence::Parse(rule, Local(start), absl::UTCTimeZone()).status());
}

// Reads the rule and, if it is taken, asks for what comes round from `from` on.
void AskWithin(const std::string& rule, absl::CivilSecond start,
               absl::Time from) {
  SCOPED_TRACE(fmt::format("{} from {}", rule, absl::FormatCivilTime(start)));
  const absl::Duration begin = CpuTime();
  const auto recurrence =
      Recurrence::Parse(rule, start, FindTimeZone("Europe/Paris").value());
  const absl::Duration parsed = CpuTime();
  EXPECT_LT(parsed - begin, kCpuMax);
  if (!recurrence.ok()) return;
  const auto times =
      Occurrences(*recurrence, from, absl::InfiniteFuture(), 1000);
  EXPECT_LT(CpuTime() - parsed, kCpuMax);
  if (!times.ok()) {
    EXPECT_EQ(ReasonOf(times.status()), "RECURRENCE_TOO_SPARSE");
    return;
  }
  for (size_t i = 1; i < times->size(); ++i) {
    ASSERT_LT((*times)[i - 1], (*times)[i]);
  }
}

TEST(HostileRules, AreRefusedOrEndSoon) {
  for (const char* rule : {
           "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
           "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
           "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYHOUR=3",
           "FREQ=MINUTELY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
           "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;BYMINUTE=59",
           "FREQ=HOURLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29",
           "FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
           "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
           "FREQ=WEEKLY;INTERVAL=1000;BYMONTH=2;BYDAY=MO",
           "FREQ=WEEKLY;INTERVAL=2;COUNT=1000",
           "FREQ=WEEKLY;INTERVAL=52;BYMONTH=2;BYDAY=MO;COUNT=1000",
           "FREQ=MONTHLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
           "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
           "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
           "FREQ=YEARLY;INTERVAL=400;BYDAY=53MO",
           "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;COUNT=1000",
           "FREQ=YEARLY;BYYEARDAY=366;INTERVAL=3;COUNT=1000",
           "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-364",
           "FREQ=YEARLY;COUNT=1000;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,"
           "4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",
       }) {
    for (const char* start : {"1900-01-01", "2027-01-31T09:00", "2400-12-31"}) {
      AskWithin(rule, Local(start), absl::InfinitePast());
      AskWithin(rule, Local(start), absl::FromUnixSeconds(1'900'000'000));
    }
  }
}

class AnyRules : public ::testing::Test {
 protected:
  int Number(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }

  std::string Numbers(int least, int most) {
    std::string numbers;
    for (int left = Number(1, 5); left > 0; --left) {
      numbers += (numbers.empty() ? "" : ",");
      numbers += std::to_string(Number(least, most));
    }
    return numbers;
  }

  // Any parts of the grammar together, whether they make sense or not.
  std::string AnyRule() {
    static constexpr std::array kFrequencies = {
        "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    static constexpr std::array kDays = {"MO",    "-1MO", "2TU,FR",
                                         "SA,SU", "53WE", "5TH"};
    std::string rule = fmt::format(
        "FREQ={}", kFrequencies[Number(0, kFrequencies.size() - 1)]);
    const auto maybe = [&](std::string part) {
      if (Number(0, 3) == 0) rule += ";" + std::move(part);
    };
    maybe(fmt::format("INTERVAL={}", Number(1, 1000)));
    maybe(fmt::format("BYDAY={}", kDays[Number(0, kDays.size() - 1)]));
    maybe("BYMONTH=" + Numbers(1, 12));
    maybe("BYMONTHDAY=" + Numbers(1, 31));
    maybe("BYMONTHDAY=" + Numbers(-31, -1));
    maybe("BYYEARDAY=" + Numbers(1, 366));
    maybe("BYSETPOS=" + Numbers(1, 5));
    maybe("BYHOUR=" + Numbers(0, 23));
    maybe("BYMINUTE=" + Numbers(0, 59));
    maybe(fmt::format("COUNT={}", Number(1, 1000)));
    return rule;
  }

  const uint32_t seed_ = std::random_device()();
  std::mt19937 random_{seed_};
};

TEST_F(AnyRules, AreRefusedOrEndSoon) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  for (int i = 0; i < 500; ++i) {
    const absl::CivilSecond start(Number(1900, 2400), Number(1, 12),
                                  Number(1, 28), Number(0, 23), Number(0, 59));
    AskWithin(AnyRule(), start,
              absl::FromUnixSeconds(86'400LL * 365 * Number(-70, 430)));
    if (HasFailure()) return;
  }
}

TEST(SparseRules, EndTheirSearch) {
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
  // Every seventh day from a Sunday on is never a Monday; an hour of December
  // is more hours away than are looked at.
  for (const char* rule :
       {"FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=HOURLY;BYMONTH=12",
        "FREQ=MINUTELY;BYDAY=SA", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=29"}) {
    EXPECT_EQ(ReasonFor(rule, "2027-01-31T09:00"), "RECURRENCE_TOO_SPARSE")
        << rule;
  }
}

TEST(SparseRules, AreLookedAtSoManyStepsAndNoMore) {
  // 29 February 2104 is 2922 days after that of 2096. With several times a day
  // each day takes several steps.
  const auto from_2096 = [](const std::string& rule) {
    const auto leap_days =
        Recurrence::Parse(rule, Local("2096-02-29T09:00"), absl::UTCTimeZone());
    EXPECT_TRUE(leap_days.ok()) << leap_days.status();
    return NextOccurrence(
        *leap_days,
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

}  // namespace
}  // namespace comptoir
