// Letters that were spoilt before a file was saved.
#ifndef COMPTOIR_SERVER_BASE_CSV_TWICE_ENCODED_H_
#define COMPTOIR_SERVER_BASE_CSV_TWICE_ENCODED_H_

#include <string_view>

namespace comptoir {

// Whether UTF-8 text has letters that are the bytes of others, read as
// windows-1252: "GÃ¼nter" for "Günter". Nobody's name has such pairs.
bool IsTwiceEncoded(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_TWICE_ENCODED_H_
