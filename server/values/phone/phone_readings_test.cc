#include "server/values/phone/phone_readings.h"

#include <optional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PhoneReadings, ReadInTheOwnersCountryThenAtHome) {
  const PhoneReadings readings({"CA", "", "FR", "CA"});

  EXPECT_THAT(readings.RegionsOf("0612345678", "MA"),
              ElementsAre("MA", "CA", "FR"));
  EXPECT_THAT(readings.RegionsOf("0612345678", "FR"), ElementsAre("FR", "CA"));
  EXPECT_THAT(readings.RegionsOf("0612345678", ""), ElementsAre("CA", "FR"));
  EXPECT_THAT(PhoneReadings().RegionsOf("0612345678", ""), IsEmpty());
}

TEST(PhoneReadings, ReadInNoCountryWhatSaysItsOwn) {
  const PhoneReadings readings({"FR"});

  EXPECT_THAT(readings.RegionsOf("+212 661 23 45 67", "MA"), IsEmpty());
  EXPECT_THAT(readings.RegionsOf(" \uff0b212661234567", ""), IsEmpty());
  EXPECT_THAT(readings.RegionsOf("00212661234567", ""), ElementsAre("FR"));
  EXPECT_THAT(readings.RegionsOf("", ""), ElementsAre("FR"));
}

TEST(PhoneReadings, FindWhatWasReadInTheSameCountries) {
  PhoneReadings readings({"FR"});
  readings.Keep(" 0612345678 ", "", Phone{.key = "33612345678"});

  const std::optional<Phone>* found = readings.Find("0612345678", "FR");

  ASSERT_NE(found, nullptr);
  EXPECT_EQ((*found)->key, "33612345678");
  EXPECT_EQ(readings.Find("0612345678", "MA"), nullptr);
  EXPECT_EQ(readings.Find("0612345679", "FR"), nullptr);
  EXPECT_EQ(PhoneReadings().Find("0612345678", "FR"), nullptr);
}

TEST(PhoneReadings, KeepThatATextIsNoNumber) {
  PhoneReadings readings({"FR"});
  readings.Keep("0612", "FR", std::nullopt);

  ASSERT_NE(readings.Find("0612", "FR"), nullptr);
  EXPECT_EQ(*readings.Find("0612", "FR"), std::nullopt);
}

}  // namespace
}  // namespace comptoir
