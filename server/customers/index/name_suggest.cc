#include "server/customers/index/name_suggest.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "server/customers/index/most_frequent_first.h"
#include "server/customers/index/word_matcher.h"

namespace comptoir::customers {
namespace {

// Words of this many letters may be initials.
constexpr size_t kInitialsMin = 2;
constexpr size_t kInitialsMax = 3;

// Customers whose terms are fetched into the cache ahead of being looked at.
constexpr size_t kPrefetchDistance = 12;

// Looks for suggestions until the bounds are met.
class Search {
 public:
  Search(const NameIndex& index, const std::vector<WordMatcher>& words,
         size_t limit, const SuggestBounds& bounds)
      : index_(index), words_(words), limit_(limit), left_(bounds) {}

  // Looks through the customers that match `words[driver]`, the rarest one.
  void Look(size_t driver) {
    for (const TermRange& range : words_[driver].ranges()) {
      LookInRange(driver, range);
      if (IsOver()) return;
    }
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

  // Sets the bounds anew, for another look.
  void Renew(const SuggestBounds& bounds) { left_ = bounds; }

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
      return std::tuple(s.typos, s.by_initials, s.incomplete, ~s.customer);
    };
    return key(a) < key(b);
  }

  bool IsOver() const {
    return left_.customers == 0 || left_.terms == 0 || left_.matches == 0;
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
    if (words_.size() == 1) {
      AddNewest(range, term, customers);
      return;
    }
    for (size_t i = customers.size(); i-- > 0 && !IsOver();) {
      if (i >= kPrefetchDistance) {
        index_.PrefetchTermsOf(customers[i - kPrefetchDistance]);
      }
      --left_.customers;
      Consider(driver, customers[i]);
    }
  }

  // With a single word all customers of a term match it equally well: more than
  // `limit` of them are never shown.
  void AddNewest(const TermRange& range, TermId term,
                 const std::vector<Ordinal>& customers) {
    const WordScore score = words_[0].ScoreOf(term, range);
    const size_t first = customers.size() - std::min(limit_, customers.size());
    for (size_t i = customers.size(); i-- > first && !IsOver();) {
      Add({.customer = customers[i],
           .typos = score.typos,
           .incomplete = score.incomplete});
    }
  }

  void Consider(size_t driver, Ordinal customer) {
    for (size_t w = 0; w < words_.size(); ++w) {
      if (w != driver && !words_[w].Matches(customer)) return;
    }
    NameSuggestion suggestion{.customer = customer};
    for (const WordMatcher& word : words_) {
      const WordScore score = *word.Score(customer);
      suggestion.typos += score.typos;
      suggestion.incomplete += score.incomplete;
    }
    Add(suggestion);
  }

  void Add(const NameSuggestion& suggestion) {
    const auto [known, is_new] =
        found_at_.emplace(suggestion.customer, found_.size());
    if (is_new) {
      found_.push_back(suggestion);
      if (left_.matches > 0) --left_.matches;
    } else if (IsBetter(suggestion, found_[known->second])) {
      found_[known->second] = suggestion;
    }
  }

  const NameIndex& index_;
  const std::vector<WordMatcher>& words_;
  const size_t limit_;
  SuggestBounds left_;
  std::vector<NameSuggestion> found_;
  absl::flat_hash_map<Ordinal, size_t> found_at_;  // Index into found_.
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

}  // namespace

std::vector<NameSuggestion> SuggestByName(const NameIndex& index,
                                          const std::vector<std::string>& words,
                                          size_t limit,
                                          const SuggestBounds& bounds) {
  if (words.empty() || limit == 0) return {};
  std::vector<WordMatcher> matchers;
  matchers.reserve(words.size());
  for (const std::string& word : words) matchers.emplace_back(index, word);
  Search search(index, matchers, limit, bounds);
  if (const auto driver = Rarest(matchers)) search.Look(*driver);
  if (words.size() == 1) LookForInitials(words[0], &search);
  if (search.found() < limit) {
    bool finds_more = false;
    for (WordMatcher& matcher : matchers) {
      finds_more = matcher.AllowTypo() || finds_more;
    }
    search.Renew(bounds);
    const auto driver = Rarest(matchers);
    if (finds_more && driver) search.Look(*driver);
  }
  return search.TakeBest();
}

}  // namespace comptoir::customers
