// Groups of which every two belong together.
#ifndef COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_CLIQUES_H_
#define COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_CLIQUES_H_

#include <cstddef>
#include <set>
#include <utility>
#include <vector>

namespace comptoir::customers {

// The smaller one first.
using NumberPair = std::pair<size_t, size_t>;

struct Clique {
  // The pair that it was made for.
  NumberPair seed;
  // In order.
  std::vector<size_t> members;
};

// Groups in which every two are one of `pairs`, so that each pair of `wanted`,
// some of `pairs`, is in one. Each is made for the first wanted pair that is in
// none before it, and takes whoever belongs to all who are in it, the smallest
// number first. They come in the order of their seeds; at most as many as
// `wanted`.
//
// `pairs` are of numbers below `count`: it takes time with `count` times the
// wanted pairs times the size of groups.
std::vector<Clique> CoverWithCliques(size_t count,
                                     const std::set<NumberPair>& pairs,
                                     const std::set<NumberPair>& wanted);

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_DUPLICATES_RULES_CLIQUES_H_
