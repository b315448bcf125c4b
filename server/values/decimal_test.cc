#include "server/values/decimal.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir {
namespace {

using ::testing::HasSubstr;

TEST(Decimal, TakesNumbersAsPeopleWriteThem) {
  for (const char* text : {"0", "7", "-7", "+7", "007", "12.5", "-0.00001",
                           "92233720368547", "-92233720368547.00000"}) {
    EXPECT_EQ(DecimalProblem(text), "") << text;
  }
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "-", ".", ".5", "5.", "1,5", "1e3", "0x1", " 1",
                           "1 ", "--1", "1.2.3", "NaN", "١"}) {
    EXPECT_THAT(DecimalProblem(text), HasSubstr("decimal number")) << text;
  }
}

TEST(Decimal, RefusesASixthDecimal) {
  EXPECT_EQ(DecimalProblem("0.12345"), "");
  EXPECT_THAT(DecimalProblem("0.123456"), HasSubstr("5 decimals"));
  EXPECT_THAT(DecimalProblem("1.000000"), HasSubstr("5 decimals"));
}

TEST(Decimal, RefusesWhatIsTooLarge) {
  for (const char* text : {"92233720368548", "92233720368547.00001",
                           "-92233720368548", "100000000000000000000000"}) {
    EXPECT_THAT(DecimalProblem(text), HasSubstr("from -92233720368547"))
        << text;
  }
}

TEST(Decimal, HasOneShortestForm) {
  EXPECT_EQ(PlainDecimal("-12.50"), "-12.5");
  EXPECT_EQ(PlainDecimal("+007"), "7");
  EXPECT_EQ(PlainDecimal("-0.0"), "0");
  EXPECT_EQ(PlainDecimal("00.10"), "0.1");
  EXPECT_EQ(PlainDecimal("10"), "10");
}

TEST(Decimal, IsComparedByItsUnits) {
  EXPECT_EQ(DecimalUnits("1"), 100000);
  EXPECT_EQ(DecimalUnits("-0.00001"), -1);
  EXPECT_EQ(DecimalUnits("2.5"), 250000);
  EXPECT_LT(DecimalUnits("-3"), DecimalUnits("-2.99999"));
  EXPECT_EQ(DecimalUnits(std::to_string(kDecimalMax)), kDecimalMax * 100000);
  EXPECT_LE(kDecimalMax, std::numeric_limits<int64_t>::max() / 100000);
}

}  // namespace
}  // namespace comptoir
