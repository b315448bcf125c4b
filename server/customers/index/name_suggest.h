// Type-ahead over names: the best few customers for what was typed so far.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SUGGEST_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SUGGEST_H_

#include <cstddef>
#include <vector>

#include "server/customers/index/name_index.h"
#include "server/customers/index/word_matcher.h"
#include "server/values/names/name_terms.h"

namespace comptoir::customers {

// Bounds of the work for one answer, so that it costs the same however many
// customers there are. Where they are met, the customers looked at are those of
// the most frequent names.
struct SuggestBounds {
  // Customers looked at.
  size_t customers = 1024;
  // Terms whose customers are looked at.
  size_t terms = 96;
  // Matches that are ranked.
  size_t matches = 32;
  // Ways to take a word for several that are looked at.
  size_t splits = kSplitsMax;
};

struct NameSuggestion {
  Ordinal customer;
  // Words of the query that match with a typo only.
  int typos = 0;
  // Words of the query that are several of the customer's, or the reverse.
  int joined = 0;
  // Words of the query that are not whole words of the customer.
  int incomplete = 0;
  bool by_initials = false;
  bool operator==(const NameSuggestion&) const = default;
};

// The customers of whom every word of `query` begins a word, in any order, and
// those with these initials; where they are fewer than `limit`, also those of
// whom words are written as one or divided (HasWords of name_terms.h), and then
// those who match with a typo in each word of at least kTypoLettersMin letters,
// divided alike.
//
// Best first: without typo, not by initials, divided alike, with more whole
// words, newer.
std::vector<NameSuggestion> SuggestByName(const NameIndex& index,
                                          const NameQuery& query, size_t limit,
                                          const SuggestBounds& bounds = {});

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SUGGEST_H_
