#include "server/base/text/jaro_winkler.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace comptoir {
namespace {

using Matched = std::bitset<kComparedBytesMax>;

// Winkler's: the same beginning counts for up to so many bytes, a tenth each of
// what is missing to 1.
constexpr size_t kBeginningMax = 4;

// Marks the bytes of `a` and `b` that have each other, at most `window` apart.
// How many pairs there are.
int64_t Match(std::string_view a, std::string_view b, Matched* in_a,
              Matched* in_b) {
  const size_t longer = std::max(a.size(), b.size());
  const size_t window = longer < 4 ? 0 : longer / 2 - 1;
  int64_t matches = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t end = std::min(b.size(), i + window + 1);
    for (size_t j = i > window ? i - window : 0; j < end; ++j) {
      if (in_b->test(j) || a[i] != b[j]) continue;
      in_a->set(i);
      in_b->set(j);
      ++matches;
      break;
    }
  }
  return matches;
}

// Matched bytes that stand in another order, by halves.
int64_t CountTransposed(std::string_view a, std::string_view b,
                        const Matched& in_a, const Matched& in_b) {
  int64_t transposed = 0;
  size_t j = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!in_a.test(i)) continue;
    while (!in_b.test(j)) ++j;
    if (a[i] != b[j]) ++transposed;
    ++j;
  }
  return transposed;
}

}  // namespace

int JaroWinklerPercent(std::string_view a, std::string_view b) {
  a = a.substr(0, kComparedBytesMax);
  b = b.substr(0, kComparedBytesMax);
  if (a.empty() || b.empty()) return 0;
  // Who is matched greedily first makes a difference in rare cases.
  if (b.size() < a.size() || (b.size() == a.size() && b < a)) std::swap(a, b);
  Matched in_a;
  Matched in_b;
  const int64_t m = Match(a, b, &in_a, &in_b);
  if (m == 0) return 0;
  const int64_t transposed = CountTransposed(a, b, in_a, in_b);
  const auto a_size = static_cast<int64_t>(a.size());
  const auto b_size = static_cast<int64_t>(b.size());
  // (m / a + m / b + (m - transposed / 2) / m) / 3 in whole numbers: as
  // `jaro` / `whole`, so that it is the same on every machine.
  const int64_t whole = 6 * a_size * b_size * m;
  const int64_t jaro =
      2 * m * m * (a_size + b_size) + (2 * m - transposed) * a_size * b_size;
  const size_t shorter = std::min(a.size(), kBeginningMax);
  int64_t beginning = 0;
  while (static_cast<size_t>(beginning) < shorter &&
         a[beginning] == b[beginning]) {
    ++beginning;
  }
  return static_cast<int>((10 * jaro + beginning * (whole - jaro)) * 10 /
                          whole);
}

}  // namespace comptoir
