// How alike two words or names are.
#ifndef COMPTOIR_SERVER_BASE_TEXT_JARO_WINKLER_H_
#define COMPTOIR_SERVER_BASE_TEXT_JARO_WINKLER_H_

#include <cstddef>
#include <string_view>

namespace comptoir {

// Bytes of a text that are compared: what is beyond them makes no difference,
// and the time that a comparison takes stays some microseconds.
inline constexpr size_t kComparedBytesMax = 128;

// The similarity of Jaro and Winkler from 0, nothing in common, to 100, the
// same, rounded down: how many bytes they share near the same place, how many
// of those stand in another order, and more for the same beginning. 0 when one
// of them is empty. The same whichever comes first.
int JaroWinklerPercent(std::string_view a, std::string_view b);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_TEXT_JARO_WINKLER_H_
