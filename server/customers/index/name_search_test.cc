// What a page of a search by name holds, and how much is looked at for it.
#include "server/customers/index/name_search.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/values/names/name_terms.h"

namespace comptoir::customers {
namespace {

using Words = std::vector<std::string>;

constexpr uint32_t kCustomers = 30'000;
constexpr size_t kPageSize = 200;

IdBytes Id(uint32_t n) {
  IdBytes id{};
  for (int i = 0; i < 4; ++i) id[15 - i] = static_cast<char>(n >> (8 * i));
  return id;
}

struct Found {
  size_t customers = 0;
  size_t pages = 0;
  // Of one page.
  size_t most_work = 0;
};

// Goes through all pages.
Found SearchAll(const NameIndex& index, const std::string& text) {
  const NameQuery query =
      ReadNameQuery(text, {.has_sounds = false, .has_consonants = false});
  Found found;
  std::optional<IdBytes> before;
  do {
    const NamePage page = SearchByName(index, query, before, kPageSize);
    found.customers += page.ids.size();
    found.most_work = std::max(found.most_work, page.work);
    ++found.pages;
    before = page.next;
  } while (before);
  return found;
}

class NameSearchTest : public testing::Test {
 protected:
  // Everybody has the same words but the last one, which is one of two.
  NameSearchTest() {
    for (uint32_t n = 0; n < kCustomers; ++n) {
      Words words = {"anna", "maria", "annamaria", "rosa", "clara"};
      words.push_back(n % 2 == 0 ? "dora" : "emma");
      index_.Append({Id(n), "", words});
    }
    index_.FinishAppending();
  }

  NameIndex index_;
  // What the last customer looked at may add, in every reading.
  const size_t slack_ = 500;
  const SearchBounds bounds_;
};

TEST_F(NameSearchTest, DoesSoMuchForAPageAndNoMore) {
  const Found found = SearchAll(index_, "dora emma");

  EXPECT_EQ(found.customers, 0u);
  EXPECT_GT(found.pages, 1u);
  EXPECT_GE(found.most_work, bounds_.work);
  EXPECT_LE(found.most_work, bounds_.work + slack_);
}

// Many words, divided and joined in many ways.
TEST_F(NameSearchTest, DoesNoMoreForHarderQueries) {
  for (const char* text :
       {"annamaria annamaria dora emma", "anna maria rosa clara dora emma",
        "clara annamariarosa doraemma emmadora", "rosa rosaclara dora emma"}) {
    const Found found = SearchAll(index_, text);

    EXPECT_EQ(found.customers, 0u) << text;
    EXPECT_LE(found.most_work, bounds_.work + slack_) << text;
  }
}

TEST_F(NameSearchTest, FindsEverybodyAllTheSame) {
  const Found found = SearchAll(index_, "clara maria dora");

  EXPECT_EQ(found.customers, kCustomers / 2);
  EXPECT_LE(found.most_work, bounds_.work + slack_);
}

// The dictionary counts customers when it gives ranks.
TEST(NameSearch, FindsManyWhereFewWereCounted) {
  NameIndex index;
  index.Append({Id(0), "", {"martin"}});
  index.FinishAppending();
  for (uint32_t n = 1; n < kCustomers; ++n) index.Put({Id(n), "", {"martin"}});

  EXPECT_EQ(SearchAll(index, "martin").customers, kCustomers);
}

TEST(NameSearch, MatchesAWholeWordAlone) {
  NameIndex index;
  index.Append({Id(0), "", {"martin"}});
  index.Append({Id(1), "", {"martine"}});
  index.FinishAppending();
  index.Put({Id(7), "", {"marc"}});
  const auto whole = [&index](const std::string& word) {
    return SearchByName(index, ReadNameQuery(word, {.is_whole = true}), {}, 9)
        .ids;
  };

  EXPECT_EQ(whole("martin"), std::vector<IdBytes>{Id(0)});
  EXPECT_TRUE(whole("mart").empty());
  EXPECT_EQ(whole("marc"), std::vector<IdBytes>{Id(7)});
}

}  // namespace
}  // namespace comptoir::customers
