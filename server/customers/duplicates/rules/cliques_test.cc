#include "server/customers/duplicates/rules/cliques.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

using Pairs = std::set<NumberPair>;

auto Has(const NumberPair& seed, const std::vector<size_t>& members) {
  return ::testing::AllOf(Field(&Clique::seed, seed),
                          Field(&Clique::members, members));
}

TEST(Cliques, OfNothingAreNone) {
  EXPECT_THAT(CoverWithCliques(3, {}, {}), IsEmpty());
}

TEST(Cliques, TakeEverybodyWhoBelongsToAll) {
  const Pairs pairs = {{0, 1}, {0, 2}, {1, 2}, {2, 3}};

  EXPECT_THAT(CoverWithCliques(4, pairs, pairs),
              ElementsAre(Has({0, 1}, {0, 1, 2}), Has({2, 3}, {2, 3})));
}

// "A and B, B and C" does not make A C.
TEST(Cliques, AreNoChains) {
  const Pairs pairs = {{0, 1}, {1, 2}};

  EXPECT_THAT(CoverWithCliques(3, pairs, pairs),
              ElementsAre(Has({0, 1}, {0, 1}), Has({1, 2}, {1, 2})));
}

TEST(Cliques, AreMadeForWhatIsWanted) {
  const Pairs pairs = {{0, 1}, {0, 2}, {1, 2}, {3, 4}};

  EXPECT_THAT(CoverWithCliques(5, pairs, {{1, 2}}),
              ElementsAre(Has({1, 2}, {0, 1, 2})));
}

}  // namespace
}  // namespace comptoir::customers
