#include "server/customers/filters/fields/code_column.h"

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

TEST(CodeColumn, KeepsFewAndMany) {
  constexpr Slot kSlots = 400;
  CodeColumn codes;
  codes.Resize(kSlots);
  // Of every other slot, which at some point are many.
  for (Slot slot = 0; slot < kSlots; slot += 2) {
    codes.Set(slot, slot + 1);
    for (Slot known = 0; known < kSlots; ++known) {
      const bool is_set = known <= slot && known % 2 == 0;
      ASSERT_EQ(codes[known], is_set ? known + 1 : kNoText) << slot;
    }
  }
  codes.Set(6, kNoText);
  EXPECT_EQ(codes[6], kNoText);
  codes.Resize(kSlots + 1);
  EXPECT_EQ(codes[kSlots], kNoText);
}

TEST(CodeColumn, ForgetsOneOfFew) {
  CodeColumn codes;
  codes.Resize(1000);
  codes.Set(5, 7);
  codes.Set(5, kNoText);
  codes.Set(6, kNoText);
  EXPECT_EQ(codes[5], kNoText);
}

}  // namespace
}  // namespace comptoir::customers
