// Type-ahead over names: the best few customers for what was typed so far.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SUGGEST_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SUGGEST_H_

#include <cstddef>
#include <string>
#include <vector>

#include "server/customers/index/name_index.h"

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
};

struct NameSuggestion {
  Ordinal customer;
  // Words of the query that match with a typo only.
  int typos = 0;
  // Words of the query that are not whole words of the customer.
  int incomplete = 0;
  bool by_initials = false;
  bool operator==(const NameSuggestion&) const = default;
};

// The customers of whom every one of `words` begins a word, in any order, and
// those with these initials; where they are fewer than `limit`, also those who
// match with a typo in each word of at least kTypoLettersMin letters.
//
// `words` are folded (base/text.h). Best first: without typo, not by initials,
// with more whole words, newer.
std::vector<NameSuggestion> SuggestByName(const NameIndex& index,
                                          const std::vector<std::string>& words,
                                          size_t limit,
                                          const SuggestBounds& bounds = {});

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SUGGEST_H_
