// Suggestions and searches must give what looking at every customer gives.
#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/customers/index/name_search.h"
#include "server/customers/index/name_suggest.h"
#include "server/values/names/name_terms.h"

namespace comptoir::customers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Words = std::vector<std::string>;
// All customers by id.
using Model = std::map<uint32_t, Words>;

constexpr SuggestBounds kNoBounds{.customers = 1'000'000,
                                  .terms = 1'000'000,
                                  .matches = 1'000'000,
                                  .splits = 1'000'000};

NameQuery QueryOf(const Words& words) {
  NameQuery query{.style = {.has_sounds = false, .has_consonants = false}};
  for (const std::string& word : words) {
    query.text += (query.text.empty() ? "" : " ") + word;
    query.words.push_back({{.term = word}});
  }
  return query;
}

IdBytes Id(uint32_t n) {
  IdBytes id{};
  for (int i = 0; i < 4; ++i) id[15 - i] = static_cast<char>(n >> (8 * i));
  return id;
}

uint32_t NumberOf(const IdBytes& id) {
  uint32_t n = 0;
  for (int i = 12; i < 16; ++i) n = n << 8 | static_cast<unsigned char>(id[i]);
  return n;
}

// Letters wrong, missing, too many or swapped with their neighbour.
int Distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = static_cast<int>(i + j);
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                          d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

using Best = std::optional<WordScore>;

void Take(const WordScore& score, Best* best) {
  if (!*best || score < **best) *best = score;
}

// What is allowed of a word that does not begin one of a customer.
enum class Allows { kNothing, kTypo, kSeveral };

// How well one word of a customer matches.
Best ScoreOf(const std::string& query, const std::string& word,
             bool allows_typo) {
  if (word.starts_with(query)) {
    return WordScore{.incomplete = word == query ? 0 : 1};
  }
  if (!allows_typo || query.size() < kTypoLettersMin) return std::nullopt;
  Best best;
  for (size_t length = 0; length <= word.size(); ++length) {
    if (Distance(query, word.substr(0, length)) != 1) continue;
    Take({.typos = 1, .incomplete = length == word.size() ? 0 : 1}, &best);
  }
  return best;
}

// How well the words of a customer match `query` when it is several of them.
Best ScoreOfSeveral(const std::string& query, const Words& words) {
  Best best;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& part = words[i];
    if (part.size() >= query.size() || !query.starts_with(part)) continue;
    Words others = words;
    others.erase(others.begin() + i);
    const std::string rest = query.substr(part.size());
    for (const std::string& other : others) {
      if (Best score = ScoreOf(rest, other, false)) Take(*score, &best);
    }
    if (Best score = ScoreOfSeveral(rest, others)) Take(*score, &best);
  }
  if (best) best->joined = 1;
  return best;
}

Best ScoreOfWord(const std::string& query, const Words& words, Allows allows) {
  Best best;
  for (const std::string& word : words) {
    if (Best score = ScoreOf(query, word, allows == Allows::kTypo)) {
      Take(*score, &best);
    }
  }
  if (allows != Allows::kSeveral || query.size() < 4) return best;
  if (Best score = ScoreOfSeveral(query, words)) Take(*score, &best);
  return best;
}

// How well a customer matches.
Best ScoreOfAll(const Words& query, const Words& words, Allows allows) {
  WordScore sum;
  for (const std::string& word : query) {
    const Best best = ScoreOfWord(word, words, allows);
    if (!best) return std::nullopt;
    sum.typos += best->typos;
    sum.joined += best->joined;
    sum.incomplete += best->incomplete;
  }
  return sum;
}

// In the best reading of the query.
Best ScoreOfReadings(const Words& query, const Words& words) {
  Best best = ScoreOfAll(query, words, Allows::kTypo);
  if (Best score = ScoreOfAll(query, words, Allows::kSeveral)) {
    Take(*score, &best);
  }
  if (query.size() != 2 || query[0].size() + query[1].size() < 4) return best;
  if (Best score = ScoreOfAll({query[0] + query[1]}, words, Allows::kNothing)) {
    score->joined += 1;
    Take(*score, &best);
  }
  return best;
}

std::vector<uint32_t> SuggestByLooking(const Model& model, const Words& query,
                                       size_t limit) {
  using Key = std::tuple<WordScore, uint32_t>;
  std::vector<Key> keys;
  for (const auto& [id, words] : model) {
    if (Best best = ScoreOfReadings(query, words))
      keys.emplace_back(*best, ~id);
  }
  std::sort(keys.begin(), keys.end());
  if (keys.size() > limit) keys.resize(limit);
  std::vector<uint32_t> ids;
  for (const Key& key : keys) ids.push_back(~std::get<1>(key));
  return ids;
}

std::vector<uint32_t> Suggest(const NameIndex& index, const Words& query,
                              size_t limit,
                              const SuggestBounds& bounds = kNoBounds) {
  std::vector<uint32_t> ids;
  for (const auto& suggestion :
       SuggestByName(index, QueryOf(query), limit, bounds)) {
    ids.push_back(NumberOf(index.IdOf(suggestion.customer)));
  }
  return ids;
}

constexpr SearchBounds kAllSplits{.splits = kNoBounds.splits};

// Every id of a walk through the pages.
std::vector<uint32_t> SearchAll(const NameIndex& index, const Words& query,
                                size_t page_size,
                                const SearchBounds& bounds = kAllSplits) {
  std::vector<uint32_t> ids;
  std::optional<IdBytes> before;
  do {
    const NamePage page =
        SearchByName(index, QueryOf(query), before, page_size, bounds);
    for (const IdBytes& id : page.ids) ids.push_back(NumberOf(id));
    before = page.next;
  } while (before);
  return ids;
}

std::vector<uint32_t> SearchByLooking(const Model& model, const Words& query) {
  std::vector<uint32_t> ids;
  for (auto it = model.rbegin(); it != model.rend(); ++it) {
    const Best best = ScoreOfReadings(query, it->second);
    const bool matches = best && best->typos == 0;
    EXPECT_EQ(matches, HasWords(it->second, QueryOf(query)));
    if (matches) ids.push_back(it->first);
  }
  return ids;
}

// Few letters, so that prefixes, typos and common names meet often.
class Names {
 public:
  explicit Names(uint32_t seed) : random_(seed) {}

  uint32_t Below(uint32_t n) { return random_() % n; }
  std::string Word(size_t longest) {
    std::string word;
    for (size_t n = 1 + Below(longest); n > 0; --n) {
      word.push_back(static_cast<char>('a' + Below(3)));
    }
    return word;
  }
  Words Customer() {
    Words words;
    for (uint32_t n = Below(4); n > 0; --n) {
      std::string word = Word(7);
      if (std::find(words.begin(), words.end(), word) == words.end()) {
        words.push_back(std::move(word));
      }
    }
    return words;
  }
  Words Query() {
    Words words;
    for (uint32_t n = 1 + Below(2); n > 0; --n) words.push_back(Word(6));
    return words;
  }

 private:
  std::mt19937 random_;
};

class NameMatching : public ::testing::TestWithParam<uint32_t> {};

TEST_P(NameMatching, GivesWhatLookingAtEveryoneGives) {
  SCOPED_TRACE(testing::Message() << "seed " << GetParam());
  Names names(GetParam());
  NameIndex index;
  Model model;
  uint32_t last_id = 0;
  for (; last_id < 300; ++last_id) {
    model[last_id] = names.Customer();
    index.Append({Id(last_id), "", model[last_id]});
  }
  index.FinishAppending();

  for (int round = 0; round < 150; ++round) {
    const uint32_t id = names.Below(last_id);
    if (names.Below(3) == 0) {
      model.erase(id);
      index.Remove(Id(id));
    } else if (names.Below(2) == 0 && model.contains(id)) {
      model[id] = names.Customer();
      index.Put({Id(id), "", model[id]});
    } else {
      model[++last_id] = names.Customer();
      index.Put({Id(last_id), "", model[last_id]});
    }
    const Words query = names.Query();
    const size_t limit = 1 + names.Below(10);
    ASSERT_EQ(Suggest(index, query, limit),
              SuggestByLooking(model, query, limit))
        << testing::PrintToString(query);
    ASSERT_EQ(SearchAll(index, query, 1 + names.Below(20)),
              SearchByLooking(model, query))
        << testing::PrintToString(query);
    // However little a page looks at.
    const SearchBounds few{.work = names.Below(40), .splits = kNoBounds.splits};
    ASSERT_EQ(SearchAll(index, query, 1 + names.Below(20), few),
              SearchByLooking(model, query))
        << testing::PrintToString(query) << " " << few.work;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, NameMatching, ::testing::Values(1, 20, 303));

// An index of the customers in order, ids from 0.
void Fill(NameIndex* index, const std::vector<Words>& customers) {
  for (const Words& words : customers) {
    index->Append({Id(static_cast<uint32_t>(index->size())), "", words});
  }
  index->FinishAppending();
}

TEST(NameSuggest, PutsTheBestFirst) {
  NameIndex index;
  Fill(&index, {{"marin"}, {"martine"}, {"martin"}, {"martina"}, {"morten"}});

  EXPECT_THAT(Suggest(index, {"martin"}, 8), ElementsAre(2, 3, 1, 0));
}

TEST(NameSuggest, TakesWordsInAnyOrder) {
  NameIndex index;
  Fill(&index, {{"helene", "martin"}, {"helene", "roy"}, {"marc", "martin"}});

  EXPECT_THAT(Suggest(index, {"mar", "hel"}, 8), ElementsAre(0));
  EXPECT_THAT(Suggest(index, {"helnee", "mrtin"}, 8), ElementsAre(0));
}

TEST(NameSuggest, FindsInitials) {
  NameIndex index;
  Fill(&index, {{"helene", "martin", InitialsTerm("hm")},
                {"jean", "luc", "roy", InitialsTerm("jr"), InitialsTerm("jlr")},
                {"hmida"}});

  EXPECT_THAT(Suggest(index, {"hm"}, 8), ElementsAre(2, 0));
  EXPECT_THAT(Suggest(index, {"mh"}, 8), ElementsAre(0));
  EXPECT_THAT(Suggest(index, {"jlr"}, 8), ElementsAre(1));
  EXPECT_THAT(Suggest(index, {"h", "m"}, 8), ElementsAre(0));
}

TEST(NameSuggest, StaysTrueWithinItsBounds) {
  NameIndex index;
  for (uint32_t n = 0; n < 5000; ++n) {
    const std::string word =
        "ma" + std::string(1, 'a' + n % 26) + std::string(1, 'a' + n / 26 % 26);
    index.Append({Id(n), "", {word, n % 100 == 0 ? "rare" : "common"}});
  }
  index.FinishAppending();

  EXPECT_EQ(Suggest(index, {"ma"}, 8, {}).size(), 8u);
  EXPECT_THAT(Suggest(index, {"ma", "rare"}, 3, {}),
              ElementsAre(4900, 4800, 4700));
  EXPECT_THAT(Suggest(index, {"zz"}, 8, {}), IsEmpty());
}

TEST(NameSearch, WalksAllPagesOfAFrequentWord) {
  NameIndex index;
  std::vector<Words> customers(20'000, {"martin"});
  Fill(&index, customers);

  const std::vector<uint32_t> ids = SearchAll(index, {"mar"}, 150);

  EXPECT_EQ(ids.size(), 20'000u);
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST(NameSuggest, FindsWordsThatAreDividedOtherwise) {
  NameIndex index;
  Fill(&index, {{"yann", "le", "goff"},
                {"jean", "de", "la", "cruz"},
                {"rose", "legoff"},
                {"legoffic"}});

  EXPECT_THAT(Suggest(index, {"legoff"}, 8), ElementsAre(2, 3, 0));
  EXPECT_THAT(Suggest(index, {"le", "goff"}, 8), ElementsAre(0, 2, 3));
  EXPECT_THAT(Suggest(index, {"delacruz"}, 8), ElementsAre(1));
  EXPECT_THAT(Suggest(index, {"jean", "delac"}, 8), ElementsAre(1));
  EXPECT_THAT(SearchAll(index, {"legoff"}, 2), ElementsAre(3, 2, 0));
}

TEST(NameSuggest, FindsWordsThatAreDividedOtherwiseWithinItsBounds) {
  NameIndex index;
  std::vector<Words> customers = {{"le", "goff", "zoe"},
                                  {"marie", "claire", "martin"}};
  customers.resize(1000, {"le", "goff"});
  customers.resize(2000, {"mar", "tin"});
  customers.resize(4000, {"marie", "claire"});
  Fill(&index, customers);

  EXPECT_THAT(Suggest(index, {"legoff", "zoe"}, 8, {}), ElementsAre(0));
  EXPECT_THAT(Suggest(index, {"marieclaire", "martin"}, 8, {}), ElementsAre(1));
}

TEST(NameSuggest, FindsOtherSpellings) {
  NameIndex index;
  Fill(&index, {NameTermsOf("Алексей Иванов"), NameTermsOf("محمد"),
                NameTermsOf("Alexey"), NameTermsOf("Jürgen")});
  const auto suggest = [&index](std::string_view text) {
    std::vector<uint32_t> ids;
    const QueryStyle style{.has_sounds = index.has_sounds(),
                           .has_consonants = index.has_consonants()};
    for (const auto& found :
         SuggestByName(index, ReadNameQuery(text, style), 8)) {
      ids.push_back(NumberOf(index.IdOf(found.customer)));
    }
    return ids;
  };

  EXPECT_THAT(suggest("alexey"), ElementsAre(2, 0));
  EXPECT_THAT(suggest("aleksei ivanov"), ElementsAre(0));
  EXPECT_THAT(suggest("ivanof"), ElementsAre(0));  // A typo.
  EXPECT_THAT(suggest("mohamed"), ElementsAre(1));
  EXPECT_THAT(suggest("juergen"), ElementsAre(3));
}

}  // namespace
}  // namespace comptoir::customers
