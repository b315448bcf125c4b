#include "server/values/phone/same_line.h"

#include "gtest/gtest.h"

namespace comptoir {
namespace {

PhoneLine Verified(std::string_view code_and_national,
                   std::string_view national) {
  return {code_and_national, national, true};
}

PhoneLine Unverified(std::string_view code_and_national,
                     std::string_view national) {
  return {code_and_national, national, false};
}

bool Alike(const PhoneLine& a, const PhoneLine& b, bool a_is_local = false) {
  EXPECT_EQ(MayBeSameLine(a, b, a_is_local), MayBeSameLine(b, a, a_is_local));
  return MayBeSameLine(a, b, a_is_local);
}

TEST(SameLine, HasDigitsThatAPlanPutIn) {
  // Argentina, with and without the 9 of mobile numbers.
  EXPECT_TRUE(Alike(Verified("541123456789", "1123456789"),
                    Verified("5491123456789", "91123456789")));
  // Brazil's ninth digit, after the area code.
  EXPECT_TRUE(Alike(Verified("551161234567", "1161234567"),
                    Verified("5511961234567", "11961234567")));
  // Benin and Ivory Coast put two digits before their numbers.
  EXPECT_TRUE(Alike(Unverified("22997123456", "97123456"),
                    Verified("2290197123456", "0197123456")));
  EXPECT_TRUE(Alike(Unverified("22507123456", "07123456"),
                    Verified("2250707123456", "0707123456")));
}

TEST(SameLine, IsOfOneAreaAndOneCountry) {
  EXPECT_FALSE(Alike(Verified("551161234567", "1161234567"),
                     Verified("5521961234567", "21961234567")));
  EXPECT_FALSE(Alike(Verified("33612345678", "612345678"),
                     Verified("212612345678", "612345678")));
}

TEST(SameLine, EndsAlike) {
  EXPECT_FALSE(Alike(Verified("33612345678", "612345678"),
                     Verified("33612345679", "612345679")));
  // A digit too many near the end is a mistake, not a plan.
  EXPECT_FALSE(Alike(Unverified("336123456718", "6123456718"),
                     Verified("33612345678", "612345678")));
  EXPECT_FALSE(
      Alike(Verified("29051234", "51234"), Unverified("290051234", "051234")));
}

TEST(SameLine, MayHaveAnotherCountryWhereThatWasGuessed) {
  const PhoneLine benin = Verified("2290197123456", "0197123456");
  const PhoneLine france = Verified("33197123456", "197123456");
  EXPECT_FALSE(Alike(benin, france));
  EXPECT_TRUE(Alike(benin, france, /*a_is_local=*/true));
  EXPECT_TRUE(Alike(Unverified("0612345678", "0612345678"),
                    Verified("33612345678", "612345678")));
  // A country code that was taken for a part of the number.
  EXPECT_TRUE(Alike(Unverified("3433612345678", "33612345678"),
                    Verified("33612345678", "612345678")));
  EXPECT_FALSE(Alike(Verified("3433612345678", "33612345678"),
                     Verified("33612345678", "612345678"), true));
}

}  // namespace
}  // namespace comptoir
