// Pages of all customers whose names match.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SEARCH_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SEARCH_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "server/customers/index/name_index.h"
#include "server/customers/index/word_matcher.h"

namespace comptoir::customers {

// How far to look for one page.
struct SearchBounds {
  // Words held against customers, each with the ways to take it for several: a
  // few milliseconds' worth. The customer who reaches it is the last.
  size_t work = 32768;
  // Ways to take a word for several that are looked at.
  size_t splits = kSplitsMax;
};

struct NamePage {
  // By falling id: newest first.
  std::vector<IdBytes> ids;
  // Where the next page begins: pass it as `before`. nullopt at the end. The
  // page may be short or empty although there is a next one.
  std::optional<IdBytes> next;
  // As SearchBounds::work counts it.
  size_t work = 0;
};

// The customers with the words of `query` (HasWords of name_terms.h), of those
// with ids below `before`.
//
// A walk by `next` gives every customer who is in the index all the while
// exactly once, also when others come and go between the pages, and comes to
// its end whatever the bounds.
NamePage SearchByName(const NameIndex& index, const NameQuery& query,
                      const std::optional<IdBytes>& before, size_t page_size,
                      const SearchBounds& bounds = {});

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SEARCH_H_
