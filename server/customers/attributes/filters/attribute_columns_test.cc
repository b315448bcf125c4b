#include "server/customers/attributes/filters/attribute_columns.h"

#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kCustomers = 100'000;

IdBytes IdAt(char last) {
  IdBytes id{};
  id.back() = last;
  return id;
}

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

AttributeFact Fact(char definition, decltype(AttributeFact::value) value) {
  return {.definition_id = IdAt(definition), .value = std::move(value)};
}

std::vector<Slot> WithText(const AttributeColumns& columns, char definition,
                           const std::string& text) {
  const AttributeColumn* column = columns.Find(IdAt(definition));
  if (column == nullptr) return {};
  return Left(
      column->WhereText([&](std::string_view own) { return own == text; }));
}

TEST(AttributeColumns, KnowWhatWasSetLast) {
  AttributeColumns columns;
  columns.Resize(10);
  columns.Set(1, {Fact('t', "red"), Fact('n', int64_t{5})});
  columns.Set(2, {Fact('t', "red")});
  EXPECT_THAT(WithText(columns, 't', "red"), ElementsAre(1u, 2u));
  EXPECT_THAT(Left(columns.Find(IdAt('n'))->Within({.least = 5, .most = 5})),
              ElementsAre(1u));
  EXPECT_THAT(Left(columns.Find(IdAt('n'))->Within({.least = 6})), IsEmpty());
  columns.Set(1, {Fact('t', "blue")});
  EXPECT_EQ(columns.Find(IdAt('n')), nullptr);
  EXPECT_THAT(WithText(columns, 't', "red"), ElementsAre(2u));
  columns.Clear(1);
  EXPECT_THAT(WithText(columns, 't', "blue"), IsEmpty());
  columns.Clear(2);
  EXPECT_EQ(columns.Find(IdAt('t')), nullptr);
}

TEST(AttributeColumns, GiveAProfileWhatItsSurvivorShows) {
  AttributeColumns columns;
  columns.Resize(10);
  columns.Set(1, {Fact('t', "red"), Fact('d', uint32_t{3})});
  columns.Set(2, {Fact('t', "blue")});
  const std::vector<Slot> identities = {1, 2};
  columns.Fold(7, identities);
  EXPECT_THAT(WithText(columns, 't', "red"), ElementsAre(1u, 7u));
  EXPECT_THAT(WithText(columns, 't', "blue"), ElementsAre(2u));
  EXPECT_THAT(Left(columns.Find(IdAt('d'))->Within({.least = 3})),
              ElementsAre(1u, 7u));
  columns.Set(1, {});
  columns.Fold(7, identities);
  EXPECT_THAT(WithText(columns, 't', "red"), IsEmpty());
}

TEST(AttributeColumns, ShowTheFirstChoiceOfWhichSomethingIsKnown) {
  AttributeColumns columns;
  columns.Resize(10);
  columns.Set(1, {Fact('s', Selections{{IdAt('a'), IdAt('b')}, {IdAt('c')}})});
  columns.Set(2, {Fact('s', Selections{{IdAt('c')}})});
  const AttributeColumn& column = *columns.Find(IdAt('s'));
  const std::vector all = {IdAt('a'), IdAt('b'), IdAt('c'), IdAt('d')};
  const std::vector c = {IdAt('c')};
  EXPECT_THAT(Left(column.WhereChosen(all, std::vector{IdAt('b')})),
              ElementsAre(1u));
  EXPECT_THAT(Left(column.WhereChosen(all, c)), ElementsAre(2u));
  EXPECT_THAT(Left(column.WhereChosen(all, std::vector{IdAt('d')})), IsEmpty());
  // What is gone shows what is behind it.
  EXPECT_THAT(Left(column.WhereChosen(c, c)), ElementsAre(1u, 2u));
  EXPECT_THAT(Left(column.WhereChosen(std::vector{IdAt('b')}, all)),
              ElementsAre(1u));
}

TEST(AttributeColumns, CostNothingWithoutValues) {
  AttributeColumns columns;
  const size_t empty = columns.bytes();
  columns.Resize(kCustomers);
  for (Slot slot = 0; slot < kCustomers; ++slot) columns.Set(slot, {});
  EXPECT_EQ(columns.bytes(), empty);
}

// Of an attribute that everybody has, in bytes a customer.
size_t BytesOf(const std::function<decltype(AttributeFact::value)(int)>& make) {
  AttributeColumns columns;
  columns.Resize(kCustomers);
  for (int i = 0; i < kCustomers; ++i) {
    columns.Set(static_cast<Slot>(i), {Fact('a', make(i))});
  }
  columns.FinishLoading();
  return columns.bytes() / kCustomers;
}

TEST(AttributeColumns, TakeFewBytesForAValue) {
  EXPECT_LE(BytesOf([](int i) { return int64_t{i}; }), 8u);
  EXPECT_LE(BytesOf([](int i) { return uint32_t{i % 2 == 0}; }), 4u);
  EXPECT_LE(BytesOf([](int i) { return fmt::format("Town{}", i % 500); }), 5u);
  EXPECT_LE(BytesOf([](int i) {
              return Selections{{IdAt(static_cast<char>(i % 50))}};
            }),
            5u);
}

}  // namespace
}  // namespace comptoir::customers
