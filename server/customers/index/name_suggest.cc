#include "server/customers/index/name_suggest.h"

#include <algorithm>
#include <tuple>

#include "server/customers/index/most_frequent_first.h"
#include "server/customers/index/word_matcher.h"

namespace comptoir::customers {
namespace {

// Words of this many letters may be initials.
constexpr size_t kInitialsMin = 2;
constexpr size_t kInitialsMax = 3;

// A look for words written as one or divided gets this share of the bounds: who
// is found by it was mostly meant otherwise.
constexpr size_t kDivisionsShare = 8;

// Customers whose terms are fetched into the cache ahead of being looked at.
constexpr size_t kPrefetchDistance = 12;

// Looks for suggestions until the bounds are met.
class Search {
 public:
  Search(const NameIndex& index, size_t limit, const SuggestBounds& bounds)
      : index_(index), limit_(limit), bounds_(bounds), left_(bounds) {
    found_.reserve(limit);
  }

  // Looks through the customers that match `words[driver]`, the rarest one.
  void Look(const std::vector<WordMatcher>& words, size_t driver) {
    Start(words, 0);
    LookInRanges(driver);
  }

  // Looks through the customers who have words in several pieces: the rarest
  // one, `words[driver]`, or others.
  void LookForSplits(const std::vector<WordMatcher>& words, size_t driver) {
    Start(words, 0, kDivisionsShare);
    LookAtSplits(driver);
    for (size_t w = 0; w < words.size(); ++w) {
      if (w == driver || words[w].splits().empty()) continue;
      Start(words, 0, kDivisionsShare);
      LookInRanges(driver);
      return;
    }
  }

  // As Look, for words of which some are several of the query's.
  void LookForJoined(const std::vector<WordMatcher>& words, size_t driver) {
    Start(words, 1, kDivisionsShare);
    LookInRanges(driver);
  }

  void LookForInitials(std::string_view initials) {
    const auto term = index_.terms().Find(InitialsTerm(initials));
    if (!term) return;
    const std::vector<Ordinal>& customers = index_.terms().CustomersOf(*term);
    const size_t first = customers.size() - std::min(limit_, customers.size());
    for (size_t i = customers.size(); i-- > first;) {
      Add({.customer = customers[i], .by_initials = true});
    }
  }

  size_t found() const { return found_.size(); }

  std::vector<NameSuggestion> TakeBest() {
    const size_t count = std::min(limit_, found_.size());
    std::partial_sort(found_.begin(), found_.begin() + count, found_.end(),
                      IsBetter);
    found_.resize(count);
    return std::move(found_);
  }

 private:
  static bool IsBetter(const NameSuggestion& a, const NameSuggestion& b) {
    const auto key = [](const NameSuggestion& s) {
      return std::tuple(s.typos, s.by_initials, s.joined, s.incomplete,
                        ~s.customer);
    };
    return key(a) < key(b);
  }

  // Another look, with the bounds divided by `share`.
  void Start(const std::vector<WordMatcher>& words, int joined,
             size_t share = 1) {
    words_ = &words;
    joined_ = joined;
    left_ = {.customers = bounds_.customers / share,
             .terms = bounds_.terms / share,
             .matches = bounds_.matches};
  }

  bool IsOver() const {
    return left_.customers == 0 || left_.terms == 0 || left_.matches == 0;
  }

  void LookInRanges(size_t driver) {
    for (const TermRange& range : (*words_)[driver].ranges()) {
      LookInRange(driver, range);
      if (IsOver()) return;
    }
  }

  void LookInRange(size_t driver, const TermRange& range) {
    const TermDictionary& terms = index_.terms();
    for (const TermId term : range.fresh) LookAtTerm(driver, range, term);
    if (range.begin == range.end) return;
    // The word itself comes first, if it is one.
    uint32_t begin = range.begin;
    if (terms.Text(terms.AtRank(begin)) == range.prefix) {
      LookAtTerm(driver, range, terms.AtRank(begin++));
    }
    if (range.end - begin <= left_.terms) {
      for (uint32_t rank = begin; rank < range.end; ++rank) {
        LookAtTerm(driver, range, terms.AtRank(rank));
      }
      return;
    }
    MostFrequentFirst most_frequent(terms, begin, range.end);
    while (!IsOver()) {
      const std::optional<TermId> term = most_frequent.Next();
      if (!term) return;
      LookAtTerm(driver, range, *term);
    }
  }

  void LookAtTerm(size_t driver, const TermRange& range, TermId term) {
    if (IsOver()) return;
    --left_.terms;
    const std::vector<Ordinal>& customers = index_.terms().CustomersOf(term);
    if (words_->size() == 1) {
      AddNewest(range, term, customers);
      return;
    }
    LookThrough(customers, [&](Ordinal customer) {
      Consider(driver, customer, index_.TermsOf(customer));
    });
  }

  // Calls `look` with the customers, newest first, until the bounds are met.
  template <typename Look>
  void LookThrough(const std::vector<Ordinal>& customers, Look look) {
    for (size_t i = customers.size(); i-- > 0 && !IsOver();) {
      if (i >= kPrefetchDistance) {
        index_.PrefetchTermsOf(customers[i - kPrefetchDistance]);
      }
      --left_.customers;
      look(customers[i]);
    }
  }

  void LookAtSplits(size_t word) {
    for (const Split& split : (*words_)[word].splits()) {
      if (const auto part = RarestPart(index_, split)) {
        LookAtSplit(word, split, *part);
        continue;
      }
      for (uint32_t r = split.rest.begin; r < split.rest.end && !IsOver();
           ++r) {
        LookAtSplit(word, split, index_.terms().AtRank(r));
      }
      for (const TermId term : split.rest.fresh) {
        LookAtSplit(word, split, term);
      }
    }
  }

  // Of the customers with one piece of a split few have the others.
  void LookAtSplit(size_t word, const Split& split, TermId term) {
    if (IsOver()) return;
    --left_.terms;
    LookThrough(index_.terms().CustomersOf(term), [&](Ordinal customer) {
      const NameIndex::Terms terms = index_.TermsOf(customer);
      if (!(*words_)[word].ScoreOfSplit(split, terms)) return;
      Consider(word, customer, terms);
    });
  }

  // With a single word all customers of a term match it equally well: more than
  // `limit` of them are never shown.
  void AddNewest(const TermRange& range, TermId term,
                 const std::vector<Ordinal>& customers) {
    const WordScore score = (*words_)[0].ScoreOf(term, range);
    const size_t first = customers.size() - std::min(limit_, customers.size());
    for (size_t i = customers.size(); i-- > first && !IsOver();) {
      Add({.customer = customers[i],
           .typos = score.typos,
           .joined = joined_,
           .incomplete = score.incomplete});
    }
  }

  // Of a customer whom `words[driver]` matches.
  void Consider(size_t driver, Ordinal customer,
                const NameIndex::Terms& terms) {
    for (size_t w = 0; w < words_->size(); ++w) {
      if (w != driver && !(*words_)[w].Matches(terms)) return;
    }
    NameSuggestion suggestion{.customer = customer, .joined = joined_};
    for (const WordMatcher& word : *words_) {
      const WordScore score = *word.Score(terms);
      suggestion.typos += score.typos;
      suggestion.joined += score.joined;
      suggestion.incomplete += score.incomplete;
    }
    Add(suggestion);
  }

  // The bounds leave few enough to look through.
  void Add(const NameSuggestion& suggestion) {
    const auto known = std::find_if(
        found_.begin(), found_.end(), [&](const NameSuggestion& other) {
          return other.customer == suggestion.customer;
        });
    if (known == found_.end()) {
      found_.push_back(suggestion);
      if (left_.matches > 0) --left_.matches;
    } else if (IsBetter(suggestion, *known)) {
      *known = suggestion;
    }
  }

  const NameIndex& index_;
  const size_t limit_;
  const SuggestBounds bounds_;
  // Of the look that goes on.
  const std::vector<WordMatcher>* words_ = nullptr;
  int joined_ = 0;
  SuggestBounds left_;
  std::vector<NameSuggestion> found_;
};

// The matcher with the fewest customers; nullopt when one has none.
std::optional<size_t> Rarest(const std::vector<WordMatcher>& words) {
  size_t rarest = 0;
  for (size_t w = 0; w < words.size(); ++w) {
    if (words[w].empty()) return std::nullopt;
    if (words[w].estimate() < words[rarest].estimate()) rarest = w;
  }
  return rarest;
}

void LookForInitials(const std::string& word, Search* search) {
  if (word.size() < kInitialsMin || word.size() > kInitialsMax) return;
  search->LookForInitials(word);
  if (word.size() == 2) {
    search->LookForInitials(std::string(word.rbegin(), word.rend()));
  }
}

std::vector<WordMatcher> MatchersOf(const NameIndex& index,
                                    const QueryWords& words) {
  std::vector<WordMatcher> matchers;
  matchers.reserve(words.size());
  for (const QueryWord& word : words) matchers.emplace_back(index, word);
  return matchers;
}

void LookForSplits(std::vector<WordMatcher>* words, size_t most,
                   Search* search) {
  bool has_splits = false;
  for (WordMatcher& word : *words) {
    has_splits = word.AllowSplits(most) || has_splits;
  }
  if (!has_splits) return;
  if (const auto driver = Rarest(*words)) {
    search->LookForSplits(*words, *driver);
  }
  // To those who match with a typo words must be divided alike.
  for (WordMatcher& word : *words) word.ForbidSplits();
}

void LookForJoined(const NameIndex& index, const NameQuery& query,
                   Search* search) {
  for (const QueryWords& reading : JoinedReadings(query)) {
    const std::vector<WordMatcher> joined = MatchersOf(index, reading);
    if (const auto driver = Rarest(joined)) {
      search->LookForJoined(joined, *driver);
    }
  }
}

}  // namespace

std::vector<NameSuggestion> SuggestByName(const NameIndex& index,
                                          const NameQuery& query, size_t limit,
                                          const SuggestBounds& bounds) {
  if (query.words.empty() || limit == 0) return {};
  std::vector<WordMatcher> words = MatchersOf(index, query.words);
  Search search(index, limit, bounds);
  if (const auto driver = Rarest(words)) search.Look(words, *driver);
  if (words.size() == 1 && !query.words[0].empty()) {
    LookForInitials(query.words[0][0].term, &search);
  }
  if (search.found() < limit) {
    LookForSplits(&words, bounds.splits, &search);
    LookForJoined(index, query, &search);
  }
  if (search.found() < limit) {
    bool finds_more = false;
    for (WordMatcher& word : words) finds_more = word.AllowTypo() || finds_more;
    const auto driver = Rarest(words);
    if (finds_more && driver) search.Look(words, *driver);
  }
  return search.TakeBest();
}

}  // namespace comptoir::customers
