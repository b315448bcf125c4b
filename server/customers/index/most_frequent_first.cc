#include "server/customers/index/most_frequent_first.h"

#include <algorithm>

namespace comptoir::customers {

MostFrequentFirst::MostFrequentFirst(const TermDictionary& terms,
                                     uint32_t begin, uint32_t end)
    : terms_(terms) {
  const auto size = static_cast<uint32_t>(terms_.ranked_.size());
  for (uint32_t left = begin + size, right = end + size; left < right;
       left /= 2, right /= 2) {
    if (left % 2 == 1) Push(left++);
    if (right % 2 == 1) Push(--right);
  }
}

std::optional<TermId> MostFrequentFirst::Next() {
  if (parts_.empty()) return std::nullopt;
  std::pop_heap(parts_.begin(), parts_.end());
  uint32_t node = parts_.back().node;
  parts_.pop_back();
  // Down to the leaf; what branches off on the way is left for later.
  const uint32_t rank = terms_.most_frequent_[node].rank;
  const auto size = static_cast<uint32_t>(terms_.ranked_.size());
  while (node < size) {
    const bool goes_left = terms_.most_frequent_[2 * node].rank == rank;
    Push(goes_left ? 2 * node + 1 : 2 * node);
    node = goes_left ? 2 * node : 2 * node + 1;
  }
  return terms_.ranked_[rank];
}

void MostFrequentFirst::Push(uint32_t node) {
  parts_.push_back({terms_.most_frequent_[node].count, node});
  std::push_heap(parts_.begin(), parts_.end());
}

}  // namespace comptoir::customers
