#include "server/customers/attributes/filters/value_column.h"

#include <cstdint>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr size_t kSlots = 400;

std::vector<Slot> Left(const Test& test) {
  Block block;
  block.words.fill(~uint64_t{0});
  test(block);
  std::vector<Slot> left;
  block.Keep([&](Slot slot) {
    left.push_back(slot);
    return true;
  });
  return left;
}

TEST(ValueColumn, KeepsFewAndMany) {
  ValueColumn<int64_t> column;
  // Of every other slot, which at some point are many.
  for (Slot slot = 0; slot < kSlots; slot += 2) {
    column.Set(slot, slot, kSlots);
    ASSERT_EQ(column.size(), slot / 2 + 1);
    for (Slot known = 0; known < kSlots; ++known) {
      const bool is_set = known <= slot && known % 2 == 0;
      ASSERT_EQ(column.Find(known).has_value(), is_set) << slot;
      if (is_set) {
        ASSERT_EQ(*column.Find(known), known);
      }
    }
    ASSERT_THAT(
        Left(column.Where([&](int64_t value) { return value == slot; })),
        ElementsAre(slot));
  }
}

TEST(ValueColumn, ForgetsOneOfFewAndOfMany) {
  for (const Slot used : {Slot{10}, Slot{kSlots}}) {
    ValueColumn<uint32_t> column;
    for (Slot slot = 0; slot < used; ++slot) column.Set(slot, 7, kSlots);
    column.Set(3, 8, kSlots);
    EXPECT_EQ(column.size(), used);
    const auto is_eight = [](uint32_t value) { return value == 8; };
    EXPECT_THAT(Left(column.Where(is_eight)), ElementsAre(3u));
    column.Erase(3);
    column.Erase(3);
    EXPECT_EQ(column.size(), used - 1);
    EXPECT_FALSE(column.Find(3).has_value());
    EXPECT_THAT(Left(column.Where(is_eight)), IsEmpty());
    column.Set(3, 0, kSlots);
    EXPECT_EQ(column.Find(3), 0u);
  }
}

TEST(ValueColumn, CostsNothingUntilItIsUsed) {
  EXPECT_EQ(ValueColumn<int64_t>().bytes(), 0u);
  EXPECT_THAT(Left(ValueColumn<int64_t>().Where([](int64_t) { return true; })),
              IsEmpty());
}

}  // namespace
}  // namespace comptoir::customers
