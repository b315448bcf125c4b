#include "server/customers/index/name_index.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

IdBytes Id(char n) {
  IdBytes id{};
  id.back() = n;
  return id;
}

IndexedCustomer Customer(char n, std::string name,
                         std::vector<std::string> words) {
  return {.id = Id(n), .display_name = std::move(name), .words = words};
}

std::vector<std::string> WordsOf(const NameIndex& index, char n) {
  std::vector<std::string> words;
  for (const TermId term : index.TermsOf(*index.Find(Id(n)))) {
    words.emplace_back(index.terms().Text(term));
  }
  return words;
}

TEST(NameIndex, KnowsWhatWasPut) {
  NameIndex index;

  index.Put(Customer(1, "Hélène Martin", {"helene", "martin"}));
  index.Put(Customer(2, "", {}));

  EXPECT_EQ(index.size(), 2u);
  EXPECT_EQ(index.DisplayNameOf(*index.Find(Id(1))), "Hélène Martin");
  EXPECT_THAT(WordsOf(index, 1), ElementsAre("helene", "martin"));
  EXPECT_EQ(index.DisplayNameOf(*index.Find(Id(2))), "");
  EXPECT_THAT(WordsOf(index, 2), IsEmpty());
  EXPECT_EQ(index.Find(Id(3)), std::nullopt);
}

TEST(NameIndex, ReplacesWhatWasPutBefore) {
  NameIndex index;
  index.Put(Customer(1, "Hélène Martin", {"helene", "martin"}));

  index.Put(Customer(1, "Hélène Roy", {"helene", "roy"}));

  EXPECT_EQ(index.size(), 1u);
  EXPECT_EQ(index.DisplayNameOf(*index.Find(Id(1))), "Hélène Roy");
  EXPECT_THAT(WordsOf(index, 1), ElementsAre("helene", "roy"));
  EXPECT_THAT(index.terms().CustomersOf(*index.terms().Find("martin")),
              IsEmpty());
}

TEST(NameIndex, ForgetsWhatIsRemoved) {
  NameIndex index;
  index.Put(Customer(1, "A", {"a"}));
  index.Put(Customer(2, "B", {"b"}));

  index.Remove(Id(1));
  index.Remove(Id(1));

  EXPECT_EQ(index.size(), 1u);
  EXPECT_EQ(index.Find(Id(1)), std::nullopt);
  EXPECT_THAT(index.terms().CustomersOf(*index.terms().Find("a")), IsEmpty());
}

TEST(NameIndex, OrdersById) {
  NameIndex index;
  for (const char n : {3, 1, 2}) index.Append(Customer(n, "", {"x"}));
  index.FinishAppending();
  index.Put(Customer(0, "", {"x"}));

  EXPECT_EQ(index.IdOf(index.by_id()[0]), Id(0));
  EXPECT_EQ(index.IdOf(index.by_id()[1]), Id(1));
  EXPECT_EQ(index.IdOf(index.by_id()[3]), Id(3));
  EXPECT_EQ(index.PositionOf(Id(2)), 2u);
  EXPECT_EQ(index.PositionOf(Id(9)), 4u);
}

TEST(NameIndex, KeepsEveryNameWhileCollectingGarbage) {
  NameIndex index;
  index.Put(Customer(1, "Hélène Martin", {"helene", "martin"}));
  const std::string long_name(1000, 'x');

  for (int i = 0; i < 1000; ++i) {
    index.Put(Customer(2, long_name + std::to_string(i), {"x"}));
  }

  EXPECT_EQ(index.DisplayNameOf(*index.Find(Id(1))), "Hélène Martin");
  EXPECT_THAT(WordsOf(index, 1), ElementsAre("helene", "martin"));
  EXPECT_EQ(index.DisplayNameOf(*index.Find(Id(2))), long_name + "999");
}

}  // namespace
}  // namespace comptoir::customers
