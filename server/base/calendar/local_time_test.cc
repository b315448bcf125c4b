#include "server/base/calendar/local_time.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/calendar/time_zone.h"

namespace comptoir {
namespace {

absl::TimeZone Zone(const std::string& name) {
  return FindTimeZone(name).value();
}

absl::Time Utc(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << error;
  return time;
}

absl::CivilSecond Local(const std::string& text) {
  absl::CivilSecond local;
  EXPECT_TRUE(absl::ParseCivilTime(text, &local)) << text;
  return local;
}

TEST(FromLocal, FollowsTheRuleWhereClocksJump) {
  struct Case {
    const char* zone;
    const char* local;
    const char* utc;
  };
  for (const Case& c : std::vector<Case>{
           // Gaps: the first moment after.
           {"Europe/Paris", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"},
           {"Europe/Paris", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z"},
           {"Europe/Paris", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"},
           {"Europe/Paris", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"},
           // Overlaps: the first of the two.
           {"America/New_York", "2026-11-01T00:59:59", "2026-11-01T04:59:59Z"},
           {"America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z"},
           {"America/New_York", "2026-11-01T02:00:00", "2026-11-01T07:00:00Z"},
           // Lord Howe Island moves its clocks by half an hour.
           {"Australia/Lord_Howe", "2026-04-05T01:45:00",
            "2026-04-04T14:45:00Z"},
           {"Australia/Lord_Howe", "2026-10-04T02:15:00",
            "2026-10-03T15:30:00Z"},
           // Samoa went from 29 to 31 December 2011.
           {"Pacific/Apia", "2011-12-30T09:00:00", "2011-12-30T10:00:00Z"},
           {"Pacific/Apia", "2011-12-31T00:00:00", "2011-12-30T10:00:00Z"},
           // Morocco's clocks go back for Ramadan and forward after it.
           {"Africa/Casablanca", "2026-02-15T02:30:00", "2026-02-15T01:30:00Z"},
           {"Africa/Casablanca", "2026-03-22T02:30:00", "2026-03-22T02:00:00Z"},
           // Clocks that skip midnight.
           {"Africa/Cairo", "2026-04-24T00:00:00", "2026-04-23T22:00:00Z"},
       }) {
    EXPECT_EQ(FromLocal(Local(c.local), Zone(c.zone)), Utc(c.utc))
        << c.zone << " " << c.local;
  }
}

TEST(ToLocal, DropsFractionsAlsoBefore1970) {
  const absl::TimeZone paris = Zone("Europe/Paris");
  EXPECT_EQ(ToLocal(Utc("2026-07-01T10:00:00.999999Z"), paris),
            absl::CivilSecond(2026, 7, 1, 12));
  EXPECT_EQ(ToLocal(Utc("1969-12-31T22:59:59.5Z"), paris),
            absl::CivilSecond(1969, 12, 31, 23, 59, 59));
}

TEST(LocalDay, ChangesAtTheShopsMidnight) {
  const absl::Time time = Utc("2026-06-30T22:00:00Z");
  EXPECT_EQ(LocalDay(time, Zone("Europe/Paris")), absl::CivilDay(2026, 7, 1));
  EXPECT_EQ(LocalDay(time - absl::Microseconds(1), Zone("Europe/Paris")),
            absl::CivilDay(2026, 6, 30));
  EXPECT_EQ(LocalDay(time, Zone("America/Montreal")),
            absl::CivilDay(2026, 6, 30));
  EXPECT_EQ(LocalDay(time, Zone("Pacific/Kiritimati")),
            absl::CivilDay(2026, 7, 1));
}

TEST(StartOfDay, GivesDaysTheirTrueLength) {
  struct Case {
    const char* zone;
    const char* day;
    absl::Duration length;
  };
  for (const Case& c : std::vector<Case>{
           {"Europe/Paris", "2026-03-28", absl::Hours(24)},
           {"Europe/Paris", "2026-03-29", absl::Hours(23)},
           {"Europe/Paris", "2026-10-25", absl::Hours(25)},
           {"Australia/Lord_Howe", "2026-04-05", absl::Minutes(24 * 60 + 30)},
           {"Africa/Cairo", "2026-04-24", absl::Hours(23)},
           {"Pacific/Apia", "2011-12-30", absl::ZeroDuration()},
           {"Pacific/Apia", "2011-12-31", absl::Hours(24)},
       }) {
    absl::CivilDay day;
    ASSERT_TRUE(absl::ParseCivilTime(c.day, &day)) << c.day;
    EXPECT_EQ(StartOfDay(day + 1, Zone(c.zone)) - StartOfDay(day, Zone(c.zone)),
              c.length)
        << c.zone << " " << c.day;
  }
}

// A random moment between 1900 and 2200, in a random zone.
class RandomMoments : public ::testing::Test {
 protected:
  RandomMoments() : seed_(std::random_device()()), random_(seed_) {
    RecordProperty("seed", std::to_string(seed_));
  }

  absl::TimeZone AnyZone() {
    static const char* const kZones[] = {"Europe/Paris",
                                         "America/New_York",
                                         "Australia/Lord_Howe",
                                         "Pacific/Apia",
                                         "Africa/Casablanca",
                                         "Africa/Cairo",
                                         "America/St_Johns",
                                         "America/Sao_Paulo",
                                         "Asia/Tehran",
                                         "Asia/Kathmandu",
                                         "Europe/Dublin",
                                         "Antarctica/Troll",
                                         "America/Scoresbysund",
                                         "Africa/Monrovia",
                                         "Asia/Manila",
                                         "Pacific/Kwajalein",
                                         "Asia/Gaza",
                                         "America/Havana",
                                         "Europe/Lisbon",
                                         "UTC"};
    return Zone(kZones[random_() % std::size(kZones)]);
  }
  absl::Time AnyTime() {
    std::uniform_int_distribution<int64_t> seconds(-2'208'988'800,
                                                   7'258'118'400);
    return absl::FromUnixSeconds(seconds(random_));
  }
  // Close to a change of the clocks, when the zone has one after `time`.
  absl::Time NearJump(absl::TimeZone zone, absl::Time time) {
    absl::TimeZone::CivilTransition jump;
    if (!zone.NextTransition(time, &jump)) return time;
    std::uniform_int_distribution<int64_t> seconds(-2 * 86400, 2 * 86400);
    return FromLocal(jump.to, zone) + absl::Seconds(seconds(random_));
  }

  const uint32_t seed_;
  std::mt19937 random_;
};

TEST_F(RandomMoments, GoThereAndBack) {
  for (int i = 0; i < 50'000; ++i) {
    const absl::TimeZone zone = AnyZone();
    const absl::Time time = i % 2 == 0 ? AnyTime() : NearJump(zone, AnyTime());
    const absl::CivilSecond local = ToLocal(time, zone);
    const absl::Time back = FromLocal(local, zone);
    // The same moment, or the first of two that the clock shows alike.
    ASSERT_EQ(ToLocal(back, zone), local)
        << zone.name() << " " << time << " seed " << seed_;
    ASSERT_LE(back, time) << zone.name() << " " << time << " seed " << seed_;
    if (zone.At(local).kind == absl::TimeZone::TimeInfo::UNIQUE) {
      ASSERT_EQ(back, time) << zone.name() << " " << time << " seed " << seed_;
    }
  }
}

TEST_F(RandomMoments, KeepTheirOrder) {
  std::uniform_int_distribution<int> step(0, 7200);
  for (int i = 0; i < 50'000; ++i) {
    const absl::TimeZone zone = AnyZone();
    const absl::CivilSecond local = ToLocal(NearJump(zone, AnyTime()), zone);
    const absl::CivilSecond later = local + step(random_);
    ASSERT_LE(FromLocal(local, zone), FromLocal(later, zone))
        << zone.name() << " " << absl::FormatCivilTime(local) << " seed "
        << seed_;
  }
}

TEST_F(RandomMoments, BelongToADay) {
  for (int i = 0; i < 50'000; ++i) {
    const absl::TimeZone zone = AnyZone();
    const absl::Time time = NearJump(zone, AnyTime());
    const absl::CivilDay day = LocalDay(time, zone);
    ASSERT_LE(StartOfDay(day, zone), time)
        << zone.name() << " " << time << " seed " << seed_;
    // But for clocks that went back over midnight, it has not ended either.
    if (StartOfDay(day + 1, zone) > time) continue;
    ASSERT_EQ(zone.At(absl::CivilSecond(day + 1)).kind,
              absl::TimeZone::TimeInfo::REPEATED)
        << zone.name() << " " << time << " seed " << seed_;
  }
}

}  // namespace
}  // namespace comptoir
