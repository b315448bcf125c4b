// The words that a merchant's customers are found by, each with the customers
// that have it.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_TERM_DICTIONARY_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_TERM_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_set.h"
#include "server/customers/index/prefix_filter.h"
#include "server/customers/index/term_range.h"

namespace comptoir::customers {

// Terms are kept in alphabetical order as "ranks", with the most frequent term
// of any range of ranks at hand. A new term has no rank at first; when many
// have none they are all ranked, which takes a few milliseconds for a hundred
// thousand terms.
//
// Not thread-safe.
class TermDictionary {
 public:
  TermDictionary();
  TermDictionary(const TermDictionary&) = delete;
  TermDictionary& operator=(const TermDictionary&) = delete;

  // The term, made when it does not exist.
  TermId Intern(std::string_view text);
  std::optional<TermId> Find(std::string_view text) const;
  std::string_view Text(TermId term) const {
    return std::string_view(texts_).substr(terms_[term].text,
                                           terms_[term].length);
  }

  // Customers with the term, ascending.
  const std::vector<Ordinal>& CustomersOf(TermId term) const {
    return terms_[term].customers;
  }
  void AddCustomer(TermId term, Ordinal customer);
  void RemoveCustomer(TermId term, Ordinal customer);

  // The terms that begin with `prefix`.
  TermRange RangeOf(std::string_view prefix) const;
  // That very term alone, if there is one.
  TermRange WholeRangeOf(std::string_view text) const;
  bool IsIn(TermId term, const TermRange& range) const {
    const uint32_t rank = ranks_[term];
    if (rank != kNoRank) return rank >= range.begin && rank < range.end;
    const std::string_view text = Text(term);
    return range.is_whole ? text == range.prefix
                          : text.starts_with(range.prefix);
  }
  // About how many customers have a term of the range.
  size_t EstimateCustomers(const TermRange& range) const;

  // The ranges of the texts that are one letter wrong, missing, too many or
  // swapped away from `prefix`; those that hold no term are left out. A first
  // byte that is no letter is right.
  std::vector<TermRange> RangesOneTypoFrom(std::string_view prefix) const;

  std::optional<uint32_t> RankOf(TermId term) const {
    if (ranks_[term] == kNoRank) return std::nullopt;
    return ranks_[term];
  }
  TermId AtRank(uint32_t rank) const { return ranked_[rank]; }

  // Gives every term a rank. Call it after a bulk of changes.
  void RankAll();
  // RankAll() when many terms have none. Call it after a single change.
  void RankWhenMany();

  // Gives back memory that growing has set aside.
  void ShrinkToFit();

 private:
  static constexpr uint32_t kNoRank = 0xffffffff;

  struct Term {
    uint32_t text;
    uint32_t length;
    std::vector<Ordinal> customers;
  };
  // Compare terms by their text, with each other and with a text.
  struct TextOf {
    const TermDictionary* terms;
    std::string_view operator()(TermId term) const { return terms->Text(term); }
    std::string_view operator()(std::string_view text) const { return text; }
  };
  struct HashText {
    using is_transparent = void;
    TextOf text;
    size_t operator()(auto term) const {
      return std::hash<std::string_view>()(text(term));
    }
  };
  struct EqualText {
    using is_transparent = void;
    TextOf text;
    bool operator()(auto a, auto b) const { return text(a) == text(b); }
  };
  struct LessText {
    using is_transparent = void;
    TextOf text;
    bool operator()(auto a, auto b) const { return text(a) < text(b); }
  };

  friend class MostFrequentFirst;

  uint32_t LowerBound(std::string_view text) const;
  void AddPrefixes(std::string_view text, size_t known);
  void BuildFrequencies();

  std::string texts_;
  std::vector<Term> terms_;
  absl::flat_hash_set<TermId, HashText, EqualText> by_text_;
  std::vector<uint32_t> ranks_;  // By term.
  std::vector<TermId> ranked_;   // By rank.
  absl::btree_set<TermId, LessText> fresh_;
  // By rank: the first eight bytes, for looking up without touching texts.
  std::vector<uint64_t> heads_;
  // By rank, as of when ranks were last given: customers of all terms before,
  // and a tree over the ranks, the leaf of rank r at r + size, whose nodes name
  // the most frequent term below.
  std::vector<uint64_t> customers_before_;
  struct Frequent {
    uint32_t count;
    uint32_t rank;
  };
  std::vector<Frequent> most_frequent_;
  PrefixFilter prefixes_;
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_TERM_DICTIONARY_H_
