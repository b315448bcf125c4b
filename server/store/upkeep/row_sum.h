// Compares two sets of keys without holding either.
#ifndef COMPTOIR_SERVER_STORE_UPKEEP_ROW_SUM_H_
#define COMPTOIR_SERVER_STORE_UPKEEP_ROW_SUM_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/hash/hash.h"
#include "server/base/strings.h"

namespace comptoir::store {

// The sum of 128-bit hashes of keys: equal for equal sets in whatever order,
// and for different ones with a chance that can be ignored.
class RowSum {
 public:
  void Add(std::string_view key) {
    ++count_;
    low_ += HashOf(0, key);
    high_ += HashOf(1, key);
  }
  bool operator==(const RowSum&) const = default;

 private:
  static uint64_t HashOf(int seed, std::string_view key) {
    using Seeded = std::pair<int, absl::string_view>;
    return absl::Hash<Seeded>()(Seeded(seed, ToAbsl(key)));
  }

  uint64_t count_ = 0;
  uint64_t low_ = 0;
  uint64_t high_ = 0;
};

}  // namespace comptoir::store

#endif  // COMPTOIR_SERVER_STORE_UPKEEP_ROW_SUM_H_
