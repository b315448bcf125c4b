#include "server/kv/kv.h"

namespace comptoir::kv {

Range Range::Prefix(std::string_view prefix) {
  Range range{.start = std::string(prefix), .limit = std::string(prefix)};
  // The first key after all that begin with the prefix: the prefix with its
  // last byte that can grow grown, and nothing after it.
  while (!range.limit.empty() && range.limit.back() == '\xff') {
    range.limit.pop_back();
  }
  if (!range.limit.empty()) ++range.limit.back();
  return range;
}

}  // namespace comptoir::kv
