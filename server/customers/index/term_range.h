// Terms of the dictionary that have something in common.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_TERM_RANGE_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_TERM_RANGE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace comptoir::customers {

// A customer within one index: small numbers, in the order of being indexed.
using Ordinal = uint32_t;
using TermId = uint32_t;

// The terms that begin with a text, or are it.
struct TermRange {
  std::string prefix;
  // Ranks of the terms in it that have a rank.
  uint32_t begin = 0;
  uint32_t end = 0;
  // Terms in it without a rank yet.
  std::vector<TermId> fresh;
  // Not those that go on after the prefix.
  bool is_whole = false;
  // How far the prefix is from what was asked for.
  int typos = 0;

  bool empty() const { return begin == end && fresh.empty(); }
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_TERM_RANGE_H_
