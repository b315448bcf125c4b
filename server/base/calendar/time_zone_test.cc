#include "server/base/calendar/time_zone.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

namespace fs = std::filesystem;

constexpr char kSystemFolder[] = "/usr/share/zoneinfo";

TEST(FindTimeZone, KnowsWhatTheSystemKnows) {
  // The last two are younger than ICU 72's list.
  for (const char* name : {"Europe/Paris", "America/Argentina/Ushuaia", "UTC",
                           "GMT", "Etc/GMT+5", "America/Port-au-Prince",
                           "America/Ciudad_Juarez", "America/Coyhaique"}) {
    if (!fs::exists(fs::path(kSystemFolder) / name)) continue;
    EXPECT_TRUE(FindTimeZone(name).has_value()) << name;
  }
  EXPECT_TRUE(FindTimeZone("Europe/Paris").has_value());
  EXPECT_TRUE(FindTimeZone("America/Ciudad_Juarez").has_value());
}

TEST(FindTimeZone, AcceptsAliasesUnderTheirOwnName) {
  for (const char* name :
       {"US/Eastern", "Asia/Calcutta", "America/Montreal", "Japan", "GB",
        "NZ-CHAT", "EST5EDT", "Etc/UTC", "GMT0"}) {
    const auto zone = FindTimeZone(name);
    ASSERT_TRUE(zone.has_value()) << name;
    EXPECT_EQ(zone->name(), name);
  }
}

TEST(FindTimeZone, KnowsEveryZoneOfTheDatabase) {
  std::ifstream table(std::string(kSystemFolder) + "/tzdata.zi");
  int zones = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.rfind("Z ", 0) != 0) continue;
    const std::string name = line.substr(2, line.find(' ', 2) - 2);
    if (name == "Factory" || name.size() == 3) continue;
    ++zones;
    EXPECT_TRUE(FindTimeZone(name).has_value()) << name;
  }
  EXPECT_GT(zones, 300);
}

TEST(FindTimeZone, RefusesWhatIsNoZoneOfTheDatabase) {
  for (const char* name :
       {"SystemV/EST5", "posix/Europe/Paris", "right/Europe/Paris", "posix",
        "localtime", "posixrules", "Factory", "tzdata.zi", "zone.tab",
        "leapseconds", "Europe", "Europe/Atlantis", "EST", "MST", "CET"}) {
    EXPECT_FALSE(FindTimeZone(name).has_value()) << name;
  }
}

TEST(FindTimeZone, MatchesCase) {
  for (const char* name : {"europe/paris", "EUROPE/PARIS", "Europe/paris",
                           "utc", "Utc", "America/ciudad_juarez"}) {
    EXPECT_FALSE(FindTimeZone(name).has_value()) << name;
  }
}

TEST(FindTimeZone, StaysInItsFolder) {
  const std::string with_null("Europe/Paris\0x", 14);
  for (const std::string& name :
       {std::string("../zoneinfo/Europe/Paris"), std::string("Europe/../UTC"),
        std::string("/usr/share/zoneinfo/UTC"), std::string("./UTC"),
        std::string("Europe//Paris"), std::string("/UTC"), std::string("UTC/"),
        std::string("file:UTC"), std::string("Fixed/UTC+01:00:00"),
        std::string(), std::string(" "), std::string("Europe/Paris "),
        std::string("Europe/Zürich"), with_null}) {
    EXPECT_FALSE(FindTimeZone(name).has_value()) << name;
  }
}

// A folder of zones of its own, in place of the system's.
class OwnFolder : public ::testing::Test {
 protected:
  OwnFolder() : folder_(fs::path(::testing::TempDir()) / "zoneinfo") {
    fs::create_directories(folder_ / "Test");
    setenv("TZDIR", folder_.c_str(), 1);
  }
  ~OwnFolder() override {
    unsetenv("TZDIR");
    fs::remove_all(folder_);
  }

  void Install(const std::string& name, const std::string& rules_of) {
    fs::copy_file(fs::path(kSystemFolder) / rules_of, folder_ / name,
                  fs::copy_options::overwrite_existing);
  }
  void Write(const std::string& name, std::string_view bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  const fs::path folder_;
};

// Where it is noon in a zone when it is noon UTC plus these hours.
int HoursOf(absl::TimeZone zone) {
  return zone.At(absl::FromUnixSeconds(0)).offset / 3600;
}

TEST_F(OwnFolder, KeepsTheRulesOfAZoneUntilTheProcessEnds) {
  Install("Test/Changed", "Europe/Paris");
  ASSERT_EQ(HoursOf(FindTimeZone("Test/Changed").value()), 1);
  Install("Test/Changed", "Asia/Tokyo");
  EXPECT_EQ(HoursOf(FindTimeZone("Test/Changed").value()), 1);
}

TEST_F(OwnFolder, MeetsNewZonesWhileItRuns) {
  EXPECT_FALSE(FindTimeZone("Test/New").has_value());
  Install("Test/New", "Asia/Tokyo");
  EXPECT_EQ(HoursOf(FindTimeZone("Test/New").value()), 9);
}

TEST_F(OwnFolder, RefusesAZoneThatWasTakenAwayButKeepsItsUsers) {
  Install("Test/Removed", "Asia/Tokyo");
  const absl::TimeZone zone = FindTimeZone("Test/Removed").value();
  fs::remove(folder_ / "Test/Removed");
  EXPECT_FALSE(FindTimeZone("Test/Removed").has_value());
  EXPECT_EQ(HoursOf(zone), 9);
  EXPECT_EQ(HoursOf(AcceptedTimeZone("Test/Removed").value()), 9);
}

TEST_F(OwnFolder, FindsAcceptedZonesUnlessTheyWereLost) {
  Install("Test/Accepted", "Asia/Tokyo");
  EXPECT_EQ(HoursOf(AcceptedTimeZone("Test/Accepted").value()), 9);
  EXPECT_FALSE(AcceptedTimeZone("Test/Lost").has_value());
  EXPECT_FALSE(AcceptedTimeZone("../zoneinfo/Test/Accepted").has_value());
  EXPECT_FALSE(AcceptedTimeZone("").has_value());
}

TEST_F(OwnFolder, RefusesFilesThatHoldNoRules) {
  Write("Test/Text", "TZ");
  Write("Test/Empty", "");
  Write("Test/Cut", "TZif2");
  fs::create_directory(folder_ / "Test/Folder");
  for (const char* name :
       {"Test/Text", "Test/Empty", "Test/Cut", "Test/Folder"}) {
    EXPECT_FALSE(FindTimeZone(name).has_value()) << name;
  }
}

TEST_F(OwnFolder, TakesNamesUpToTheirLimit) {
  const std::string longest = "Test/" + std::string(kTimeZoneNameMax - 5, 'x');
  Install(longest, "Asia/Tokyo");
  Install(longest + "x", "Asia/Tokyo");
  EXPECT_TRUE(FindTimeZone(longest).has_value());
  EXPECT_FALSE(FindTimeZone(longest + "x").has_value());
}

}  // namespace
}  // namespace comptoir
