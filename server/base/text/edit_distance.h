// How far a word is from another.
#ifndef COMPTOIR_SERVER_BASE_TEXT_EDIT_DISTANCE_H_
#define COMPTOIR_SERVER_BASE_TEXT_EDIT_DISTANCE_H_

#include <string_view>

namespace comptoir {

// The fewest changes that make `b` of `a`: a byte put in, left out, another in
// its place, or two neighbours swapped. `most` + 1 when there are more than
// `most`: so it takes time with that and their length, not with its square.
int EditDistance(std::string_view a, std::string_view b, int most);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_TEXT_EDIT_DISTANCE_H_
