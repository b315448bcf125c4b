#include "server/customers/index/name_suggest.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <queue>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "server/customers/index/word_matcher.h"

namespace comptoir::customers {
namespace {

// Words of this many letters may be initials.
constexpr size_t kInitialsMin = 2;
constexpr size_t kInitialsMax = 3;

// One look for suggestions: the bounds that are left and what was found.
class Search {
 public:
  Search(const NameIndex& index, size_t limit, const SuggestBounds& bounds)
      : index_(index), limit_(limit), left_(bounds) {}

  // Looks through the customers that match `words[driver]`, the rarest one.
  void Look(const std::vector<WordMatcher>& words, size_t driver) {
    for (const TermRange& range : words[driver].ranges()) {
      LookInRange(words, driver, range);
      if (IsOver()) return;
    }
  }

  void LookForInitials(std::string_view initials) {
    const auto term = index_.terms().Find(InitialsTerm(initials));
    if (!term) return;
    const std::vector<Ordinal>& customers = index_.terms().CustomersOf(*term);
    for (size_t i = customers.size(); i-- > 0 && !IsOver();) {
      if (i + limit_ < customers.size()) return;
      if (seen_.insert(customers[i]).second) {
        found_.push_back({.customer = customers[i], .by_initials = true});
      }
    }
  }

  size_t found() const { return found_.size(); }

  // Gives the matches back that were looked at, for another look.
  void Renew(const SuggestBounds& bounds) { left_ = bounds; }

  std::vector<NameSuggestion> TakeBest() {
    const auto is_better = [this](const auto& a, const auto& b) {
      const auto key = [](const NameSuggestion& s) {
        return std::tuple(s.typos, s.by_initials, s.incomplete);
      };
      if (key(a) != key(b)) return key(a) < key(b);
      return std::memcmp(index_.IdOf(a.customer).data(),
                         index_.IdOf(b.customer).data(), sizeof(IdBytes)) > 0;
    };
    const size_t count = std::min(limit_, found_.size());
    std::partial_sort(found_.begin(), found_.begin() + count, found_.end(),
                      is_better);
    found_.resize(count);
    return std::move(found_);
  }

 private:
  bool IsOver() const {
    return left_.customers == 0 || left_.terms == 0 || left_.matches == 0;
  }

  void LookInRange(const std::vector<WordMatcher>& words, size_t driver,
                   const TermRange& range) {
    const TermDictionary& terms = index_.terms();
    for (const TermId term : range.fresh) LookAtTerm(words, driver, term);
    if (range.begin == range.end) return;
    // The word itself comes first, if it is one.
    uint32_t begin = range.begin;
    if (terms.Text(terms.AtRank(begin)) == range.prefix) {
      LookAtTerm(words, driver, terms.AtRank(begin++));
    }
    LookAtMostFrequent(words, driver, begin, range.end);
  }

  // The terms of ranks [begin, end) by falling frequency, until enough.
  void LookAtMostFrequent(const std::vector<WordMatcher>& words, size_t driver,
                          uint32_t begin, uint32_t end) {
    const TermDictionary& terms = index_.terms();
    // Pieces of the range, each with its most frequent rank.
    struct Piece {
      size_t count;
      uint32_t best;
      uint32_t begin;
      uint32_t end;
      bool operator<(const Piece& other) const { return count < other.count; }
    };
    std::priority_queue<Piece> pieces;
    const auto add = [&](uint32_t begin, uint32_t end) {
      if (begin >= end) return;
      const uint32_t best = terms.MostFrequent(begin, end);
      const size_t count = terms.CustomersOf(terms.AtRank(best)).size();
      pieces.push({count, best, begin, end});
    };
    add(begin, end);
    while (!pieces.empty() && !IsOver()) {
      const Piece piece = pieces.top();
      pieces.pop();
      LookAtTerm(words, driver, terms.AtRank(piece.best));
      add(piece.begin, piece.best);
      add(piece.best + 1, piece.end);
    }
  }

  void LookAtTerm(const std::vector<WordMatcher>& words, size_t driver,
                  TermId term) {
    if (IsOver()) return;
    --left_.terms;
    const std::vector<Ordinal>& customers = index_.terms().CustomersOf(term);
    // With a single word all customers of a term match it equally well: more
    // than `limit` of them are never shown.
    size_t takes = words.size() == 1 ? limit_ : customers.size();
    for (size_t i = customers.size(); i-- > 0 && takes > 0; --takes) {
      if (IsOver()) return;
      --left_.customers;
      Consider(words, driver, customers[i]);
    }
  }

  void Consider(const std::vector<WordMatcher>& words, size_t driver,
                Ordinal customer) {
    for (size_t w = 0; w < words.size(); ++w) {
      if (w != driver && !words[w].Matches(customer)) return;
    }
    if (!seen_.insert(customer).second) return;
    NameSuggestion suggestion{.customer = customer};
    for (const WordMatcher& word : words) {
      const std::optional<WordScore> score = word.Score(customer);
      suggestion.typos += score->typos;
      suggestion.incomplete += score->incomplete;
    }
    found_.push_back(suggestion);
    --left_.matches;
  }

  const NameIndex& index_;
  const size_t limit_;
  SuggestBounds left_;
  absl::flat_hash_set<Ordinal> seen_;
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

}  // namespace

std::vector<NameSuggestion> SuggestByName(const NameIndex& index,
                                          const std::vector<std::string>& words,
                                          size_t limit,
                                          const SuggestBounds& bounds) {
  if (words.empty() || limit == 0) return {};
  std::vector<WordMatcher> matchers;
  for (const std::string& word : words) matchers.emplace_back(index, word);
  Search search(index, limit, bounds);
  if (const auto driver = Rarest(matchers)) search.Look(matchers, *driver);
  if (words.size() == 1) LookForInitials(words[0], &search);
  if (search.found() < limit) {
    for (WordMatcher& matcher : matchers) matcher.AllowTypo();
    search.Renew(bounds);
    if (const auto driver = Rarest(matchers)) search.Look(matchers, *driver);
  }
  return search.TakeBest();
}

}  // namespace comptoir::customers
