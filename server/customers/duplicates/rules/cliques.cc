#include "server/customers/duplicates/rules/cliques.h"

#include <algorithm>

namespace comptoir::customers {

std::vector<Clique> CoverWithCliques(size_t count,
                                     const std::set<NumberPair>& pairs,
                                     const std::set<NumberPair>& wanted) {
  std::vector<Clique> cliques;
  std::set<NumberPair> covered;
  for (const NumberPair& seed : wanted) {
    if (covered.contains(seed)) continue;
    std::vector<size_t> members = {seed.first, seed.second};
    for (size_t i = 0; i < count; ++i) {
      const bool belongs =
          std::all_of(members.begin(), members.end(), [&](size_t other) {
            return other != i && pairs.contains(std::minmax(i, other));
          });
      if (belongs) members.push_back(i);
    }
    std::sort(members.begin(), members.end());
    for (const size_t a : members) {
      for (const size_t b : members) {
        if (a < b) covered.emplace(a, b);
      }
    }
    cliques.push_back({.seed = seed, .members = std::move(members)});
  }
  return cliques;
}

}  // namespace comptoir::customers
