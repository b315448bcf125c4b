// Numbers of other kinds that are told by the letters and dashes among their
// digits.
#ifndef COMPTOIR_SERVER_VALUES_CARDS_OTHER_IDS_H_
#define COMPTOIR_SERVER_VALUES_CARDS_OTHER_IDS_H_

#include <string_view>
#include <vector>

namespace comptoir {

// Which characters belong to IBANs, whose digits would often pass for a card's,
// or to UUIDs, of whose groups some are digits alone. `text` is ASCII with
// upper-case letters, and 'x' for those of other scripts.
std::vector<bool> CharactersOfOtherIds(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_VALUES_CARDS_OTHER_IDS_H_
