// One number of many countries, as people there write it and as the world does.
// From Google's JavaScript, which knows how numbers are written: another
// implementation than the one that reads them here.
#include <iterator>
#include <string>

#include "gtest/gtest.h"
#include "server/values/phone/phone_reader.h"

namespace comptoir {
namespace {

struct Example {
  const char* region;
  const char* national;
  const char* e164;
};

constexpr Example kExamples[] = {
    {"AE", "050 123 4567", "+971501234567"},
    {"AR", "011 15-2345-6789", "+5491123456789"},
    {"AT", "0664 123456", "+43664123456"},
    {"AU", "0412 345 678", "+61412345678"},
    {"BD", "01812-345678", "+8801812345678"},
    {"BE", "0450 00 12 34", "+32450001234"},
    {"BJ", "01 95 12 34 56", "+2290195123456"},
    {"BR", "(11) 96123-4567", "+5511961234567"},
    {"CA", "(506) 234-5678", "+15062345678"},
    {"CH", "078 123 45 67", "+41781234567"},
    {"CI", "01 23 45 6789", "+2250123456789"},
    {"CL", "(2) 2123 4567", "+56221234567"},
    {"CN", "131 2345 6789", "+8613123456789"},
    {"CO", "321 1234567", "+573211234567"},
    {"CZ", "601 123 456", "+420601123456"},
    {"DE", "01512 3456789", "+4915123456789"},
    {"DK", "34 41 23 45", "+4534412345"},
    {"DZ", "0551 23 45 67", "+213551234567"},
    {"EG", "010 01234567", "+201001234567"},
    {"ES", "612 34 56 78", "+34612345678"},
    {"FI", "041 2345678", "+358412345678"},
    {"FK", "51234", "+50051234"},
    {"FR", "06 12 34 56 78", "+33612345678"},
    {"GB", "07400 123456", "+447400123456"},
    {"GH", "023 123 4567", "+233231234567"},
    {"GP", "0690 00 12 34", "+590690001234"},
    {"GR", "691 234 5678", "+306912345678"},
    {"HK", "5123 4567", "+85251234567"},
    {"HU", "06 20 123 4567", "+36201234567"},
    {"ID", "0812-345-678", "+62812345678"},
    {"IE", "085 012 3456", "+353850123456"},
    {"IL", "050-234-5678", "+972502345678"},
    {"IN", "081234 56789", "+918123456789"},
    {"IS", "611 1234", "+3546111234"},
    {"IT", "312 345 6789", "+393123456789"},
    {"JP", "090-1234-5678", "+819012345678"},
    {"KE", "0712 123456", "+254712123456"},
    {"KR", "010-2000-0000", "+821020000000"},
    {"LU", "628 123 456", "+352628123456"},
    {"MA", "06 50 12 34 56", "+212650123456"},
    {"MC", "06 12 34 56 78", "+377612345678"},
    {"MM", "09 212 3456", "+9592123456"},
    {"MO", "6612 3456", "+85366123456"},
    {"MX", "222 123 4567", "+522221234567"},
    {"MY", "012-345 6789", "+60123456789"},
    {"NC", "75.12.34", "+687751234"},
    {"NG", "0802 123 4567", "+2348021234567"},
    {"NL", "06 12345678", "+31612345678"},
    {"NO", "40 61 23 45", "+4740612345"},
    {"NU", "888 4012", "+6838884012"},
    {"NZ", "021 123 4567", "+64211234567"},
    {"PE", "912 345 678", "+51912345678"},
    {"PF", "87 12 34 56", "+68987123456"},
    {"PH", "0905 123 4567", "+639051234567"},
    {"PK", "0301 2345678", "+923012345678"},
    {"PL", "512 345 678", "+48512345678"},
    {"PT", "912 345 678", "+351912345678"},
    {"QA", "3312 3456", "+97433123456"},
    {"RE", "0692 12 34 56", "+262692123456"},
    {"RO", "0712 034 567", "+40712034567"},
    {"RU", "8 (912) 345-67-89", "+79123456789"},
    {"SA", "051 234 5678", "+966512345678"},
    {"SB", "74 21234", "+6777421234"},
    {"SE", "070-123 45 67", "+46701234567"},
    {"SG", "8123 4567", "+6581234567"},
    {"SH", "51234", "+29051234"},
    {"SN", "70 123 45 67", "+221701234567"},
    {"TH", "081 234 5678", "+66812345678"},
    {"TK", "7290", "+6907290"},
    {"TN", "20 123 456", "+21620123456"},
    {"TR", "0501 234 56 78", "+905012345678"},
    {"TW", "0912 345 678", "+886912345678"},
    {"UA", "050 123 4567", "+380501234567"},
    {"US", "(201) 555-0123", "+12015550123"},
    {"VN", "0912 345 678", "+84912345678"},
    {"WS", "72 12345", "+6857212345"},
    {"ZA", "071 123 4567", "+27711234567"},
};
static_assert(std::size(kExamples) >= 60);

class PhoneOfCountry : public testing::TestWithParam<Example> {};

TEST_P(PhoneOfCountry, IsReadAtHomeAndAbroad) {
  const auto& [region, national, e164] = GetParam();
  // Whatever the country of the shop is.
  for (const char* shop : {"", "FR", "US", "HK"}) {
    const auto at_home = ParsePhone(national, {region, shop});
    ASSERT_TRUE(at_home);
    EXPECT_EQ(at_home->e164, e164) << shop;
    const auto abroad = ParsePhone(e164, {shop});
    ASSERT_TRUE(abroad);
    EXPECT_EQ(abroad->e164, e164);
    EXPECT_EQ(abroad->key, at_home->key);
    EXPECT_EQ(abroad->national, at_home->national);
  }
}

TEST_P(PhoneOfCountry, IsTakenForNoOtherWithADigitMissing) {
  const auto& [region, national, e164] = GetParam();
  std::string short_one = national;
  short_one.pop_back();
  const auto phone = ParsePhone(short_one, {region, "FR"});
  if (!phone || !phone->is_verified()) return;
  // Some countries have numbers of several lengths.
  const std::string code = std::string(e164).substr(
      0, std::string(e164).size() - ParsePhone(e164, {})->national.size());
  EXPECT_EQ(phone->e164.substr(0, code.size()), code);
}

INSTANTIATE_TEST_SUITE_P(Countries, PhoneOfCountry,
                         testing::ValuesIn(kExamples),
                         [](const auto& info) { return info.param.region; });

}  // namespace
}  // namespace comptoir
