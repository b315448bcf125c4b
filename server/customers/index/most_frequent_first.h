// Terms of a range by falling frequency, without looking at all of them.
#ifndef COMPTOIR_SERVER_CUSTOMERS_INDEX_MOST_FREQUENT_FIRST_H_
#define COMPTOIR_SERVER_CUSTOMERS_INDEX_MOST_FREQUENT_FIRST_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "server/customers/index/term_dictionary.h"

namespace comptoir::customers {

// The terms of ranks [begin, end), roughly the most frequent first: as frequent
// as they were when ranks were last given.
class MostFrequentFirst {
 public:
  MostFrequentFirst(const TermDictionary& terms, uint32_t begin, uint32_t end);
  // nullopt when all were given.
  std::optional<TermId> Next();

 private:
  // A node of the tree whose terms have not been given.
  struct Part {
    uint32_t count;
    uint32_t node;
    bool operator<(const Part& other) const { return count < other.count; }
  };
  void Push(uint32_t node);

  const TermDictionary& terms_;
  std::vector<Part> parts_;  // A heap.
};

}  // namespace comptoir::customers

#endif  // COMPTOIR_SERVER_CUSTOMERS_INDEX_MOST_FREQUENT_FIRST_H_
