// One word of a query against the words of customers.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_WORD_MATCHER_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_WORD_MATCHER_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "server/customers/index/name_index.h"
#include "server/values/names/name_terms.h"

namespace comptoir::customers {

// Shorter words must be spelled right.
inline constexpr size_t kTypoLettersMin = 4;
// Ways to take a word for several that are looked at.
inline constexpr size_t kSplitsMax = 16;

// How well a word of a query matches words of a customer; less is better.
struct WordScore {
  int typos = 0;
  // One when it is several words of the customer.
  int joined = 0;
  // Zero when the word is whole: nothing of it is left to be typed.
  int incomplete = 0;
  auto operator<=>(const WordScore&) const = default;
};

// A word that is several terms written as one: "legoff" is "le" and "goff".
struct Split {
  // The words before the last one.
  std::vector<TermId> parts;
  // What the last one may be.
  TermRange rest;
  // About how many customers have all of them, at most.
  size_t estimate = 0;
};

// The part that fewer customers have than the rest has; nullopt when there is
// none.
std::optional<TermId> RarestPart(const NameIndex& index, const Split& split);

// Matches the terms that begin with a word, or are it, in any of its spellings.
// Refers to the word and to the index, which must not change while it is used.
class WordMatcher {
 public:
  WordMatcher(const NameIndex& index, const QueryWord& word);
  WordMatcher(const NameIndex& index, QueryWord&& word) = delete;

  // From here on also matches customers who have a word in several pieces; the
  // first `most` ways that the dictionary knows. False when there are none.
  bool AllowSplits(size_t most = kSplitsMax);
  // Takes that back.
  void ForbidSplits();

  // From here on also matches terms that begin with a spelling one typo away,
  // when the word is long enough for that. False when there are none.
  bool AllowTypo();

  // The terms that match: first those without a typo.
  const std::vector<TermRange>& ranges() const { return ranges_; }
  const std::vector<Split>& splits() const { return splits_; }
  bool empty() const { return ranges_.empty() && splits_.empty(); }
  // About how many customers match.
  size_t estimate() const { return estimate_; }

  // How well a term of `range`, one of ranges(), matches.
  WordScore ScoreOf(TermId term, const TermRange& range) const {
    const size_t length = index_->terms().Text(term).size();
    return {.typos = range.typos,
            .incomplete = length == range.prefix.size() ? 0 : 1};
  }

  // Of the terms of a customer.
  bool Matches(const NameIndex::Terms& terms) const;
  // The best match among them; nullopt when none does.
  std::optional<WordScore> Score(const NameIndex::Terms& terms) const;
  // How well the rest of the split, one of splits(), matches; nullopt when a
  // part is missing.
  std::optional<WordScore> ScoreOfSplit(const Split& split,
                                        const NameIndex::Terms& terms) const;

 private:
  void FindSplits(std::string_view left, std::string_view mark, bool is_whole,
                  std::vector<TermId>* parts, size_t most);
  bool MatchesTerm(TermId term) const;
  void MergeRanks();

  const NameIndex* index_;
  const QueryWord* word_;
  std::vector<TermRange> ranges_;
  // The ranks of all ranges: disjoint, ascending, [begin, end).
  std::vector<std::pair<uint32_t, uint32_t>> ranks_;
  std::vector<Split> splits_;
  size_t estimate_ = 0;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_WORD_MATCHER_H_
