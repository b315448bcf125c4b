// One word of a query against the words of customers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_WORD_MATCHER_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_WORD_MATCHER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/customers/index/name_index.h"

namespace comptoir::customers {

// Shorter words must be spelled right.
inline constexpr size_t kTypoLettersMin = 4;

// How well a word of a query matches a word of a customer; less is better.
struct WordScore {
  int typos = 0;
  // Zero when the word is whole: nothing of it is left to be typed.
  int incomplete = 0;
  auto operator<=>(const WordScore&) const = default;
};

// Matches the terms that begin with a word. Refers to the index, which must not
// change while it is used.
class WordMatcher {
 public:
  WordMatcher(const NameIndex& index, std::string word);
  // Matches that very word alone.
  static WordMatcher Exactly(const NameIndex& index, std::string word);

  // From here on also matches terms that begin with a spelling one typo away,
  // when the word is long enough for that. False when there are none.
  bool AllowTypo();

  // The terms that match: first those without a typo.
  const std::vector<TermRange>& ranges() const { return ranges_; }
  bool empty() const;
  // About how many customers match.
  size_t estimate() const { return estimate_; }

  // How well a term of `range`, one of ranges(), matches.
  WordScore ScoreOf(TermId term, const TermRange& range) const {
    const size_t length = index_->terms().Text(term).size();
    return {.typos = range.prefix == word_ ? 0 : 1,
            .incomplete = length == range.prefix.size() ? 0 : 1};
  }

  bool Matches(Ordinal customer) const;
  // The best match among the customer's terms; nullopt when none does.
  std::optional<WordScore> Score(Ordinal customer) const;

 private:
  WordMatcher(const NameIndex* index, std::string word, TermRange range);
  bool MatchesTerm(TermId term) const;
  void MergeRanks();

  const NameIndex* index_;
  std::string word_;
  std::vector<TermRange> ranges_;
  // The ranks of all ranges: disjoint, ascending, [begin, end).
  std::vector<std::pair<uint32_t, uint32_t>> ranks_;
  size_t estimate_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_WORD_MATCHER_H_
