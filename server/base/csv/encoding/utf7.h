// UTF-7, which old mail programs write: all of it is ASCII, so it passes for
// UTF-8, and every name with an accent would be kept as "Zo+AOk-".
#ifndef COMPTOIR_SERVER_BASE_CSV_ENCODING_UTF7_H_
#define COMPTOIR_SERVER_BASE_CSV_ENCODING_UTF7_H_

#include <string_view>

namespace comptoir {

// Whether ASCII `text` has something that only UTF-7 writes: an accent of Latin
// letters once ("+AOk-"), or letters of other scripts thrice and nothing that
// cannot be UTF-7, such as the tag in an email address or a phone number.
bool IsUtf7(std::string_view text);

}  // namespace comptoir

#endif  // COMPTOIR_SERVER_BASE_CSV_ENCODING_UTF7_H_
