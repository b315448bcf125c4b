#include "server/customers/columns/slot_table.h"

#include <optional>

#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

IdBytes IdAt(char last) {
  IdBytes id{};
  id.back() = last;
  return id;
}

TEST(SlotTable, FindsWhomItHas) {
  SlotTable slots;
  const Slot b = slots.Add(IdAt('b'));
  // Also one that is older than others.
  const Slot a = slots.Add(IdAt('a'));
  EXPECT_EQ(slots.Find(IdAt('a')), a);
  EXPECT_EQ(slots.Find(IdAt('b')), b);
  EXPECT_EQ(slots.Find(IdAt('c')), std::nullopt);
  EXPECT_EQ(slots.IdOf(a), IdAt('a'));
}

TEST(SlotTable, FindsTheFirstOfTwo) {
  SlotTable slots;
  const Slot own = slots.Add(IdAt('a'));
  const Slot beside = slots.AddBeside(IdAt('a'));
  EXPECT_NE(own, beside);
  EXPECT_EQ(slots.Find(IdAt('a')), own);
  slots.Remove(beside);
  EXPECT_EQ(slots.Find(IdAt('a')), own);
}

TEST(SlotTable, GivesASlotAnew) {
  SlotTable slots;
  const Slot a = slots.Add(IdAt('a'));
  slots.Add(IdAt('b'));
  slots.Remove(a);
  EXPECT_EQ(slots.Find(IdAt('a')), std::nullopt);
  EXPECT_EQ(slots.Add(IdAt('c')), a);
  EXPECT_EQ(slots.Find(IdAt('c')), a);
  EXPECT_EQ(slots.size(), 2u);
}

}  // namespace
}  // namespace comptoir::customers
