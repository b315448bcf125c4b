#include "server/base/text/edit_distance.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

namespace comptoir {

int EditDistance(std::string_view a, std::string_view b, int most) {
  const auto rows = static_cast<int>(a.size());
  const auto columns = static_cast<int>(b.size());
  const int beyond = most + 1;
  if (std::abs(rows - columns) > most) return beyond;
  // What the beginnings of the two cost, row by row. Those whose lengths differ
  // by more than `most` cost more, and are never written.
  std::vector<int> costs(b.size() + 1, beyond);
  std::vector<int> last = costs;
  std::vector<int> before_last = costs;
  for (int i = 0; i <= rows; ++i) {
    const int first = std::max(0, i - most);
    for (int j = first; j <= std::min(columns, i + most); ++j) {
      if (i == 0 || j == 0) {
        costs[j] = std::max(i, j);
        continue;
      }
      const int same = a[i - 1] == b[j - 1] ? 0 : 1;
      int cost = std::min({beyond, last[j] + 1, last[j - 1] + same});
      if (j > first) cost = std::min(cost, costs[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost = std::min(cost, before_last[j - 2] + 1);
      }
      costs[j] = cost;
    }
    std::swap(before_last, last);
    std::swap(last, costs);
  }
  return last[columns];
}

}  // namespace comptoir
