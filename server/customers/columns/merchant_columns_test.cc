#include "server/customers/columns/merchant_columns.h"

#include <memory>
#include <numeric>
#include <optional>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::UnorderedElementsAre;

IdBytes IdAt(char last) {
  IdBytes id{};
  id.back() = last;
  return id;
}

// One number for each, which adds up.
class Sums final : public ColumnSet {
 public:
  void Resize(size_t slots) override { numbers.Resize(slots); }
  void Clear(Slot slot) override { numbers[slot] = 0; }
  void Fold(Slot profile, std::span<const Slot> identities) override {
    numbers[profile] = std::accumulate(
        identities.begin(), identities.end(), 0,
        [this](int sum, Slot slot) { return sum + numbers[slot]; });
  }
  size_t bytes() const override { return numbers.bytes(); }

  Column<int> numbers;
};

class MerchantColumnsTest : public testing::Test {
 protected:
  MerchantColumnsTest() { columns_.AddSet(std::make_unique<Sums>()); }

  void Put(char id, std::optional<char> into = {}) {
    std::optional<IdBytes> merged_into;
    if (into) merged_into = IdAt(*into);
    columns_.PutCustomer(IdAt(id), merged_into);
  }
  void Set(char id, int number) {
    columns_.ChangeCustomer(IdAt(id), 0, [&](ColumnSet& set, Slot slot) {
      static_cast<Sums&>(set).numbers[slot] = number;
    });
  }
  // What is listed: whose profile, with which number.
  std::vector<std::pair<char, int>> Listed() {
    std::vector<std::pair<char, int>> listed;
    Block block = columns_.listed().In(0);
    block.Keep([&](Slot slot) {
      listed.emplace_back(
          columns_.slots().IdOf(slot).back(),
          static_cast<const Sums&>(columns_.set(0)).numbers[slot]);
      return true;
    });
    EXPECT_EQ(listed.size(), columns_.size());
    return listed;
  }

  MerchantColumns columns_;
};

TEST_F(MerchantColumnsTest, ListsEachCustomer) {
  Put('a');
  Put('b');
  Set('b', 2);
  EXPECT_THAT(Listed(),
              UnorderedElementsAre(std::pair('a', 0), std::pair('b', 2)));
  Set('c', 3);
  columns_.RemoveCustomer(IdAt('a'));
  columns_.RemoveCustomer(IdAt('c'));
  EXPECT_THAT(Listed(), UnorderedElementsAre(std::pair('b', 2)));
}

TEST_F(MerchantColumnsTest, ListsAProfileOnceAndTakesItApart) {
  for (const char id : {'a', 'b', 'c'}) Put(id);
  Set('a', 1);
  Set('b', 2);
  Set('c', 4);
  Put('b', 'a');
  Put('c', 'b');
  EXPECT_THAT(Listed(), UnorderedElementsAre(std::pair('a', 7)));
  EXPECT_EQ(columns_.ListedSlotOf(IdAt('c')), columns_.ListedSlotOf(IdAt('a')));
  // Each goes on having its own.
  Set('b', 10);
  EXPECT_THAT(Listed(), UnorderedElementsAre(std::pair('a', 15)));
  Put('b');
  EXPECT_THAT(Listed(),
              UnorderedElementsAre(std::pair('a', 1), std::pair('b', 14)));
  Put('c');
  EXPECT_THAT(Listed(),
              UnorderedElementsAre(std::pair('a', 1), std::pair('b', 10),
                                   std::pair('c', 4)));
}

TEST_F(MerchantColumnsTest, TakesRowsInAnyOrder) {
  // As they come at the start: who was merged away may be older.
  Put('a', 'c');
  Put('b', 'c');
  EXPECT_THAT(Listed(), UnorderedElementsAre());
  EXPECT_EQ(columns_.ListedSlotOf(IdAt('a')), std::nullopt);
  Put('c');
  Set('a', 1);
  Set('c', 2);
  EXPECT_THAT(Listed(), UnorderedElementsAre(std::pair('c', 3)));
}

TEST_F(MerchantColumnsTest, ForgetsAProfileInAnyOrder) {
  for (const bool survivor_first : {true, false}) {
    Put('a');
    Put('b', 'a');
    Put('x');
    Set('b', 5);
    for (const char id :
         survivor_first ? std::vector{'a', 'b'} : std::vector{'b', 'a'}) {
      columns_.RemoveCustomer(IdAt(id));
    }
    EXPECT_THAT(Listed(), UnorderedElementsAre(std::pair('x', 0)));
    EXPECT_EQ(columns_.slots().Find(IdAt('a')), std::nullopt);
    EXPECT_EQ(columns_.slots().Find(IdAt('b')), std::nullopt);
  }
  // Who comes again has nothing of it, nor have slots been lost.
  Put('b');
  EXPECT_THAT(Listed(),
              UnorderedElementsAre(std::pair('x', 0), std::pair('b', 0)));
  EXPECT_LE(columns_.slots().size(), 4u);
}

}  // namespace
}  // namespace comptoir::customers
