#include "server/customers/columns/membership_columns.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;

IdBytes IdAt(char last) {
  IdBytes id{};
  id.back() = last;
  return id;
}

std::vector<Slot> SlotsOf(const SlotSet& set) {
  std::vector<Slot> slots;
  for (Slot slot = 0; slot < set.limit(); ++slot) {
    if (set.Has(slot)) slots.push_back(slot);
  }
  return slots;
}

TEST(MembershipColumns, KnowWhoIsInWhichSet) {
  MembershipColumns columns;
  columns.Set(IdAt('a'), 1, true);
  columns.Set(IdAt('a'), 5000, true);
  columns.Set(IdAt('b'), 1, true);
  const std::vector ids = {IdAt('a'), IdAt('b')};
  EXPECT_THAT(SlotsOf(columns.InAnyOf(ids)), ElementsAre(1u, 5000u));
  EXPECT_THAT(SlotsOf(columns.InAllOf(ids)), ElementsAre(1u));
  EXPECT_THAT(SlotsOf(columns.InAnyOf(std::vector{IdAt('c')})), ElementsAre());
  columns.Set(IdAt('a'), 1, false);
  columns.Set(IdAt('c'), 1, false);
  EXPECT_THAT(SlotsOf(columns.InAllOf(ids)), ElementsAre());
}

TEST(MembershipColumns, PutAProfileWhereAnyIdentityIs) {
  MembershipColumns columns;
  columns.Set(IdAt('a'), 1, true);
  columns.Set(IdAt('b'), 2, true);
  columns.Set(IdAt('c'), 9, true);
  const std::vector<Slot> identities = {1, 2};
  columns.Fold(9, identities);
  EXPECT_THAT(SlotsOf(columns.InAnyOf(std::vector{IdAt('a')})),
              ElementsAre(1u, 9u));
  EXPECT_THAT(SlotsOf(columns.InAnyOf(std::vector{IdAt('c')})), ElementsAre());
  columns.Clear(9);
  EXPECT_THAT(SlotsOf(columns.InAnyOf(std::vector{IdAt('b')})),
              ElementsAre(2u));
}

}  // namespace
}  // namespace comptoir::customers
