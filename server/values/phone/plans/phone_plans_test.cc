#include "server/values/phone/plans/phone_plans.h"

#include <phonenumbers/phonenumberutil.h>

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// Numbers of plans that are newer than the library: with its own ones each of
// these is another, or none.
TEST(PhonePlans, AreThoseOfTheTreeNotOfTheLibrary) {
  const auto benin = ReadDialled("0197123456", "BJ");
  ASSERT_TRUE(benin);
  EXPECT_TRUE(benin->is_valid);
  EXPECT_EQ(benin->digits, "2290197123456");
}

TEST(PhonePlans, TakeTheExampleNumbersOfAllRegions) {
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  std::set<std::string> regions;
  library.GetSupportedRegions(&regions);
  EXPECT_EQ(regions.size(), 245u);
  for (const std::string& region : regions) {
    PhoneNumber example;
    ASSERT_TRUE(library.GetExampleNumber(region, &example)) << region;
    std::string e164;
    library.Format(example, PhoneNumberUtil::E164, &e164);
    const auto international = ReadInternational(e164.substr(1));
    ASSERT_TRUE(international) << region;
    EXPECT_TRUE(international->is_valid) << region;
    EXPECT_EQ("+" + international->digits, e164) << region;
    const auto dialled =
        ReadDialled(TrunkPrefixOf(region) + international->national, region);
    ASSERT_TRUE(dialled) << region;
    EXPECT_TRUE(dialled->is_valid) << region;
    EXPECT_EQ(dialled->digits, international->digits) << region;
  }
}

TEST(PhonePlans, KnowHowEachRegionDialsAbroad) {
  EXPECT_EQ(ReadDialled("0033612345678", "ES")->digits, "33612345678");
  EXPECT_EQ(ReadDialled("01133612345678", "US")->digits, "33612345678");
  EXPECT_EQ(ReadDialled("01033612345678", "JP")->digits, "33612345678");
  EXPECT_EQ(ReadDialled("001133612345678", "AU")->digits, "33612345678");
  EXPECT_EQ(ReadDialled("81033612345678", "RU")->digits, "33612345678");
  const auto singapore = ReadDialled("0016562234567", "HK");
  EXPECT_EQ(singapore->digits, "6562234567");
  EXPECT_TRUE(singapore->is_valid);
  EXPECT_TRUE(singapore->has_international_prefix);
  EXPECT_FALSE(ReadDialled("0612345678", "FR")->has_international_prefix);
}

TEST(PhonePlans, ReadWhatTheyHaveNot) {
  const auto number = ReadDialled("9425550123", "US");
  ASSERT_TRUE(number);
  EXPECT_EQ(number->digits, "19425550123");
  EXPECT_EQ(number->national, "9425550123");
}

TEST(PhonePlans, KnowNothingOfOtherRegionsAndCodes) {
  EXPECT_FALSE(ReadDialled("0612345678", "AQ"));
  EXPECT_FALSE(ReadInternational("999612345678"));
  EXPECT_EQ(CountryCodeOf("AQ"), "");
  EXPECT_EQ(CountryCodeOf("FR"), "33");
  EXPECT_EQ(TrunkPrefixOf("FR"), "0");
  EXPECT_EQ(TrunkPrefixOf("ES"), "");
  EXPECT_TRUE(IsNorthAmerican("CA"));
  EXPECT_FALSE(IsNorthAmerican("FR"));
}

}  // namespace
}  // namespace comptoir
