// Whom a merge of all leaves, since it cannot tell who they are.
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/duplicates/merging/merge_all.h"
#include "server/customers/duplicates/rules/duplicate_rules.h"
#include "server/customers/duplicates/testing/duplicates_fixture.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using v1::MergeAllResult;

class MergeAllDisputesTest : public DuplicatesFixture {
 protected:
  MergeAllResult Run() { return ResultOf<MergeAllResult>(MergeAll()); }

  static Who Ana(const std::string& birthday,
                 const std::string& reference = "") {
    return {.given = "Ana",
            .family = "Vale",
            .phone = "06 88 00 07 77",
            .reference = reference,
            .birthday = birthday};
  }
  std::vector<std::string> CreateAll(const std::vector<Who>& people) {
    std::vector<std::string> ids;
    for (const Who& who : people) ids.push_back(Create(who));
    return ids;
  }
  // Nobody is merged, whoever comes first, and the second and the third person
  // are named as those who are not one.
  void ExpectLeft(std::vector<Who> people) {
    std::vector<size_t> order = {0, 1, 2};
    do {
      std::vector<std::string> ids(3);
      for (const size_t person : order) ids[person] = Create(people[person]);

      const MergeAllResult result = Run();

      EXPECT_EQ(result.merged_count(), 0);
      EXPECT_GE(result.left_size(), 2);
      int told = 0;
      for (const v1::LeftDuplicate& left : result.left()) {
        EXPECT_EQ(left.reason(), "UNCERTAIN");
        if (left.conflicting_customer_ids().empty()) continue;
        ++told;
        EXPECT_THAT(
            left.conflicting_customer_ids(),
            ElementsAre(std::min(ids[1], ids[2]), std::max(ids[1], ids[2])));
      }
      EXPECT_EQ(told, 2);
      for (const std::string& id : ids) {
        EXPECT_EQ(Get(id).id(), id);
        ASSERT_TRUE(customers_.Delete(id).ok());
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }
};

TEST_F(MergeAllDisputesTest, LeavesWhoMayBeEitherOfTwoBirthdays) {
  ExpectLeft({Ana(""), Ana("1950-01-02"), Ana("1980-01-02")});
}

TEST_F(MergeAllDisputesTest, LeavesWhoMayBeEitherOfTwoReferences) {
  ExpectLeft({Ana("", ""), Ana("", "1"), Ana("", "2")});
}

// The second and the third share nothing but the first.
TEST_F(MergeAllDisputesTest, LeavesWhoIsSharedByTwoWhoShareNothing) {
  ExpectLeft(
      {{.given = "Ana", .email = "a@x.fr", .phone = "06 88 00 07 77"},
       {.given = "Ana", .email = "a@x.fr", .birthday = "1950-01-02"},
       {.given = "Ana", .phone = "06 88 00 07 77", .birthday = "1980-01-02"}});
}

// They are not suggested with each other, and so are in no pair that is left.
TEST_F(MergeAllDisputesTest, LeavesWhoMayBeEitherOfTwoAddresses) {
  const Ids ids = CreateAll({Ana(""),
                             {.given = "Ana",
                              .family = "Vale",
                              .email = "one@x.fr",
                              .phone = "06 88 00 07 77"},
                             {.given = "Ana",
                              .family = "Vale",
                              .email = "two@x.fr",
                              .phone = "06 88 00 07 77"}});

  const MergeAllResult result = Run();

  EXPECT_EQ(result.merged_count(), 0);
  EXPECT_EQ(result.left_count(), 2);
  EXPECT_THAT(result.left(0).conflicting_customer_ids(),
              ElementsAre(ids[1], ids[2]));
}

TEST_F(MergeAllDisputesTest, LeavesWhoMayBeEitherOfTwoWhoAreIgnored) {
  const Ids ids = CreateAll({Ana(""), Ana(""), Ana("")});
  ASSERT_TRUE(Ignore({ids[0], ids[1]}).ok());

  const MergeAllResult result = Run();

  EXPECT_EQ(result.merged_count(), 0);
  ASSERT_THAT(result.left(), SizeIs(2));
  EXPECT_EQ(result.left(0).reason(), "UNCERTAIN");
  EXPECT_THAT(result.left(0).conflicting_customer_ids(),
              ElementsAre(ids[0], ids[1]));
}

TEST_F(MergeAllDisputesTest, MergesBothSidesOfADispute) {
  const Ids ids = CreateAll({Ana("1950-01-02"), Ana(""), Ana("1980-01-02"),
                             Ana("1950-01-02"), Ana("1980-01-02")});

  EXPECT_EQ(Run().merged_count(), 2);

  EXPECT_EQ(Get(ids[3]).id(), ids[0]);
  EXPECT_EQ(Get(ids[4]).id(), ids[2]);
  EXPECT_EQ(Get(ids[1]).id(), ids[1]);
}

TEST_F(MergeAllDisputesTest, MergesThroughAThirdWhoSaysNothingElse) {
  const Ids ids = CreateAll(
      {{.given = "Ana", .email = "a@x.fr"},
       {.given = "Ana", .phone = "06 88 00 07 77"},
       {.given = "Ana", .email = "a@x.fr", .phone = "06 88 00 07 77"}});

  EXPECT_EQ(Run().merged_count(), 2);

  EXPECT_EQ(Get(ids[1]).id(), ids[0]);
  EXPECT_EQ(Get(ids[2]).id(), ids[0]);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(MergeAllDisputesTest, ComparesSoManyAround) {
  const Who ana = {
      .given = "Ana", .email = "ana@x.fr", .phone = "06 88 00 07 77"};
  v1::Customer known = CustomerOf(ana);
  const auto phone_of = [](size_t i) {
    return fmt::format("06 88 00 08 {:02}", i);
  };
  for (size_t i = 0; i < 10; ++i) {
    known.add_other_phone_numbers()->set_number(phone_of(i));
  }
  ASSERT_TRUE(customers_.Create(known).ok());
  // Nobody of them is suggested with anybody.
  size_t others = 0;
  const auto add = [&](size_t phone) {
    Create({.given = "Bertrand",
            .email = fmt::format("bertrand{}@x.fr", others++),
            .phone = phone_of(phone)});
  };
  while (others < 9 * (kSharingMax - 1)) add(others / (kSharingMax - 1));
  // With the two there are so many; Ana, too, has her phone.
  while (others < kNeighboursMax - 2) {
    Create({.given = "Bertrand",
            .email = "ana@x.fr",
            .phone = fmt::format("06 88 00 09 {:02}", others % 100)});
    ++others;
    if (others % (kSharingMax - 1) == 0) break;
  }
  while (others < kNeighboursMax - 2) add(9);
  const std::string twin = Create({.given = "Ana", .phone = ana.phone});

  EXPECT_EQ(Run().merged_count(), 1);

  ASSERT_TRUE(customers_.Unmerge(twin).ok());
  ASSERT_TRUE(customers_.Delete(twin).ok());
  Create({.given = "Ana", .phone = ana.phone});
  add(9);

  const MergeAllResult result = Run();

  EXPECT_EQ(result.merged_count(), 0);
  ASSERT_THAT(result.left(), SizeIs(1));
  EXPECT_EQ(result.left(0).reason(), "UNCERTAIN");
  EXPECT_THAT(result.left(0).conflicting_customer_ids(), IsEmpty());
}

// People by their places in a list, created in any order.
class MergeAllOrderTest : public MergeAllDisputesTest {
 protected:
  using Places = std::set<size_t>;

  size_t Random(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }
  // Few enough values that people meet, and contradict each other.
  Who RandomWho() {
    static constexpr const char* kNames[] = {"Roux", "Marie Roux", "Roux",
                                             "Lefort"};
    static constexpr const char* kBirthdays[] = {"", "", "1950-01-02",
                                                 "1980-03-04"};
    Who who = {.given = "Anna",
               .family = kNames[Random(4)],
               .birthday = kBirthdays[Random(4)]};
    if (Random(2) == 0) who.email = fmt::format("p{}@x.fr", Random(4));
    if (Random(2) == 0) who.phone = fmt::format("06123456{:02}", Random(4));
    if (Random(3) == 0) who.reference = fmt::format("ref{}", Random(4));
    return who;
  }

  // Who becomes one with whom; leaves nobody behind.
  std::set<Places> MergedSets(const std::vector<Who>& people,
                              const std::vector<size_t>& order,
                              const std::vector<NumberPair>& ignored) {
    std::vector<std::string> ids(people.size());
    for (const size_t person : order) ids[person] = Create(people[person]);
    for (const auto& [one, other] : ignored) {
      EXPECT_TRUE(Ignore({ids[one], ids[other]}).ok());
    }
    MergeAll();
    std::map<std::string, Places> sets;
    for (size_t i = 0; i < ids.size(); ++i) {
      sets[Get(ids[i]).id()].insert(i);
    }
    std::set<Places> merged;
    for (const auto& [survivor, places] : sets) {
      merged.insert(places);
      EXPECT_TRUE(customers_.Delete(survivor).ok());
    }
    return merged;
  }

  static bool Contradict(const Who& one, const Who& other) {
    const auto differ = [](const std::string& a, const std::string& b) {
      return !a.empty() && !b.empty() && a != b;
    };
    return differ(one.email, other.email) || differ(one.phone, other.phone) ||
           differ(one.reference, other.reference) ||
           differ(one.birthday, other.birthday);
  }

  std::mt19937_64 random_;
};

TEST_F(MergeAllOrderTest, MakesNoDifference) {
  constexpr int kRounds = 40;
  constexpr int kOrders = 4;
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  RecordProperty("seed", fmt::format("{}", seed));
  random_.seed(seed);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Who> people(3 + Random(12));
    for (Who& who : people) who = RandomWho();
    std::vector<NumberPair> ignored;
    while (Random(2) == 0) {
      const size_t one = Random(people.size() - 1);
      ignored.emplace_back(one, one + 1);
    }
    std::vector<size_t> order(people.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;

    const std::set<Places> merged = MergedSets(people, order, ignored);

    for (const Places& places : merged) {
      for (const size_t one : places) {
        for (const size_t other : places) {
          ASSERT_FALSE(Contradict(people[one], people[other]));
        }
      }
      for (const auto& [one, other] : ignored) {
        ASSERT_FALSE(places.contains(one) && places.contains(other));
      }
    }
    for (int i = 0; i < kOrders; ++i) {
      std::shuffle(order.begin(), order.end(), random_);
      ASSERT_EQ(MergedSets(people, order, ignored), merged) << round;
    }
  }
}

}  // namespace
}  // namespace comptoir::customers
