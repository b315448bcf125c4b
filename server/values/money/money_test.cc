#include "server/values/money/money.h"

#include <limits>

#include "gtest/gtest.h"
#include "server/base/status.h"

namespace comptoir {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

TEST(Money, AddsSubtractsAndMultiplies) {
  EXPECT_EQ(Add(MakeMoney(250, "EUR"), MakeMoney(-50, "EUR"))->minor_units(),
            200);
  EXPECT_EQ(
      Subtract(MakeMoney(250, "EUR"), MakeMoney(50, "EUR"))->minor_units(),
      200);
  EXPECT_EQ(Multiply(MakeMoney(250, "EUR"), 3)->minor_units(), 750);
  EXPECT_EQ(Multiply(MakeMoney(250, "EUR"), 3)->currency(), "EUR");
}

TEST(Money, RefusesToMixCurrencies) {
  const auto sum = Add(MakeMoney(1, "EUR"), MakeMoney(1, "CAD"));

  EXPECT_EQ(sum.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(sum.status()), "CURRENCY_MISMATCH");
}

TEST(Money, RefusesToOverflow) {
  EXPECT_EQ(
      ReasonOf(Add(MakeMoney(kMost, "EUR"), MakeMoney(1, "EUR")).status()),
      "AMOUNT_OVERFLOW");
  EXPECT_EQ(
      ReasonOf(
          Subtract(MakeMoney(kLeast, "EUR"), MakeMoney(1, "EUR")).status()),
      "AMOUNT_OVERFLOW");
  EXPECT_EQ(ReasonOf(Multiply(MakeMoney(kMost / 2 + 1, "EUR"), 2).status()),
            "AMOUNT_OVERFLOW");
  EXPECT_EQ(Multiply(MakeMoney(kMost / 2, "EUR"), 2)->minor_units(), kMost - 1);
}

}  // namespace
}  // namespace comptoir
