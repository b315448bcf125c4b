// Pages of all customers whose names match.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SEARCH_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SEARCH_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "server/customers/index/name_index.h"
#include "server/customers/index/word_matcher.h"

namespace comptoir::customers {

struct NamePage {
  // By falling id: newest first.
  std::vector<IdBytes> ids;
  // Where the next page begins: pass it as `before`. nullopt at the end. The
  // page may be short or empty although there is a next one.
  std::optional<IdBytes> next;
};

// The customers with the words of `query` (HasWords of name_terms.h), of those
// with ids below `before`.
//
// A walk by `next` gives every customer who is in the index all the while
// exactly once, also when others come and go between the pages.
//
// `splits` are the ways to take a word for several that are looked at.
NamePage SearchByName(const NameIndex& index, const NameQuery& query,
                      const std::optional<IdBytes>& before, size_t page_size,
                      size_t splits = kSplitsMax);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_NAME_SEARCH_H_
